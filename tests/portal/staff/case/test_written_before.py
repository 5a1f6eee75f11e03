"""What was written for a decision stays in the record when that is taken back, and stands in the form again."""

from datetime import timedelta

import pytest

from dsr import review
from dsr.corrections import ItemDecision
from tests import given
from tests.given_corrections import WRONG_PHONE, a_correction, a_shop
from tests.given_systems import a_database
from tests.portal.staff.desk import as_sent, at, fresh, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
WHY = "The calendar that you mean is not ours."


def declined(case, code="COMPLAINT_NO_ACTION"):
    seen = fresh(case).entry_count
    review.decline(case.pk, given.staff(), seen=seen, reasons=[code], reason=WHY, note="He called.")
    review.take_back(case.pk, given.staff(), seen=fresh(case).entry_count, note="A slip.")


def test_the_reason_of_a_decline_stays_in_the_record_and_is_offered_again_for_the_same_alone(reviewer):
    case = given.in_review(kind="complaint", answers={}, sealed={"text": "The shop is cold."})
    declined(case)
    told = page(reviewer, case)
    assert f"Written for the letter: {WHY}" in told and "He called." in told and "A slip." in told
    draft = reviewer.get(at(case, "draft", "COMPLAINT_NO_ACTION"))
    assert draft.context["form"]["reason"].value() == WHY and WHY in draft.context["composed"].text
    assert "taken back. What was written then stands here again" in draft.content.decode()
    sent = as_sent(draft.context["form"]) | {"also": []}
    assert reviewer.post(at(case, "decline"), sent).status_code == 302
    other = given.in_review(kind="complaint", answers={}, sealed={"text": "The shop is cold."})
    declined(other)
    assert not reviewer.get(at(other, "draft", "COMPLAINT_ANSWERED")).context["form"]["reason"].value()


def test_what_was_answered_and_opened_again_offers_nothing_of_the_wrong_answer(reviewer):
    case = given.in_review(kind="complaint", answers={}, sealed={"text": "The shop is cold."})
    seen = fresh(case).entry_count
    review.decline(case.pk, given.staff(), seen=seen, reasons=["COMPLAINT_NO_ACTION"], reason=WHY)
    given.drain()
    review.reopen(case.pk, given.staff(), seen=fresh(case).entry_count, note="It was ours.")
    assert f"Written for the letter: {WHY}" in page(reviewer, case)
    assert not reviewer.get(at(case, "draft", "COMPLAINT_NO_ACTION")).context["form"]["reason"].value()


def test_what_was_decided_of_each_item_is_undecided_and_offered_again(reviewer, tmp_path, settings):
    a_shop(a_database(tmp_path))
    case = a_correction(WRONG_PHONE)
    kept = ItemDecision("deny", "The contract of March.", "C_DOCS_INADEQUATE", "The bill is of another year.")
    approval = review.Approval("CORRECTED", decisions={1: kept})
    settings.DECISION_WAIT = timedelta(minutes=10)
    review.approve(case.pk, given.staff(), approval, seen=fresh(case).entry_count)
    assert "Decided" in page(reviewer, case)
    review.take_back(case.pk, given.staff(), seen=fresh(case).entry_count)
    told = page(reviewer, case)
    assert "<dt>Decided</dt>" not in told and "Kept:" not in told and "To be kept:" not in told
    assert "Phone number, weighed: The contract of March." in told
    draft = reviewer.get(at(case, "draft", "CORRECTED"))
    assert draft.context["form"]["decision-1"].value() == "deny"
    assert draft.context["form"]["reason-1"].value() == "The bill is of another year."

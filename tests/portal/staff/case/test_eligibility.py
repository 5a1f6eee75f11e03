"""Whom the law covers, at the desk: why a reason is not open, and the two ways that open it."""

import pytest

from dsr.kinds import base
from dsr.lifecycle import Who
from dsr.models import Case, EligibilityQuestion, EligibilityRecord
from tests import given
from tests.portal.staff.desk import at, fresh, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
NAME = "Dana Whitlow"
TOLD = {"about": "residence", "says": "no", "rests_on": "phone", "day": "2026-03-10", "note": "On the phone."}


@pytest.fixture
def silent(db):
    """A request that came by letter and says nothing of the person."""
    return given.in_review(business=given.a_ledger(), channel="mail", came_to=None, answers={})


def test_a_reason_that_is_not_open_says_why_and_how_to_open_it(reviewer, silent):
    told = page(reviewer, silent)
    assert "Not open, and why" in told
    assert "Not on record: The person does not live in California. Silence is not a no" in told
    assert told.count('href="#eligibility-title"') == 4
    assert "/draft/NOT_CA_RESIDENT/" not in told
    draft = reviewer.get(at(silent, "draft", "NOT_CA_RESIDENT")).content.decode()
    assert "Not on record: The person does not live in California" in draft
    assert 'name="outcome"' not in draft


def test_the_page_says_of_whom_the_letter_asks(reviewer, silent):
    """As the letter will: of who wrote themselves, or of the person for whom they wrote, by name."""
    asked = [one for one in base.get(silent.kind).eligibility if one.question]
    own, of_another = {str(one.own_question) for one in asked}, {str(one.question) % {"name": NAME} for one in asked}
    told = page(reviewer, silent)
    assert ({one for one in own if one in told}, {one for one in of_another if one in told}) == (own, set())
    Case.objects.filter(pk=silent.pk).update(is_for_another=True)
    told = page(reviewer, silent)
    assert ({one for one in own if one in told}, {one for one in of_another if one in told}) == (set(), of_another)


def test_what_was_told_is_recorded_and_the_letter_says_so(reviewer, silent):
    posted = {**TOLD, "seen": silent.entry_count}
    assert reviewer.post(at(silent, "record-eligibility"), posted).status_code == 302
    told = page(reviewer, silent)
    assert "no, we were told on March 10, 2026" in told
    assert "/draft/NOT_CA_RESIDENT/" in told
    assert "The person does not live in California; we were told so by phone or in person; March 10, 2026" in told
    draft = reviewer.get(at(silent, "draft", "NOT_CA_RESIDENT")).content.decode()
    assert "You told us on March 10, 2026" in draft
    declined = {"seen": fresh(silent).entry_count, "outcome": "NOT_CA_RESIDENT"}
    assert reviewer.post(at(silent, "decline"), declined).status_code == 302


@pytest.mark.parametrize("missing", ["about", "says", "rests_on", "day", "note"])
def test_what_lacks_a_part_is_not_recorded_and_keeps_what_was_typed(reviewer, silent, missing):
    answer = reviewer.post(at(silent, "record-eligibility"), {**TOLD, "seen": silent.entry_count, missing: ""})
    assert answer.status_code == 422
    assert missing == "note" or "On the phone." in answer.content.decode()
    assert not EligibilityRecord.objects.exists()


def test_a_billing_address_or_a_search_is_not_offered_as_a_ground(reviewer, silent):
    form = reviewer.get(at(silent)).context["forms"]["record_eligibility"]
    offered = {value for value, _words in form.fields["rests_on"].choices}
    assert offered == {"", "request", "writing", "phone", "answer", "contract", "last-purchase"}
    assert "A billing address, or a search that found nothing, is no ground" in page(reviewer, silent)


def test_the_person_is_asked_from_the_page_and_silence_counts_for_them(reviewer, silent):
    posted = {"seen": silent.entry_count, "about": ["residence", "household"]}
    assert reviewer.post(at(silent, "ask-eligibility"), posted).status_code == 302
    assert set(EligibilityQuestion.objects.values_list("about", flat=True)) == {"residence", "household"}
    told = page(reviewer, silent)
    assert told.count("no answer is recorded: without one, they count as covered") == 2
    assert "A letter that asks whether the law covers the person is written" in told
    assert "/draft/NOT_CA_RESIDENT/" not in told
    again = reviewer.post(at(silent, "ask-eligibility"), {**posted, "seen": fresh(silent).entry_count})
    assert again.status_code == 422
    assert "asks the person this already" in again.content.decode()


def test_who_only_reads_sees_what_is_known_and_records_nothing(browse, silent):
    viewer = browse(Who.VIEWER)
    told = page(viewer, silent)
    assert "Whom the law covers" in told
    assert "record-eligibility" not in told
    assert viewer.post(at(silent, "record-eligibility"), {**TOLD, "seen": silent.entry_count}).status_code == 403
    assert not EligibilityRecord.objects.exists()


def test_a_kind_whose_law_covers_everybody_asks_nothing(reviewer):
    complaint = given.in_review(kind="complaint", answers={}, sealed={"text": "The shop is cold."})
    assert "Whom the law covers" not in page(reviewer, complaint)

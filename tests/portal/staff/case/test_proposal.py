"""What is proposed for a second person, as the case page shows it."""

from dataclasses import replace

import pytest

from dsr import documents, receipt_corrections
from dsr.journal import Actor
from dsr.lifecycle import Who
from dsr.models import Account, Case
from dsr.models.attachment import Purpose
from portal.staff.case import proposal
from tests import given
from tests.given_documents import a_pdf
from tests.portal.staff.desk import at, fresh, page


@pytest.mark.parametrize(
    ("sealed", "shown"),
    [
        ({"subject_name": "Tomas Brandt", "requester_name": "Tomas Brandt"}, [("Name", "Tomas Brandt")]),
        (
            {"subject_name": "Tomas Brandt", "requester_name": "Ida Brandt"},
            [("Name of the person it is about", "Tomas Brandt"), ("Name of who wrote", "Ida Brandt")],
        ),
        ({"subject_name": "", "requester_name": "Ida Brandt"}, [("Name of who wrote", "Ida Brandt")]),
        ({"reason": "Spam."}, []),
    ],
)
def test_each_name_says_whose_it_is_and_one_person_stands_there_once(sealed, shown):
    assert proposal._names(sealed) == shown


@pytest.mark.django_db
@pytest.mark.usefixtures("frozen")
def test_who_proposed_it_takes_it_back_and_sees_no_other_button(browse):
    case = given.in_review(actor=given.staff(), channel="email", came_to=None)
    first, second = browse(), browse()
    Account.objects.filter(pk__in=[first.account.pk, second.account.pk]).update(role="approver")
    said = {"seen": case.entry_count, "closure": "mistake", "note": "Twice."}
    assert first.post(at(case, "close"), said).status_code == 302
    assert at(case, "proposal-back") in page(first, fresh(case)) and at(case, "agree") not in page(first, fresh(case))
    assert at(case, "proposal-back") not in page(second, fresh(case)) and at(case, "agree") in page(
        second, fresh(case)
    )
    seen = {"seen": fresh(case).entry_count}
    assert second.post(at(case, "proposal-back"), seen).status_code in {403, 409, 422}
    assert first.post(at(case, "proposal-back"), seen).status_code == 302
    assert "Who proposed it took it back" in page(first, fresh(case))
    assert fresh(case).state == "review"


@pytest.mark.django_db
@pytest.mark.usefixtures("frozen")
def test_what_two_people_decided_bears_both_names(browse):
    case = given.in_review(actor=given.staff(), channel="email", came_to=None)
    documents.add(case.pk, given.staff(), [documents.check(Purpose.ENVELOPE, "envelope.pdf", a_pdf())])
    first, second = browse(), browse()
    Account.objects.filter(pk=first.account.pk).update(name="Robin Vale", role="approver")
    Account.objects.filter(pk=second.account.pk).update(name="Sam Okafor", role="approver")
    row = Case.objects.select_related("brand", "came_to").get(pk=case.pk)
    one = replace(receipt_corrections.as_it_stands(row), is_for_another=True)
    proposer = Actor(Who.REVIEWER, first.account.pk)
    receipt_corrections.correct_receipt(case.pk, proposer, one, seen=row.entry_count, reason="Kim wrote for her.")
    assert second.post(at(case, "agree"), {"seen": fresh(case).entry_count}).status_code == 302
    told = page(browse(Who.VIEWER), fresh(case))
    assert "for another person: no → yes; proposed by Robin Vale" in told and "Sam Okafor" in told

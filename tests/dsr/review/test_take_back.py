"""After a decision is taken back nothing says “decided”, and what was done stays told."""

import pytest

from dsr import engine, journal, review
from dsr.lifecycle import State, Transition
from dsr.models import Case
from dsr.reasons import Reason
from tests import given
from tests.given_systems import a_deletion, an_owner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def _says(case: Case) -> tuple[object, ...]:
    case = Case.objects.get(pk=case.pk)
    return case.state, case.outcome, case.reasons, case.decided_at, case.compilation_id


UNDECIDED = (State.REVIEW, "", [], None, None)


def take_back(case: Case) -> Case:
    case = Case.objects.get(pk=case.pk)
    return review.take_back(case.pk, given.staff(), seen=case.entry_count)


def test_a_grant_that_is_taken_back_leaves_no_decision():
    case = given.approved(given.in_review(business=given.a_ledger()))
    assert case.compilation_id and case.decided_at
    take_back(case)
    assert _says(case) == UNDECIDED


def test_a_decline_that_is_taken_back_leaves_no_decision():
    case = given.declined(given.in_review())
    assert case.reasons
    take_back(case)
    assert _says(case) == UNDECIDED


def test_what_the_machine_gives_back_to_a_person_is_not_decided_either():
    an_owner()
    case = a_deletion()
    case = review.approve(case.pk, given.staff(), review.Approval("DELETE_COMPLETED"), seen=case.entry_count)
    an_owner(name="A newer place")
    engine.advance(case.pk)
    assert journal.facts_of(case.entries.get(name=Transition.RETURN))["reason"] == Reason.SYSTEM_ADDED
    assert _says(case) == UNDECIDED


def test_what_is_opened_again_is_not_decided():
    case = given.responded(business=given.a_ledger())
    review.reopen(case.pk, given.staff(), seen=case.entry_count, note="A recipient was missing.")
    assert _says(case) == UNDECIDED

"""Deciding what the desk does in systems: proof first, looked up first, and what is kept has its exception."""

from datetime import timedelta

import pytest

from dsr import fulfilment, journal, parties, recipients, review
from dsr.clock import now
from dsr.errors import BadInput, Blocked, NotAllowed
from dsr.lifecycle import State, Transition
from dsr.models import Business, Step, System
from dsr.models.system import StepState
from dsr.review import decisions
from tests import given
from tests.given_systems import TAX_LAW, a_deletion, a_system, an_owner, sold_to

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

KEEP = "E8_LEGAL_OBLIGATION"


def approve(case, **changes):
    whys = dict.fromkeys(changes.get("keeps", {}), TAX_LAW)
    approval = review.Approval("DELETE_COMPLETED", **{"whys": whys, **changes})
    return review.approve(case.pk, given.staff(), approval, seen=case.entry_count)


def test_nothing_is_granted_before_who_asks_is_proved():
    an_owner()
    case = given.in_review(kind="deletion", answers={"ca_resident": "yes", "extent": "all"})
    journal.transition(case.pk, journal.Move(Transition.QUEUE), journal.MACHINE)
    case.refresh_from_db()
    assert review.why_unproved(case)
    with pytest.raises(Blocked, match="not proved"):
        approve(case)
    assert review.decline(case.pk, given.staff(), seen=case.entry_count, reasons=["N_NOT_VERIFIED"]).outcome


def test_what_is_kept_is_written_with_the_decision():
    first, second = an_owner(), an_owner(name="Archive")
    case = a_deletion()
    steps = {step.system_id: step for step in Step.objects.filter(case=case)}
    case = approve(case, keeps={steps[first.pk].pk: KEEP}, not_told="One recipient closed its business.")
    assert Step.objects.get(pk=steps[first.pk].pk).keep_code == KEEP
    assert Step.objects.get(pk=steps[second.pk].pk).keep_code == ""
    assert journal.facts_of(case.entries.get(name="approve"))["kept"] == {first.name: KEEP}
    assert parties.sealed_values(case)["not-told-reason"] == "One recipient closed its business."
    assert case.state == State.WORKING


def test_only_exceptions_of_the_law_and_steps_of_the_case_count():
    an_owner()
    case = a_deletion()
    step = Step.objects.get(case=case)
    with pytest.raises(BadInput):
        approve(case, keeps={step.pk: "BECAUSE"})
    with pytest.raises(BadInput):
        approve(case, keeps={step.pk + 1: KEEP})
    assert Step.objects.get(pk=step.pk).keep_code == ""


def test_what_was_not_looked_up_is_not_decided():
    system = an_owner()
    case = a_deletion()
    System.objects.filter(pk=system.pk).update(way="sql")
    with pytest.raises(Blocked, match="not looked up"):
        approve(case)
    Step.objects.filter(case=case).update(state=StepState.FAILED)
    with pytest.raises(Blocked, match="could not be looked up"):
        approve(case)  # to wait would not help
    Step.objects.filter(case=case).update(found_at=now(), state=StepState.PREVIEWED)
    System.objects.filter(pk=system.pk).update(mapping_changed_at=now() + timedelta(minutes=1))
    with pytest.raises(Blocked, match="fields changed"):
        approve(case)
    Step.objects.filter(case=case).update(state=StepState.CHANGED)
    with pytest.raises(Blocked, match="rows changed"):
        approve(case)
    # Data that is kept need not be looked up.
    step = Step.objects.get(case=case)
    assert approve(case, keeps={step.pk: KEEP}).state == State.WORKING


def test_a_draft_tells_what_would_be_if_all_goes_well():
    owner, shop = an_owner(), a_system()
    case = a_deletion()
    Step.objects.filter(system=shop).update(
        found_at=now(), state=StepState.PREVIEWED, found={"customers": 0}, reason=""
    )
    step = Step.objects.get(case=case, system=owner)
    told = {one.system_id: (one.state, one.keep_code) for one in review.expected_steps(case, {step.pk: KEEP})}
    assert told == {owner.pk: (StepState.KEPT, KEEP), shop.pk: (StepState.NOT_HELD, "")}
    assert {one.state for one in Step.objects.filter(case=case)} == {StepState.PLANNED, StepState.PREVIEWED}


def test_a_reason_that_the_person_reads_is_written_and_sealed():
    case = given.in_review(kind="deletion", answers={"ca_resident": "yes", "extent": "all"})
    assert case.state == State.VERIFYING  # a decline needs no proof
    with pytest.raises(BadInput, match="Write the reason"):
        review.decline(case.pk, given.staff(), seen=case.entry_count, reasons=["N_NO_ACTION"])
    why = "The account belongs to a company."
    case = review.decline(case.pk, given.staff(), seen=case.entry_count, reasons=["N_NO_ACTION"], reason=why)
    assert parties.sealed_values(case)[decisions.REASON] == why
    assert why not in case.entries.get(name="decline").facts


def test_what_was_answered_wrongly_is_decided_again():
    case = given.responded(business=given.a_ledger())
    with pytest.raises(BadInput, match="why it is opened"):
        review.reopen(case.pk, given.staff(), seen=case.entry_count, note=" ")
    case = review.reopen(case.pk, given.staff(), seen=case.entry_count, note="A recipient was missing.")
    assert (case.state, case.outcome, case.responded_at, case.decided_at) == (State.REVIEW, "", None, None)
    case = given.declined(case)
    given.drain()
    case.refresh_from_db()
    assert case.state == State.RESPONDED
    with pytest.raises(NotAllowed):
        review.take_back(case.pk, given.staff(), seen=case.entry_count)


def test_what_the_page_answered_is_not_opened_again():
    case = given.a_case(
        kind="unsubscribe", answers={}, parties={"requester": {"email": "dana@example.com"}}, delivery="email"
    )
    given.drain()
    case.refresh_from_db()
    assert case.state == State.RESPONDED
    with pytest.raises(BadInput, match="page was the answer"):
        review.reopen(case.pk, given.staff(), seen=case.entry_count, note="Again.")


def test_a_kind_without_a_letter_for_duplicates_joins_none():
    other, case = (
        given.a_case(
            kind="unsubscribe", answers={}, parties={"requester": {"email": "dana@example.com"}}, delivery="email"
        )
        for _each in range(2)
    )
    with pytest.raises(BadInput, match="one by one"):
        given.joined(case, other)


def test_who_sells_approves_no_deletion_before_it_is_said_who_was_told():
    an_owner()
    case = a_deletion(given.a_ledger())
    sold_to(case.business, "r1", "r2")
    with pytest.raises(Blocked, match="choose which recipients are told"):
        approve(case)
    recipients.record_notified(case, given.staff(), ["r1", "r9"])
    case.refresh_from_db()
    with pytest.raises(Blocked, match="write here which are not told, and why"):
        approve(case)
    recipients.record_notified(case, given.staff(), ["r2"])
    case.refresh_from_db()
    assert approve(case).state == State.WORKING
    assert list(recipients.all_notified(case).values()) == ["Alder Catalog Company 1", "Alder Catalog Company 2"]


def test_a_written_reason_stands_for_who_was_not_told():
    an_owner()
    case = a_deletion(given.a_ledger())
    Business.objects.update(sells=True)  # and the ledger names nobody
    with pytest.raises(Blocked):
        approve(case)
    assert approve(case, not_told="We never sold anything about you.").state == State.WORKING


def test_where_nothing_is_deleted_nobody_is_told():
    an_owner()
    case = a_deletion(given.a_ledger())
    sold_to(case.business, "r1")
    step = Step.objects.get(case=case)
    case = approve(case, keeps={step.pk: KEEP})
    # Against the decision the owner deleted it: the letter would be silent on who was told, so a person decides anew.
    fulfilment.settle_step_by_hand(case.pk, step.pk, given.staff(), state="done", note="Gone already.")
    given.drain()
    case.refresh_from_db()
    assert case.state == State.REVIEW
    assert journal.facts_of(case.entries.get(name="return")) == {"reason": "nobody-told"}
    approve(case, not_told="The recipient no longer exists.")
    given.drain()
    case.refresh_from_db()
    assert (case.state, case.outcome) == (State.RESPONDED, "DELETE_COMPLETED")


def test_who_neither_sells_nor_sold_says_nothing_of_it():
    an_owner()
    assert approve(a_deletion(given.a_ledger())).state == State.WORKING

"""A change of address takes effect: letters go there from now on, what the earlier address proved is asked anew."""

from datetime import datetime

from django.db import transaction

from dsr import journal, letters, parties, review, suppression, systems, work_queue
from dsr.address_change.change_letters import write_letters
from dsr.address_change.change_request import is_suppressing
from dsr.address_change.change_rows import new_address_of, waiting_change
from dsr.address_change.lapsed_changes import lapse, lapse_if_over, why_over
from dsr.clock import by_database, now
from dsr.journal import MACHINE, Move
from dsr.kinds import base
from dsr.law.verification import Level
from dsr.lifecycle import State, Transition
from dsr.models import AddressChange, Case
from dsr.models.address_change import WAITING, ChangeState
from dsr.models.case import Delivery
from dsr.models.due_work import WorkName
from dsr.reasons import Reason


def is_held(case: Case) -> bool:
    """Whether what was decided waits for a change of address; it rings when that is over.

    Never past the day to send by: then the answer goes where it should by what was proved. An address that nobody ever
    answered from gives way to one that did.
    """
    change = waiting_change(case)
    if change is None:
        return False
    at = by_database()  # by the clock that wakes the case: it is woken for each instant once
    if at < change.holds_until:
        _ring(case, change.holds_until)
        return True
    if change.state == ChangeState.PROVED and (at >= change.leaves_at or not change.was_proved):
        carry_out(change.pk)  # before anything of the decision is done
        return True  # it goes on from where that left it
    return False


def _ring(case: Case, at: datetime) -> None:
    key = f"advance:{case.pk}:address:{at.isoformat()}"
    work_queue.add(WorkName.ADVANCE, case.pk, key, case_id=case.pk, not_before=at)


def carry_on(change_id: int) -> None:
    """What is due of a change: its letters, then its effect once it is proved and the wait is over. For the worker."""
    if lapse_if_over(change_id):
        return
    change = AddressChange.objects.get(pk=change_id)
    write_letters(change_id)
    if change.state == ChangeState.PROVED and by_database() >= change.leaves_at:
        carry_out(change_id)


@transaction.atomic
def carry_out(change_id: int) -> bool:
    """Take effect, once. False: it does not any more; then the journal says so, and the address stays."""
    known = AddressChange.objects.get(pk=change_id)
    journal.hold_case(known.case_id)
    case = Case.objects.select_related("joined_to").get(pk=known.case_id)
    change = AddressChange.objects.select_related("case").get(pk=change_id)
    if change.state not in WAITING:
        return False
    if why := why_over(case, change, takes_effect=True):
        lapse(change, why)
        return False
    address = new_address_of(change)
    is_as_decided = bool(case.decided_mark) and not review.is_outdated(case)
    AddressChange.objects.filter(pk=change_id).update(state=ChangeState.DONE, ended_at=now())
    _keep_subject(case, change)
    if _returns_to_proof(case):
        move = Move(Transition.RETURN, {"reason": Reason.ADDRESS_CHANGED})
        journal.transition(case.pk, move, MACHINE, changes={"stuck": ""})
        systems.reopen_steps(case)
        suppression.follow_decision(case, is_declined=False)
    letters.follow_person(case.pk, change.delivery, address, review.marked_anew if is_as_decided else None)
    journal.unseal_one(case.pk, change.sealed_as)
    return True


def _returns_to_proof(case: Case) -> bool:
    """A decision that rests on what the earlier address proved is taken back, before anything of it was done."""
    kind = base.get(case.kind)
    return State(case.state) is State.WORKING and kind.proof_bounds.least is not Level.NONE


def _keep_subject(case: Case, change: AddressChange) -> None:
    """What is to be found, deleted or stopped stays what it was, where the person had shown that it is theirs."""
    if case.is_for_another or case.delivery != Delivery.EMAIL or not (change.was_proved or is_suppressing(case)):
        return
    subject = parties.sealed_values(case).get("subject") or {}
    email = parties.reply_to(case).get("email")
    if email and not subject.get("email"):
        journal.reseal(case.pk, "subject", {**subject, "email": email})

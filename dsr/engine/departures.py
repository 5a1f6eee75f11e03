"""When what a person decided leaves: after its wait, and only as it was decided."""

from django.db import transaction

from dsr import address_change, journal, review, second_approvals, suppression, systems, work_queue
from dsr.clock import by_database
from dsr.journal import MACHINE
from dsr.lifecycle import Transition
from dsr.models import Case
from dsr.models.case_surroundings import may_have
from dsr.models.due_work import WorkName
from dsr.reasons import Reason


def waits(case: Case) -> bool:
    """Whether it can still be taken back, or a request that is joined to it can; it rings when that is over."""
    if second_approvals.asked_of(case) is not None:
        return True
    ours = [case, *review.joined_directly(case)]
    # What else waits may be sent at once, undone or proposed meanwhile: the correction's own row says that it waits.
    if journal.waiting_receipts([one.pk for one in ours if may_have(one, "waiting_receipt")]):
        return True  # how it came is corrected first, by work of its own, which wakes this case after it
    at = max((one.leaves_at for one in ours if one.leaves_at), default=None)
    if at is None or at <= by_database():  # by the clock that wakes the case: it is woken for each instant once
        return False
    key = f"leave:{case.pk}:{at.isoformat()}"
    work_queue.add(WorkName.ADVANCE, case.pk, key, case_id=case.pk, not_before=at)
    return True


def awaits_address(case: Case) -> bool:
    """Whether what was decided waits for another address that the person asked for; it rings when that is over."""
    return may_have(case, "address_change") and address_change.is_held(case)


def leave(case: Case) -> bool:
    """The wait is over: it leaves, if its letter is still the one that was decided; else a person looks again."""
    if not review.is_outdated(case):
        review.end_wait(case.pk)
        return True
    with transaction.atomic():
        move = journal.Move(Transition.RETURN, {"reason": Reason.DECISION_OUTDATED})
        journal.transition(case.pk, move, MACHINE, seen=case.entry_count, changes={"stuck": ""})
        systems.reopen_steps(case)
        suppression.follow_decision(case, is_declined=False)
    return True

"""The days of a proof: when to remind, and when a written answer goes out in place of what did not come."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from dsr import journal, secrets, work
from dsr.clock import now, today
from dsr.journal import MACHINE
from dsr.kinds import base
from dsr.law.verification import Proof
from dsr.lifecycle import State, Transition
from dsr.models import Case, Verification
from dsr.models.verification import VerificationState
from dsr.secrets import VERIFICATION
from dsr.verification import rows
from dsr.verification.asking import LIFETIME

# So long before the link, or the proof, ends.
_WARN = timedelta(days=3)
_NOT_AT_ONCE = timedelta(days=1)


def _open() -> "QuerySet[Verification]":
    return Verification.objects.filter(state=VerificationState.OPEN)


def due_to_remind() -> list[int]:
    """The cases whose link, or whose time, ends within three days, and who were not reminded yet."""
    at = now()
    link_ends = Q(begun_at__lte=at - (LIFETIME - _WARN))
    time_ends = Q(ends_on__lte=today() + _WARN, begun_at__lte=at - _NOT_AT_ONCE)
    waiting = Q(case__state=State.VERIFYING) | Q(case__opened__state=State.VERIFYING)
    due = _open().filter(waiting, link_ends | time_ends, reminded_at=None, ends_on__gt=today())
    return list(due.order_by("ends_on", "pk").values_list("case_id", flat=True).distinct())


def due_to_end() -> list[int]:
    """The cases whose time to prove is over."""
    return list(_open().filter(ends_on__lte=today()).order_by("ends_on", "pk").values_list("case_id", flat=True))


@transaction.atomic
def end(case_id: int) -> bool:
    """Answer in place of the proof: the case and those it serves fail together. What only waits for us does not fail.

    Compare-and-set: a press of the button at the same moment comes first or comes too late.
    """
    row = Verification.objects.select_for_update(of=("self",)).select_related("case").get(case_id=case_id)
    if not rows.waits(row) or row.ends_on > today():
        return False
    is_given = rows.is_complete(row)
    state = VerificationState.SHORT if is_given else VerificationState.ENDED
    if not Verification.objects.filter(pk=row.pk, state=VerificationState.OPEN).update(state=state):
        return False
    secrets.end_all(VERIFICATION, case_id)
    journal.unseal_one(case_id, "points")
    for one in rows.served(row.case):
        if State(one.state) is State.VERIFYING:
            _hand_to_person(one, "not-weighed") if is_given else _fail(one, row)
    return True


def _fail(case: Case, row: Verification) -> None:
    kind = base.get(case.kind)
    lacks = rows.missing(row)
    is_unconfirmed = lacks == {Proof.CONFIRM} and kind.not_confirmed
    outcome = kind.not_confirmed if is_unconfirmed else kind.not_verified
    outcome = kind.in_doubt if kind.in_doubt and rows.is_doubted(case) else outcome
    facts = {"outcome": outcome, "missing": rows.spelled(lacks), "tries": row.tries}
    changes = {"outcome": outcome, "reasons": [outcome], "decided_at": now()}
    journal.transition(case.pk, Transition.FAIL_VERIFICATION, MACHINE, facts=facts, changes=changes)


def _hand_to_person(case: Case, reason: str) -> None:
    journal.transition(case.pk, Transition.QUEUE, MACHINE, facts={"reason": reason})


def strays() -> list[int]:
    """Cases that wait to be proved although their proof is weighed, ended or missing: no order of events loses one.

    What can go on is asked for again; what ended fails; what has no proof at all goes to a person.
    """
    waiting = Case.objects.filter(state=State.VERIFYING).exclude(_waits_itself() | _waits_with_first())
    return list(waiting.order_by("pk").values_list("pk", flat=True))


def _waits_itself() -> Q:
    return Q(verification__state=VerificationState.OPEN)


def _waits_with_first() -> Q:
    return Q(verification=None, opened_by__verification__state=VerificationState.OPEN)


@transaction.atomic
def settle_stray(case_id: int) -> None:
    """Take one stray on."""
    case = Case.objects.select_for_update(of=("self",)).select_related("opened_by").get(pk=case_id)
    row = rows.row_of(case)
    if State(case.state) is not State.VERIFYING or (row is not None and rows.waits(row)):
        return
    if row is not None and row.state == VerificationState.ENDED:
        _fail(case, row)
    elif row is not None:
        work.add("advance", case_id, f"advance:{case_id}:stray:{today().isoformat()}", case_id=case_id)
    elif case.opened_by is None or State(case.opened_by.state) is not State.RECEIVED:
        _hand_to_person(case, "no-proof-asked")

"""The days of a proof: when to remind, and when a written answer goes out in place of what did not come."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from dsr import journal, parties, work_queue
from dsr.clock import now, today
from dsr.journal import MACHINE
from dsr.kinds import base
from dsr.law.verification import Proof
from dsr.lifecycle import State, Transition
from dsr.models import Case, Entry, Sealed, Verification
from dsr.models.due_work import WorkName
from dsr.models.sealed_value import RECEIPT_WAITS
from dsr.models.verification import VerificationState
from dsr.reasons import ON_PROOF, Reason
from dsr.verification import one_time_links, state
from dsr.verification.one_time_links import FOR_PROOF
from dsr.verification.proof_request import LIFETIME, ends_on_of

# So long before the link, or the proof, ends.
_WARN = timedelta(days=3)
_NOT_AT_ONCE = timedelta(days=1)


def _open() -> "QuerySet[Verification]":
    return Verification.objects.filter(state=VerificationState.OPEN)


def proofs_to_remind() -> list[int]:
    """The cases whose link, or whose time, ends within three days, and who were not reminded yet."""
    at = now()
    link_ends = Q(begun_at__lte=at - (LIFETIME - _WARN))
    time_ends = Q(ends_on__lte=today() + _WARN, begun_at__lte=at - _NOT_AT_ONCE)
    waiting = Q(case__state=State.VERIFYING) | Q(case__opened__state=State.VERIFYING)
    due = _open().filter(waiting, link_ends | time_ends, reminded_at=None, ends_on__gt=today())
    return list(due.order_by("ends_on", "pk").values_list("case_id", flat=True).distinct())


def proofs_to_end() -> list[int]:
    """The cases whose time to prove is over, and those whose proof stayed too little while nobody decided."""
    in_review = Q(case__state=State.REVIEW) | Q(case__opened__state=State.REVIEW)
    over = Q(state=VerificationState.OPEN) | Q(in_review, state=VerificationState.SHORT)
    due = Verification.objects.filter(over, ends_on__lte=today()).order_by("ends_on", "pk")
    corrected = Sealed.objects.filter(name=RECEIPT_WAITS).values("case")  # how it came is corrected first
    due = due.exclude(case__in=corrected).exclude(case__opened__in=corrected)
    return list(due.values_list("case_id", flat=True).distinct())


@transaction.atomic
def end_proof(case_id: int) -> bool:
    """Answer in place of the proof: the case and those it serves fail together. What only waits for us does not fail.

    Compare-and-set: a press of the button, or what staff decide, comes first at the same moment or comes too late.
    """
    row = Verification.objects.select_for_update(of=("self",)).select_related("case").get(case_id=case_id)
    if row.ends_on > today():
        return False
    if row.state == VerificationState.SHORT:
        return _end_short(row)
    if not state.waits_for_proof(row):
        return False
    is_given = state.is_complete(row)
    ended = {"state": VerificationState.ENDED}
    short = {"state": VerificationState.SHORT, "ends_on": ends_on_of(row.case)}
    if not Verification.objects.filter(pk=row.pk, state=VerificationState.OPEN).update(
        **(short if is_given else ended)
    ):
        return False
    one_time_links.end_secrets(FOR_PROOF, case_id)
    journal.unseal_one(case_id, "points")
    for one in state.cases_served(row.case):
        if State(one.state) is State.VERIFYING:
            _hand_to_person(one, Reason.NOT_WEIGHED) if is_given else _fail(one, row)
    return True


def call_off_proof(case: Case) -> None:
    """The request ended without an answer: nothing is proved any more, unless the proof serves another one that waits.

    In the caller's transaction.
    """
    row = Verification.objects.filter(case=case, state__in=[VerificationState.OPEN, VerificationState.SHORT]).first()
    if row is None or any(State(one.state) is State.VERIFYING for one in state.cases_served(case)):
        return
    Verification.objects.filter(pk=row.pk).update(state=VerificationState.ENDED)
    one_time_links.end_secrets(FOR_PROOF, case.pk)


def _end_short(row: Verification) -> bool:
    """Too little was proved and no person took it on: the same answer, for what nobody looked at since a day."""
    served = (
        Case.objects.select_for_update(no_key=True)
        .filter(pk__in=[one.pk for one in state.cases_served(row.case)])
        .order_by("pk")
    )
    left = [one for one in served if State(one.state) is State.REVIEW and _is_left_alone(one)]
    if not left or not Verification.objects.filter(pk=row.pk, state=VerificationState.SHORT).update(
        state=VerificationState.ENDED
    ):
        return False
    for one in left:
        _fail(one, row)
    return True


def _is_left_alone(case: Case) -> bool:
    """Not proved, not answered before (who opened it again decides it), and in review for a day."""
    moves = Entry.objects.filter(case=case).exclude(from_state=F("to_state"))
    came = moves.order_by("-number").first()
    is_new = came is not None and came.at > now() - _NOT_AT_ONCE
    return case.verified_at is None and not is_new and not moves.filter(name=Transition.REOPEN).exists()


def _fail(case: Case, row: Verification) -> None:
    kind = base.get(case.kind)
    lacks = state.missing_proofs(row)
    proof = kind.proof_rules
    is_unconfirmed = lacks == {Proof.CONFIRM} and proof.not_confirmed
    outcome = proof.not_confirmed if is_unconfirmed else proof.not_verified
    # Where the person would have been asked, the agent hears the same whether or not we know that person.
    if kind.agents.not_permitted and parties.may_ask_person(case) and parties.lacking_authority(case):
        outcome = kind.agents.not_permitted
    outcome = proof.in_doubt if proof.in_doubt and state.is_account_doubted(case) else outcome
    facts = {"outcome": outcome, "missing": state.spelled(lacks), "tries": row.tries}
    changes = {"outcome": outcome, "reasons": [outcome], "decided_at": now(), **state.unstuck(case)}
    journal.transition(case.pk, journal.Move(Transition.FAIL_VERIFICATION, facts), MACHINE, changes=changes)


def _hand_to_person(case: Case, reason: Reason) -> None:
    changes = state.stuck(case, reason) if reason in ON_PROOF else {}
    journal.transition(case.pk, journal.Move(Transition.QUEUE, {"reason": reason}), MACHINE, changes=changes)


def stray_proofs() -> list[int]:
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
def settle_stray_proof(case_id: int) -> None:
    """Take one stray on."""
    case = Case.objects.select_for_update(no_key=True, of=("self",)).select_related("opened_by").get(pk=case_id)
    row = state.proof_of(case)
    if State(case.state) is not State.VERIFYING or (row is not None and state.waits_for_proof(row)):
        return
    if row is not None and row.state == VerificationState.ENDED:
        _fail(case, row)
    elif row is not None:
        work_queue.add(WorkName.ADVANCE, case_id, f"advance:{case_id}:stray:{today().isoformat()}", case_id=case_id)
    elif case.opened_by is None or State(case.opened_by.state) is not State.RECEIVED:
        _hand_to_person(case, Reason.NO_PROOF_ASKED)

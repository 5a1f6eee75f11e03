"""What proves the person came later, or is said to be wrong since: weighed anew, and nobody is asked by a letter."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from dsr import corrections, journal, work_queue
from dsr.journal import Actor
from dsr.law.verification import Level, Proof
from dsr.lifecycle import State, Transition
from dsr.models import Case, Verification
from dsr.models.due_work import WorkName
from dsr.models.verification import VerificationState
from dsr.verification import proof_request, state


@transaction.atomic
def weigh_anew(case: Case, actor: Actor, facts: Mapping[str, Any]) -> bool:
    """Let the machine match the points once more; True when it does.

    What was proved stays so, unless by points that are now said to be wrong, Cal. Code Regs. tit. 11, § 7060(h).
    """
    row = state.proof_of(case)
    row = Verification.objects.select_for_update(of=("self",)).filter(pk=row.pk).first() if row else None
    if row is None or row.state == VerificationState.ENDED or _is_still_proved(row):
        return False
    row.state, row.points_offered, row.points_matched = VerificationState.OPEN, [], []
    row.given = [word for word in row.given if word != Proof.POINTS]
    row.ends_on = proof_request.ends_on_of(row.case)
    row.save()
    for one in state.cases_served(row.case):
        if State(one.state) is State.REVIEW:
            changes = {"verified_at": None, "verified_level": "", **state.unstuck(one)}
            move = journal.Move(Transition.ASK_PROOF, {"level": row.level, "needs": row.needs, **facts})
            journal.transition(one.pk, move, actor, changes=changes)
    first = Case.objects.get(pk=row.case_id)
    work_queue.add(WorkName.ADVANCE, first.pk, f"advance:{first.pk}:anew:{first.entry_count}", case_id=first.pk)
    return True


def _is_still_proved(row: Verification) -> bool:
    disputed = frozenset().union(*(corrections.disputed_points(one) for one in state.cases_served(row.case)))
    left = set(row.points_matched) - disputed
    return row.state == VerificationState.PASSED and len(left) >= Level(row.level).points

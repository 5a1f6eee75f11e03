"""Second approvals that a change of state makes needless."""

from dsr.clock import now
from dsr.journal.seals import HeldCase
from dsr.lifecycle import ENDED, State
from dsr.models import SecondApproval
from dsr.models.second_approval import OF_DECISION, ApprovalState


def withdraw_past(held: HeldCase, source: State, target: State) -> None:
    """In the transaction of the change: what was asked for before it is asked for no more."""
    if not held.asks_second:  # most often
        return
    asked = SecondApproval.objects.asked().filter(case=held.case)
    if source is State.WORKING is not target:  # the decision is carried out no further: nobody need approve it
        asked.of_decision().update(state=ApprovalState.WITHDRAWN, settled_at=now())
    if source is not target and (target is State.WORKING or target in ENDED):  # what was proposed before is past
        asked.exclude(what__in=OF_DECISION).update(state=ApprovalState.WITHDRAWN, settled_at=now())

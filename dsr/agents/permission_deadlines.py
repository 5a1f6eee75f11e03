"""What becomes of a question that nobody answers: a person decides, and near the date a written answer goes out."""

from datetime import timedelta

from django.db import transaction

from dsr import journal, parties
from dsr.agents import permission_rows
from dsr.clock import now, today
from dsr.journal import MACHINE, EntryName, Line
from dsr.kinds import base
from dsr.lifecycle import State, Transition
from dsr.models import AgentPermission, Case, Entry
from dsr.models.agent_permission import AgentPermissionState
from dsr.reasons import ON_PROOF, Reason

_BEFORE_DUE = timedelta(days=3)
_NOT_AT_ONCE = timedelta(days=1)
_WAITS_FOR_US = (
    AgentPermissionState.DENIED,
    AgentPermissionState.SHORT,
    AgentPermissionState.UNANSWERED,
    AgentPermissionState.NO_ADDRESS,
)


def permissions_to_end() -> list[int]:
    """The cases whose person did not answer in time."""
    over = AgentPermission.objects.filter(state=AgentPermissionState.OPEN, ends_on__lte=today())
    return list(over.order_by("ends_on", "pk").values_list("case_id", flat=True))


@transaction.atomic
def end_permission_request(case_id: int) -> bool:
    """No answer came: the link ends, and a person decides."""
    carrier = permission_rows.carrier(case_id)
    row = permission_rows.locked(carrier)
    if row.state != AgentPermissionState.OPEN or row.ends_on is None or row.ends_on > today():
        return False
    permission_rows.settle(row, AgentPermissionState.UNANSWERED)
    permission_rows.record_in_requests(
        carrier,
        Line(EntryName.PERMISSION_UNANSWERED, {"reason": Reason.PERMISSION_UNANSWERED}),
        MACHINE,
        stuck=Reason.PERMISSION_UNANSWERED,
    )
    return True


def permissions_to_fail() -> list[int]:
    """Cases near their date whose permission could not be confirmed, and which nobody took on since a day."""
    rows = AgentPermission.objects.filter(state__in=_WAITS_FOR_US, settled_at__lte=now() - _NOT_AT_ONCE)
    found = []
    for row in rows.select_related("case").order_by("pk"):
        due = today() + _BEFORE_DUE
        sharing = parties.cases_sharing_authority(row.case)
        # How it came is corrected first, where that waits.
        waiting = [one for one in sharing if State(one.state) is State.REVIEW and not journal.has_waiting_receipt(one)]
        found += [one.pk for one in waiting if one.send_by <= due and parties.lacking_authority(one) and _is_left(one)]
    return found


def _is_left(case: Case) -> bool:
    """Not answered before: who opened it again decides it; and in review for a day."""
    moves = [entry for entry in Entry.objects.filter(case=case) if entry.from_state != entry.to_state]
    is_new = bool(moves) and moves[-1].at > now() - _NOT_AT_ONCE
    return not is_new and not any(entry.name == Transition.REOPEN for entry in moves)


@transaction.atomic
def fail_permission(case_id: int) -> bool:
    """Nobody decided in time: the written answer says that the permission could not be confirmed, and no more."""
    case = Case.objects.select_for_update(no_key=True, of=("self",)).select_related("opened_by").get(pk=case_id)
    if State(case.state) is not State.REVIEW or not parties.lacking_authority(case):
        return False
    outcome = base.get(case.kind).agents.not_permitted
    changes = {"outcome": outcome, "reasons": [outcome], "decided_at": now()}
    changes |= {"stuck": ""} if case.stuck in ON_PROOF else {}
    journal.transition(
        case_id, journal.Move(Transition.FAIL_VERIFICATION, {"outcome": outcome}), MACHINE, changes=changes
    )
    return True

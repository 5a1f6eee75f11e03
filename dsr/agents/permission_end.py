"""A request ended without an answer: the person who was asked about its agent, and what becomes of the question."""

from dsr import parties
from dsr.agents import permission_rows
from dsr.agents.permission_rows import PERMISSION_TO
from dsr.models import Case
from dsr.models.agent_permission import AgentPermissionState

_OPEN = (AgentPermissionState.OPEN, AgentPermissionState.UNANSWERED)


def address_asked(case: Case) -> str:
    """The address at which the person was asked."""
    return str(parties.sealed_value(permission_rows.carrier(case.pk), PERMISSION_TO))


def call_off_question(case: Case) -> None:
    """Its links open nothing any more. Opened again, the request has the person asked anew."""
    row = permission_rows.locked(permission_rows.carrier(case.pk))
    if row.state in _OPEN:
        row.ends_on = None
        permission_rows.settle(row, AgentPermissionState.NOT_ASKED)

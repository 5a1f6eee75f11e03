"""The row of one authority: locked, settled, and told in the journal of every request that depends on it."""

from dsr import journal, parties, verification
from dsr.clock import now
from dsr.journal import Actor, Line
from dsr.models import AgentPermission, Case
from dsr.models.agent_permission import AgentPermissionState
from dsr.reasons import ON_PROOF
from dsr.verification import FOR_PERMISSION

PERMISSION_TO = parties.PERMISSION_TO


def carrier(case_id: int) -> Case:
    """The case that carries the authority of this one."""
    related = ("business", "brand", "choice_mode", "opened_by__business", "opened_by__brand", "opened_by__choice_mode")
    return parties.authority_carrier_of(Case.objects.select_related(*related).get(pk=case_id))


def locked(case: Case) -> AgentPermission:
    """The row of a carrier, locked; made when there is none yet."""
    AgentPermission.objects.get_or_create(case=case)
    return AgentPermission.objects.select_for_update().get(case=case)


def record_in_requests(
    case: Case, line: Line, actor: Actor, *, stuck: str | None = None, seen: tuple[int, int] | None = None
) -> None:
    """One line in each request that still waits. `stuck` marks it for a person, an empty one takes such a mark away.

    `seen` is a case and the entry count of its page, on which staff decided.
    """
    for one in parties.undecided_sharing_authority(case):
        is_ours = not one.stuck or one.stuck in ON_PROOF
        changes = {} if stuck is None or not is_ours else {"stuck": stuck}
        own = seen[1] if seen is not None and seen[0] == one.pk else None
        journal.record(one.pk, line, actor, seen=own, changes=changes)


def settle(row: AgentPermission, state: AgentPermissionState) -> None:
    """The question is answered or over: its links open nothing any more."""
    row.state, row.settled_at = state, now()
    row.save()
    verification.end_secrets(FOR_PERMISSION, row.case_id)

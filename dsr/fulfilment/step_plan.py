"""Which systems take part: a step in each, in the order of the register, and the symmetry check."""

from dsr import work_queue
from dsr.kinds import base
from dsr.models import Business, Case, Step, System
from dsr.models.due_work import WorkName


def plan_steps(case: Case) -> None:
    """Plan a step in every system that takes part, and look up what it would act on; in the caller's transaction.

    Again plans only what is new.
    """
    kind = base.get(case.kind)
    if kind.work is None:
        return
    for system in missing(case):
        step, made = Step.objects.get_or_create(
            case=case, system=system, action=kind.work.action, defaults={"position": system.position}
        )
        # Where nobody decides, the rows are looked up at the moment they are acted on.
        if made and system.how.looks_up and kind.automatic_grant is None:
            work_queue.add(WorkName.PREVIEW, step.pk, f"preview:{step.pk}", case_id=case.pk)


def missing(case: Case) -> list[System]:
    """The systems that take part and have no step in this case yet."""
    work_of_kind = base.get(case.kind).work
    if work_of_kind is None:
        return []
    action = work_of_kind.action
    planned = Step.objects.filter(case=case, action=action).values("system_id")
    systems = System.objects.active().filter(business_id=case.business_id).exclude(pk__in=planned)
    return [system for system in systems if action in system.actions]


def asymmetries(business: Business, action: str) -> list[System]:
    """The systems that neither take part in an action nor carry a reason why not."""
    systems = System.objects.active().filter(business=business)
    return [system for system in systems if action not in system.actions and not _reason(system, action)]


def _reason(system: System, action: str) -> str:
    given = system.reasons.get(action) or {}
    return str(given.get("code") or given.get("note") or "").strip()

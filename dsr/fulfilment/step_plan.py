"""Which systems take part: a step in each, in the order of the register, and the symmetry check."""

from dsr import work_queue
from dsr.kinds import base
from dsr.models import Business, Case, Step, System


def plan_steps(case: Case) -> None:
    """Plan a step in every system that takes part, and look up what it would act on; in the caller's transaction.

    Again plans only what is new.
    """
    deed = base.get(case.kind).deed
    for system in missing(case):
        step, made = Step.objects.get_or_create(
            case=case, system=system, deed=deed, defaults={"position": system.position}
        )
        # Where nobody decides, the rows are looked up at the moment they are acted on.
        if made and system.how.looks_up and not base.get(case.kind).granted:
            work_queue.add("preview", step.pk, f"preview:{step.pk}", case_id=case.pk)


def missing(case: Case) -> list[System]:
    """The systems that take part and have no step in this case yet."""
    deed = base.get(case.kind).deed
    if not deed:
        return []
    planned = Step.objects.filter(case=case, deed=deed).values("system_id")
    systems = System.objects.active().filter(business_id=case.business_id).exclude(pk__in=planned)
    return [system for system in systems if deed in system.deeds]


def asymmetries(business: Business, deed: str) -> list[System]:
    """The systems that neither take part in a deed nor carry a reason why not."""
    systems = System.objects.active().filter(business=business)
    return [system for system in systems if deed not in system.deeds and not _reason(system, deed)]


def _reason(system: System, deed: str) -> str:
    given = system.reasons.get(deed) or {}
    return str(given.get("code") or given.get("note") or "").strip()

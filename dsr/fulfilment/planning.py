"""Which systems take part: a step in each, in the order of the register, and the symmetry check."""

from typing import Any

from dsr import work
from dsr.clock import now
from dsr.fulfilment import calls
from dsr.kinds import base
from dsr.models import Business, Case, Step, System
from dsr.models.system import StepState, Way

# A look at the rows may replace what an earlier look of these found.
_LOOKED_AT_AGAIN = (StepState.PLANNED, StepState.PREVIEWED, StepState.CHANGED, StepState.FAILED, StepState.DRY)


def plan(case: Case) -> None:
    """Plan a step in every system that takes part, and look up what it would act on; in the caller's transaction.

    Again plans only what is new.
    """
    deed = base.get(case.kind).deed
    for system in missing(case):
        step, made = Step.objects.get_or_create(
            case=case, system=system, deed=deed, defaults={"position": system.position}
        )
        # Where nobody decides, the rows are looked up at the moment they are acted on.
        if made and system.way != Way.PERSON and not base.get(case.kind).granted:
            work.add("preview", step.pk, f"preview:{step.pk}", case_id=case.pk)


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


def look_again(case: Case) -> None:
    """A fresh look at every open step that a system counts, in the caller's transaction: a person decides anew."""
    for step in Step.objects.filter(case=case, state__in=_LOOKED_AT_AGAIN).exclude(system__way=Way.PERSON):
        want_look(step)


def want_look(step: Step) -> None:
    """Forget what was found and look it up anew."""
    fresh: dict[str, Any] = {
        "state": StepState.PLANNED,
        "reason": "",
        "found": {},
        "found_digest": "",
        "found_at": None,
    }
    if Step.objects.filter(pk=step.pk, state__in=_LOOKED_AT_AGAIN).update(**fresh):
        calls.look_anew(step)
        work.add("preview", step.pk, f"preview:{step.pk}:{now().isoformat()}", case_id=step.case_id)

"""What a correction changed already binds the next decision, and what is granted beside it is done there too."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from dsr import corrections, steps
from dsr.errors import Blocked
from dsr.models import Case, Step
from dsr.models.item import Decision
from dsr.models.system import StepState

_GRANTED = (Decision.CORRECT.value, Decision.DELETE.value)
_ONCE_MORE: Mapping[str, Any] = {
    **{"state": StepState.PLANNED, "reason": "", "settled_at": None, "due_on": None, "reminders": 0},
    **{"found": {}, "found_digest": "", "found_at": None, "one_person": ""},
}


def granted_before(case: Case) -> dict[int, str]:
    """By number, the items that were granted by a decision of which something was or may have been done."""
    effects = steps.effects_of(case)
    if not effects.done and not effects.uncertain:
        return {}
    return {item.number: item.decision for item in corrections.items_of(case) if item.decision in _GRANTED}


def require_the_same(case: Case, before: Mapping[int, str]) -> None:
    """Raises Blocked where an item that may be changed already is decided otherwise: the letter would be untrue."""
    for item in corrections.items_of(case):
        if item.number in before and item.decision != before[item.number]:
            said = {"field": corrections.field_words(item.field), "what": steps.effects_of(case).in_words}
            raise Blocked(_("%(field)s: this was granted before, so decide on it as before. %(what)s") % said)


def repeat_steps(case: Case, before: Mapping[int, str]) -> None:
    """A system that was changed before without something that is granted now changes that too, with a fresh look."""
    if not before:
        return
    known = {item.field for item in corrections.items_of(case) if item.number in before}
    wanted = {*steps.parts_of(case)}
    for step in Step.objects.filter(case=case, state=StepState.DONE):
        if wanted - {*(step.asked_parts or known)}:
            since = step.begun_at or step.settled_at
            done = sorted(step.asked_parts or known)
            Step.objects.filter(pk=step.pk).update(**_ONCE_MORE, begun_at=since, asked_parts=done)

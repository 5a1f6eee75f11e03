"""What letters say of a stop: what is stopped, in which place since when, and by which law."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from dsr import suppression
from dsr.formats.days import long_moment
from dsr.formats.spoken_lists import all_of
from dsr.kinds import base
from dsr.law import opt_out
from dsr.models import Case, Step
from dsr.models.suppression import Purpose
from dsr.models.system import StepState

EFFECT_WORDS = frozenset({"stopped_list", "effect_list", "stop_law", "ask_again_law"})


def words_of_effect(case: Case) -> dict[str, Any]:
    """The words of a kind that stops a use of the data; none for other kinds."""
    rules = base.get(case.kind).suppression
    if rules is None:
        return {}
    return {
        "stopped_list": [str(Purpose(use.purpose).label) for use in rules.uses(case.answers)],
        "effect_list": _places(suppression.effect_of(case), case.is_for_another),
        "stop_law": _laws(case),
        "ask_again_law": _ask_again_law(case),
    }


def _places(effect: suppression.Effect, is_for_another: bool) -> list[str]:
    """A line for each place, with the latest instant by which it had the stop. Only a draft has a place without."""
    of_another, own = _("%(line)s; it had nothing about the person"), _("%(line)s; it had nothing about you")
    nothing = of_another if is_for_another else own
    found = [_line(_("Our own list of people who opted out"), effect.list_since)]
    for step in effect.steps:
        since = step.settled_at if step.state in {StepState.DONE, StepState.NOT_HELD} else None
        line = _line(step.system.name, since)
        found.append(nothing % {"line": line} if _held_nothing(step) else line)
    found += [_line(system.name, None) for system in effect.unplanned]
    if effect.tells_programs:
        found.append(_line(_("The programs that read our list"), effect.programs_since))
    return found


def _held_nothing(step: Step) -> bool:
    return step.state == StepState.NOT_HELD


def _line(place: str, at: datetime | None) -> str:
    if at is None:
        return _("%(place)s: once this is carried out") % {"place": place}
    said = long_moment(at)
    return _("%(place)s: %(instant)s") % {"place": place, "instant": said}


def _laws(case: Case) -> str:
    """What the response answers. § 1798.120 binds a business under the CCPA alone."""
    return all_of(suppression.laws_of_stop(case))


def _ask_again_law(case: Case) -> str:
    """What keeps us from asking the person to opt in again: of sale and sharing, at a business under the CCPA."""
    rules = base.get(case.kind).suppression
    purposes = {use.purpose for use in rules.uses(case.answers)} if rules is not None else set()
    is_bound = Purpose.SALE_SHARING.value in purposes and case.business.is_ccpa_business
    return str(opt_out.ASK_AGAIN) if is_bound else ""

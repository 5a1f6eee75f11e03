"""The desk's words for work in a system: what is done there, and how far it came."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from dsr.kinds.base import Kind
from dsr.models.system import StepState

# Where the state's own word is the machine's.
_STATES: Mapping[StepState, Any] = {
    StepState.PLANNED: _("Not started"),
    StepState.PREVIEWED: _("Searched"),
    StepState.DONE: _("Done"),
    StepState.CHANGED: _("The rows changed since the search"),
}


def state(found: StepState) -> str:
    """How far a step came."""
    return str(_STATES.get(found, found.label))


def action(kind: Kind) -> str:
    """What a step of this kind does in its system, as a choice says it beside keeping the data."""
    return str((kind.work and kind.work.words) or kind.desk_title or kind.title)

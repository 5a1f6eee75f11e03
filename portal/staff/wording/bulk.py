"""Bulk work in words: its actions, and the bar under a list from which they are chosen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from dsr import bulk
from dsr.models import Case
from dsr.models.bulk import BulkAction
from portal.staff.wording import unknown_codes

# What leads to a look.
BUTTONS: Mapping[BulkAction, Any] = {
    BulkAction.APPROVE: _("Approve…"),
    BulkAction.DECLINE: _("Decline…"),
    BulkAction.ASSIGN: _("Assign…"),
    BulkAction.UNASSIGN: _("Unassign…"),
    BulkAction.EXTEND: _("Extend…"),
    BulkAction.JOIN: _("Join to the first…"),
    BulkAction.MAILED: _("Record as mailed…"),
    BulkAction.NOTE: _("Add a note…"),
}
# The verb before a number.
VERBS: Mapping[BulkAction, Any] = {
    BulkAction.APPROVE: _("Approve"),
    BulkAction.DECLINE: _("Decline"),
    BulkAction.ASSIGN: _("Assign"),
    BulkAction.UNASSIGN: _("Unassign"),
    BulkAction.EXTEND: _("Extend"),
    BulkAction.JOIN: _("Join"),
    BulkAction.MAILED: _("Record as mailed"),
    BulkAction.NOTE: _("Add the note to"),
    BulkAction.TAKE_BACK: _("Take back"),
    BulkAction.SEND_NOW: _("End the wait of"),
    BulkAction.RECEIPT: _("Correct how they came:"),
}
# In this order; so many stand in the bar, the others under More.
_ORDER = tuple(BUTTONS)
_SHOWN = 3


def verb(action: str) -> str:
    """What the action does, as the first word of its pages."""
    return str(VERBS[BulkAction(action)]) if action in set(BulkAction) else unknown_codes.sentence("action", action)


@dataclass(frozen=True)
class Bar:
    """What the include staff/bulk/parts/actions.html draws: buttons as (action, words), and how to choose all.

    `everything` counts what the filter of the list lets through, which `fields` say again as hidden fields; None where
    a list has no filter. `back` is the address of the list.
    """

    shown: list[tuple[str, Any]]
    more: list[tuple[str, Any]]
    everything: int | None
    fields: Sequence[tuple[str, str]]
    back: str
    may_print: bool


def bar(
    cases: Iterable[Case], *, back: str, everything: int | None = None, fields: Sequence[tuple[str, str]] = ()
) -> Bar | None:
    """The bar for a list of cases as portal/access.py reads them; None where none of them can take anything."""
    listed = [(case, bool(getattr(case, "has_letters_to_mail", False))) for case in cases]
    able = {*bulk.offered_actions(listed)}
    buttons = [(action.value, BUTTONS[action]) for action in _ORDER if action in able]
    if not buttons:
        return None
    may_print = BulkAction.MAILED in able
    return Bar(buttons[:_SHOWN], buttons[_SHOWN:], everything, fields, back, may_print)

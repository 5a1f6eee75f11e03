"""One case of bulk work as it is pressed, or tried at the look."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from dsr.errors import Changed
from dsr.journal import Actor
from dsr.lifecycle import Who
from dsr.models import BulkRow, Case, Entry, SecondApproval


@dataclass(frozen=True)
class Words:
    """What was typed before the press: once for all, and for single cases, by case id, in its place."""

    of_all: str = ""
    of_one: Mapping[int, str] = field(default_factory=dict)

    def of(self, case_id: int) -> str:
        """What is said of this case; empty where nothing is."""
        return (self.of_one.get(case_id, "") or self.of_all).strip()


@dataclass(frozen=True)
class Press:
    """One case of bulk work: its row, who does it, what was chosen for all, what was typed for it,
    and the second approval of the whole."""

    row: BulkRow
    case: Case
    actor: Actor
    choice: Mapping[str, Any]
    words: str = ""
    approval: SecondApproval | None = None


def require_as_looked_at(press: Press) -> None:
    """Raise Changed when anybody did anything to the case since the look: who began it, too, or who asked.

    Hours may lie between, and another person approved what the look had shown. What the machine wrote changes nothing.
    """
    since = Entry.objects.filter(case_id=press.case.pk, number__gt=press.row.seen).exclude(who=Who.MACHINE)
    if since.exists():
        raise Changed(_("This request changed since it was looked at. Nothing was done."))


def whole_case(case: Case) -> Case:
    """As it stands now, with what its letter needs; composing may change it in memory."""
    return Case.objects.select_related("business", "brand", "choice_mode", "compilation").get(pk=case.pk)

"""One case of bulk work as it is pressed, or tried at the look."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dsr.journal import Actor
from dsr.models import BulkRow, Case, SecondApproval


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


def whole_case(case: Case) -> Case:
    """As it stands now, with what its letter needs; composing may change it in memory."""
    return Case.objects.select_related("business", "brand", "choice_mode", "compilation").get(pk=case.pk)

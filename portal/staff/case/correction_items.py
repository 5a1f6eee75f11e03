"""The items of a correction on the case page: what is held in each place, what it should say, what was decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dsr import corrections
from dsr.kinds.base import Kind
from dsr.law import correction as law
from dsr.models import Case, Item, Step
from dsr.models.item import Decision
from dsr.systems.sql import FoundRows


@dataclass(frozen=True)
class Line:
    """One item. `held` are (system and table, value there now); `earlier` is a denial within six months."""

    item: Item
    words: str
    says: str
    should: str
    why: str
    held: list[tuple[str, str]]
    decision: str
    weighed: str
    earlier: Item | None
    statement: str


def panel(case: Case, kind: Kind, opened: Mapping[str, Any]) -> list[Line]:
    """Every item with all that a person weighs; empty for a kind without items."""
    if kind.items is None:
        return []
    held = _held(case, opened)
    return [_line(case, kind, item, opened, held) for item in corrections.items_of(case)]


def _line(case: Case, kind: Kind, item: Item, opened: Mapping[str, Any], held: list[tuple[str, str, str]]) -> Line:
    said, decided = opened.get(f"item:{item.number}", {}), opened.get(f"decision:{item.number}", {})
    return Line(
        item=item,
        words=corrections.field_words(item.field),
        says=said.get("says", ""),
        should=said.get("should", ""),
        why=said.get("why", ""),
        held=[(place, value or _("(empty)")) for field, place, value in held if field == item.field],
        decision=_decision(kind, item),
        weighed=decided.get("weighed", ""),
        earlier=corrections.earlier_denial(case, item),
        statement=str(opened.get(f"statement:{item.number}", "")),
    )


def _decision(kind: Kind, item: Item) -> str:
    if not item.decision:
        return ""
    words = str(Decision(item.decision).label)
    return f"{words}: {kind.item_rules.ground(item.code).words}" if item.code else words


def _held(case: Case, opened: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(field, place, value) of what the look found in the columns that would be corrected."""
    found = []
    for step in Step.objects.filter(case=case).select_related("system"):
        sealed = opened.get(f"step:{step.pk}")
        cells = FoundRows.from_json(sealed).cells if sealed else ()
        found += [(field, f"{step.system.name}, {table}", value) for table, field, value in cells]
    return found


def law_of_repeat() -> str:
    return str(law.REPEAT)

"""The items of a correction on the case page: what is held in each place, what it should say, what was decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from dsr import corrections
from dsr.corrections import ItemDecision
from dsr.kinds import base
from dsr.kinds.base import Kind
from dsr.law import correction as law
from dsr.models import Case, Item, Step
from dsr.models.case_surroundings import rows_beside
from dsr.models.item import Decision
from dsr.systems.sql import FoundRows
from portal.staff.case import steps
from portal.staff.case.decision import ApproveForm


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
        decision=_decision(kind, item) if case.outcome else "",  # what is taken back is decided no more
        weighed=decided.get("weighed", "") if case.outcome else "",
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
    steps: list[Step] = rows_beside(case, "steps", "system")
    for step in steps:
        sealed = opened.get(f"step:{step.pk}")
        cells = FoundRows.from_json(sealed).cells if sealed else ()
        found += [(field, f"{step.system.name}, {table}", value) for table, field, value in cells]
    return found


def law_of_repeat() -> str:
    return str(law.REPEAT)


_PARTS = ("decision", "weighed", "code", "reason", "is_health", "source", "is_source_told")


def _fields(kind: base.Kind, item: Item) -> dict[str, forms.Field]:
    """The questions about one item. Which of them a decision needs is checked where it is written."""
    declared = kind.item_rules.grounds
    grounds = [("", _("Choose the ground")), *((one.code, steps.exception(one)) for one in declared)]
    area = forms.Textarea(attrs={"rows": 2})
    return {
        "decision": forms.ChoiceField(
            label=_("Decision"),
            choices=Decision.choices,
            widget=forms.RadioSelect,
            initial=Decision.CORRECT,
            required=False,
        ),
        "weighed": forms.CharField(
            label=_("What you weighed (kept in the record)"),
            help_text=_("What it is, how we got it, every document and what it shows."),
            widget=area,
            max_length=4000,
            required=False,
        ),
        "code": forms.ChoiceField(label=_("If you leave it: on which ground?"), choices=grounds, required=False),
        "reason": forms.CharField(
            label=_("If you leave it or delete it: the facts, as the person will read them"),
            widget=area,
            max_length=4000,
            required=False,
        ),
        "is_health": forms.BooleanField(
            label=_("It is health information (of a denial, the person may file a statement)"),
            required=False,
            initial=item.is_health or corrections.is_health_field(item.field),
        ),
        "source": forms.CharField(
            label=_("Where the wrong information came from (optional; the letter names it)"),
            max_length=300,
            required=False,
        ),
        "is_source_told": forms.BooleanField(label=_("We told that source that it must be corrected"), required=False),
    }


class ItemsForm(ApproveForm):
    """The approval of a correction."""

    def __init__(self, *args: Any, case: Case, name: str, **kwargs: Any) -> None:
        super().__init__(*args, case=case, name=name, **kwargs)
        self.items = corrections.items_of(case)
        kind = base.get(case.kind)
        for item in self.items:
            before = self.before.items.get(item.number)
            for part, field in _fields(kind, item).items():
                field.initial = getattr(before, part) if before else field.initial
                self.fields[f"{part}-{item.number}"] = field

    def clean(self) -> dict[str, Any]:
        return {**super().clean(), "decisions": self.decisions()}

    def item_groups(self) -> list[tuple[str, list[BoundField]]]:
        """Each item in words, with its questions."""
        return [
            (corrections.field_words(one.field), [self[f"{part}-{one.number}"] for part in _PARTS])
            for one in self.items
        ]

    def decisions(self) -> dict[int, ItemDecision]:
        """As sent, also while something is missing; before anything was sent, as the form begins."""
        return {one.number: ItemDecision(**{part: self._value(part, one) for part in _PARTS}) for one in self.items}

    def _value(self, part: str, item: Item) -> Any:
        field = self.fields[f"{part}-{item.number}"]
        if not self.is_bound:
            return field.initial or (False if isinstance(field, forms.BooleanField) else "")
        sent = self.data.get(f"{part}-{item.number}", "")
        return bool(sent) if isinstance(field, forms.BooleanField) else sent.replace("\r\n", "\n").strip()

    def told(self) -> dict[str, Any]:
        """What was weighed stays in the record."""
        return {
            **super().told(),
            **{f"item-{number}": [one.decision, one.code, one.is_health] for number, one in self.decisions().items()},
        }


def approval(*args: Any, case: Case, **kwargs: Any) -> ApproveForm:
    """The form to grant this case: a correction is decided item by item."""
    form = ItemsForm if base.get(case.kind).items is not None else ApproveForm
    return form(*args, case=case, **kwargs)

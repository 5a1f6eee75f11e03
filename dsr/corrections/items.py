"""The items of a correction: what is said to be wrong, what it should say, and what the work needs of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dsr import journal, parties
from dsr.kinds import base
from dsr.law import correction as law
from dsr.models import Case, Item
from dsr.models.case_surroundings import rows_beside
from dsr.models.item import Decision

# Rows of systems are found by these; who says that one of them is wrong is found by what it says now.
_FINDS = ("email", "phone")


def items_of(case: Case) -> list[Item]:
    """The items of a case in their order; none for a kind without items."""
    return rows_beside(case, "items") if base.get(case.kind).items is not None else []


def field_words(field: str) -> str:
    """A field as people read it."""
    return _(law.BY_FIELD[field].words) if field in law.BY_FIELD else field


def is_health_field(field: str) -> bool:
    """True for what is health information by its name; staff may see that another item is."""
    return field in law.BY_FIELD and law.BY_FIELD[field].is_health


def item_as_stated(case: Case, number: int) -> dict[str, str]:
    """What the person said of one item: `says`, `should`, `why`. Empty when the case is forgotten."""
    found: dict[str, str] = parties.sealed_values(case).get(f"item:{number}", {})
    return found


def add_items(case: Case, items: Sequence[Mapping[str, str]]) -> list[str]:
    """Write down more that is wrong, checked as at receipt, in the caller's transaction; the fields of it."""
    for number, item in enumerate(items, start=len(items_of(case)) + 1):
        Item.objects.create(case=case, number=number, field=item["field"])
        journal.reseal(case.pk, f"item:{number}", {name: item[name] for name in ("says", "should", "why")})
    return [item["field"] for item in items]


# -- what the work needs ---------------------------------------------------------------------------------------------


def new_values(case: Case) -> dict[str, str | None]:
    """By field: what the systems are to hold; None where the item is deleted. Without those that are denied."""
    rows = items_of(case)
    sealed = parties.sealed_values(case) if rows else {}
    values: dict[str, str | None] = {}
    for item in rows:
        if item.decision == Decision.DELETE:
            values[item.field] = None
        elif item.decision != Decision.DENY:
            values[item.field] = str(sealed.get(f"item:{item.number}", {}).get("should", ""))
    return values


def points_held_now(case: Case) -> dict[str, str]:
    """Email and phone as the systems hold them now, where the person says that they are wrong."""
    rows = items_of(case)
    sealed = parties.sealed_values(case) if rows else {}
    said = {item.field: str(sealed.get(f"item:{item.number}", {}).get("says", "")) for item in rows}
    return {field: said[field] for field in _FINDS if said.get(field)}


def disputed_points(case: Case) -> frozenset[str]:
    """The points that prove nothing in this case, § 7060(h): all of them, while nobody said what is wrong."""
    rules = base.get(case.kind).items
    if rules is None:
        return frozenset()
    fields = [item.field for item in items_of(case)] or list(law.BY_FIELD)
    return rules.disputed({**case.answers, "fields": ",".join(fields)})


@dataclass(frozen=True)
class ItemChange:
    """One item in words, for who changes it by hand; `new` is empty where it is deleted."""

    words: str
    old: str
    new: str


def changes_by_hand(case: Case) -> tuple[ItemChange, ...]:
    """What is to be changed by hand; nothing of what was denied."""
    rows = [item for item in items_of(case) if item.decision != Decision.DENY]
    sealed = parties.sealed_values(case) if rows else {}
    said = [(item, sealed.get(f"item:{item.number}", {})) for item in rows]
    return tuple(
        ItemChange(
            field_words(item.field),
            one.get("says", ""),
            "" if item.decision == Decision.DELETE else one.get("should", ""),
        )
        for item, one in said
    )

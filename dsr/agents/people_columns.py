"""Which column of a list of people says what: by its header in any order, or by its place where none is named."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _


class Role(StrEnum):
    """What a column may say of a person."""

    NAME = "name"
    FIRST = "first"
    LAST = "last"
    EMAIL = "email"
    STATE = "state"
    POSTAL = "postal"  # where the person is written to; only where a header names it
    FIELD = "field"
    SAYS = "says"
    SHOULD = "should"
    WHY = "why"
    COUNT = "count"  # the agent's own numbers: the place in the list tells as much


ITEM_ROLES = (Role.FIELD, Role.SAYS, Role.SHOULD, Role.WHY)
_BY_PLACE = (Role.NAME, Role.EMAIL, Role.STATE)
_SPELLED = {
    Role.NAME: "name|full name|client|client name|person|customer|customer name|consumer|consumer name|name of person"
    "|name of the person|name of client",
    Role.FIRST: "first|first name|given name|firstname",
    Role.LAST: "last|last name|surname|family name|lastname",
    Role.EMAIL: "email|e mail|email address|e mail address|mail|client email|customer email|their email",
    Role.STATE: "state|state of residence|residence|lives in|home state|st",
    Role.POSTAL: "mailing address|postal address|street address|home address|their address|address of the person",
    Role.FIELD: "what is wrong|field|item|wrong field|what|information|which information|kind of information",
    Role.SAYS: "says now|it says now|what it says now|what it says|current|current value|currently|wrong|wrong value"
    "|incorrect|incorrect value|inaccurate|old|old value|now",
    Role.SHOULD: "should say|it should say|what it should say|should be|correct|correct value|corrected"
    "|corrected value|right|right value|new|new value|change to",
    Role.WHY: "why|reason|what shows it|what shows that it is wrong|proof|evidence|explanation",
    Role.COUNT: "no|nr|number|line|row|count|n|#",
}
_BY_HEADER = {header: role for role, headers in _SPELLED.items() for header in headers.split("|")}


@dataclass(frozen=True)
class Columns:
    """By role: the number of its column. `unused` are headers that say nothing we know, in their order."""

    places: Mapping[Role, int]
    width: int
    unused: tuple[tuple[int, str], ...] = ()
    is_by_place: bool = False

    def cell(self, cells: Sequence[str], role: Role) -> str:
        place = self.places.get(role)
        return cells[place] if place is not None and place < len(cells) else ""

    def name(self, cells: Sequence[str]) -> str:
        """The whole name, also where it stands in two columns."""
        parts = [self.cell(cells, role) for role in (Role.FIRST, Role.LAST)]
        return self.cell(cells, Role.NAME) or " ".join(part for part in parts if part)


def role_of(header: str) -> Role | None:
    """What a header says; None where it says nothing we know."""
    if header.strip() == "#":
        return Role.COUNT
    return _BY_HEADER.get(" ".join(re.findall(r"\w+", header.casefold().replace("_", " "))))


def is_header(cells: Sequence[str]) -> bool:
    """True for a row of column names: one of them is that of the name, none of them an address."""
    roles = {role_of(cell) for cell in cells if cell}
    names_people = Role.NAME in roles or {Role.FIRST, Role.LAST} <= roles
    is_mostly_known = sum(role_of(cell) is not None for cell in cells if cell) * 2 > sum(map(bool, cells))
    return names_people and is_mostly_known and not any("@" in cell for cell in cells)


def by_place(*, with_items: bool) -> Columns:
    """Where no row names the columns: name, email address, state, and of a correction what is wrong."""
    roles = (*_BY_PLACE, *(ITEM_ROLES if with_items else ()))
    return Columns({role: place for place, role in enumerate(roles)}, len(roles), is_by_place=True)


def by_header(cells: Sequence[str], *, with_items: bool) -> Columns | str:
    """The columns as a row names them, or what is wrong with that row."""
    places: dict[Role, int] = {}
    unused = []
    for place, header in enumerate(cells):
        role = role_of(header) if header else None
        if role is None or (role in ITEM_ROLES and not with_items):
            unused.append((place, header))
        elif role in places:
            return _("Two columns say the same: “%(first)s” and “%(second)s”. Take one of them out.") % {
                "first": cells[places[role]],
                "second": header,
            }
        else:
            places[role] = place
    if with_items and Role.FIELD in places and Role.SHOULD not in places:
        return _("No column says what it should say. Name one “Should say”.")
    if not unused and set(places) <= {Role.NAME, Role.EMAIL}:  # the state may follow without a name of its own
        places[Role.STATE] = len(cells)
    return Columns(places, max(len(cells), *(place + 1 for place in places.values())), tuple(unused))

"""What a system's mapping says: which rows are a person's, and what each deed does with them.

docs/systems.md has the shape; dsr/systems/sql/mapping_json.py reads it.
"""

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from dsr.errors import BadInput
from dsr.law.correction import BY_FIELD

# A corrected value in `set`: $new.email and the like.
NEW = "new."
# What a value in `set` may stand for: the exception, the request's reference, a corrected value.
PARAMETERS = frozenset({"code", "reference", *(f"{NEW}{name}" for name in BY_FIELD)})
KEY_MARK = "{key}"
# A person's rows are found by these, the first that both the mapping and the request have.
FOUND_BY = ("email", "phone")


class Do(StrEnum):
    """What happens to the rows of a table. FOLLOW: nothing; other tables are reached through it."""

    DELETE = "delete"
    ANONYMIZE = "anonymize"
    UPDATE = "update"
    FOLLOW = "follow"


# After these a copy that comes back must go again.
ERASES = frozenset({Do.DELETE, Do.ANONYMIZE})


class TableName(str):
    """A table as the mapping and its pages call it, such as `orders` or `sales.orders`.

    `schema` is None where the mapping names none for this table.
    """

    __slots__ = ("schema", "table")
    schema: str | None
    table: str

    def __new__(cls, table: str, schema: str | None = None) -> "TableName":
        name = super().__new__(cls, f"{schema}.{table}" if schema else table)
        name.schema, name.table = schema, table
        return name


# By column, the values of which a row must hold one.
Where = tuple[tuple[str, tuple[Any, ...]], ...]


@dataclass(frozen=True)
class By:
    """`column` of a table holds what `other` of the table `table` holds."""

    column: str
    table: str  # a TableName, in a deed
    other: str


@dataclass(frozen=True)
class Match:
    """The columns hold a point of the person; several columns hold its parts, parted by a space."""

    columns: tuple[str, ...]
    point: str


@dataclass(frozen=True)
class PointElsewhere:
    """A point that stands in another table than the identity, such as the number of an order."""

    point: str
    table: str
    column: str
    by: By


@dataclass(frozen=True)
class Route:
    """One way to the rows of a table: by any of `by` and `match`, and only where all of `where` hold."""

    by: tuple[By, ...] = ()
    match: tuple[Match, ...] = ()
    where: Where = ()


@dataclass(frozen=True)
class Act:
    """One table of a deed: how its rows are reached (by any of `routes`), and what is done with them.

    `first` is set in rows that are to be deleted before anything else is done: it opens a circle of references.
    """

    table: str
    key: tuple[str, ...]
    do: Do
    routes: tuple[Route, ...] = ()
    set: tuple[tuple[str, Any], ...] = ()
    portion: str = ""
    first: tuple[tuple[str, Any], ...] = ()

    @property
    def by(self) -> tuple[By, ...]:
        return tuple(by for route in self.routes for by in route.by)

    @property
    def match(self) -> tuple[Match, ...]:
        return tuple(match for route in self.routes for match in route.match)

    def given(self, parameters: Dict[str, Any]) -> "Act":
        """Without the corrected values that nobody asked for: of an update only what is to change."""
        wanted = tuple((column, value) for column, value in self.set if not _is_new(value) or value[1:] in parameters)
        return replace(self, set=wanted)

    @property
    def corrected(self) -> dict[str, str]:
        """The field that each column is corrected to, by column."""
        return {column: value.removeprefix(f"${NEW}") for column, value in self.set if _is_new(value)}

    @property
    def is_empty(self) -> bool:
        return self.do in {Do.UPDATE, Do.ANONYMIZE} and not self.set


def _is_new(value: object) -> bool:
    return isinstance(value, str) and value.startswith(f"${NEW}")


@dataclass(frozen=True)
class Identity:
    """The table with one row a person, and the points it holds."""

    table: str
    key: tuple[str, ...]
    points: tuple[Match, ...]
    elsewhere: tuple[PointElsewhere, ...] = ()
    since: str = ""  # the column that says when the person came: who came after a deletion is not deleted again
    where: Where = ()

    def columns_of(self, point: str) -> tuple[str, ...]:
        """The columns of the identity that hold a point; none where another table does."""
        return next((match.columns for match in self.points if match.point == point), ())

    @property
    def names(self) -> frozenset[str]:
        return frozenset({match.point for match in self.points} | {one.point for one in self.elsewhere})


@dataclass(frozen=True)
class Recipients:
    """The table whose `column` names, by key of the ledger, who got information of the person that `by` leads to."""

    table: str
    column: str
    by: By


@dataclass(frozen=True, eq=False)
class SystemMapping:
    """A whole mapping. It is read once and known by itself, so that what is built from it is built once."""

    identity: Identity
    actions: Dict[str, tuple[Act, ...]]
    lock: tuple[Act, ...] = ()
    schema: str | None = None
    recipients: Recipients | None = None
    cascades: frozenset[str] = frozenset()  # tables of which it is known that the database itself changes rows there
    triggers: Dict[str, frozenset[str]] = field(default_factory=dict)  # those that are known and wanted, by table

    def acts(self, action: str, portions: frozenset[str] = frozenset()) -> tuple[Act, ...]:
        """What the deed does, in order; of chosen portions only what bears their name. Raises BadInput."""
        if action not in self.actions:
            raise BadInput(_("The fields do not say how to “%(deed)s”. Add it under “deeds”.") % {"deed": action})
        acts = (act for act in self.actions[action] if act.do is not Do.FOLLOW)
        return tuple(act for act in acts if not portions or act.portion in portions)

    def takes_person(self, acts: Iterable[Act]) -> bool:
        """True when these leave no row by which the person is known: whoever is known again has come back."""
        return any(act.table == self.identity.table and act.do in ERASES for act in acts)

    def places(self, action: str) -> tuple[Act, ...]:
        """Every table of the deed in an order in which each is reached through those before it."""
        identity = Act(self.identity.table, self.identity.key, Do.FOLLOW)
        rest = [act for act in self.actions.get(action, ()) if act.table != identity.table]
        return (identity, *_in_reach(rest, {identity.table}))

    def locks(self, action: str) -> tuple[Act, ...]:
        """What marks the rows of a person whose data is kept under an exception."""
        tables = {place.table for place in self.places(action)}
        return tuple(act for act in self.lock if act.table in tables)


def _in_reach(rest: list[Act], reached: set[str]) -> Iterator[Act]:
    """A table after those that lead to it; of tables that lead to one another first what is reached without them."""
    while rest:
        ready = [act for act in rest if all(by.table in reached | {act.table} for by in act.by)]
        ready = ready or [act for act in rest if act.match or any(by.table in reached for by in act.by)][:1]
        if not ready or not all(act.match or any(by.table in reached for by in act.by) for act in ready):
            raise BadInput(_("These tables are reached only through one another: %(names)s.") % _names(rest))
        yield from ready
        reached |= {act.table for act in ready}
        rest = [act for act in rest if act not in ready]


def _names(acts: list[Act]) -> dict[str, str]:
    return {"names": ", ".join(act.table for act in acts)}

"""A small database of a business as plain lists."""

from dataclasses import dataclass, field
from typing import Any

MARK = "mark"  # a column of every table that no mapping names: it tells the rows apart
PEOPLE = "people"
UNNAMED = 1_000  # marks of rows in tables that no mapping names begin here


@dataclass
class Column:
    name: str
    kind: str  # int, exact or loose: whether the database tells upper and lower case, and accents, apart


@dataclass
class Reference:
    """A foreign key: `column` refers to `other` of the table `table`.

    `action` is done when that row goes, `on_update` when it is changed.
    """

    column: str
    table: str
    other: str
    action: str = ""
    on_update: str = ""


@dataclass
class Trigger:
    name: str
    table: str
    event: str
    does: str


@dataclass
class Table:
    name: str
    columns: list[Column]
    key: tuple[str, ...]
    references: list[Reference] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    unique: list[str] = field(default_factory=list)
    checks: list[str] = field(default_factory=list)

    def kind(self, name: str) -> str:
        return next(column.kind for column in self.columns if column.name == name)


@dataclass
class Schema:
    """`leads`: what each column was made to lead to, as a mapping says it, by table and column.

    `refusals`: what is wrong in the mapping or cannot be said in one, so that the desk may refuse the deed;
    `must_refuse`: the kinds of remarks for which it has to. `views`: those by which the mapping calls tables. `heirs`:
    tables of PostgreSQL from which others inherit, with the rows of the latter, whose keys are those of others.
    `places`: tables of the second schema; `shapes`: how tables are made, where not plainly; `beside` and `rest`: rows
    of a table of the same name in the other schema, and of the rest of a whole, which no mapping names.
    """

    tables: list[Table]
    mapping: dict[str, Any]
    points: dict[str, str]
    parameters: dict[str, str] = field(default_factory=dict)
    leads: dict[tuple[str, str], str] = field(default_factory=dict)
    refusals: set[str] = field(default_factory=set)
    must_refuse: set[str] = field(default_factory=set)
    triggers: list[Trigger] = field(default_factory=list)
    views: dict[str, str] = field(default_factory=dict)
    heirs: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    places: set[str] = field(default_factory=set)
    shapes: dict[str, str] = field(default_factory=dict)
    beside: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    rest: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    second: str = "second"  # what the second schema is called in this database
    names_schema_once: bool = False  # the mapping says it for all tables

    def table(self, name: str) -> Table:
        return next(table for table in self.tables if table.name == name)

    def spelled(self, name: str) -> str:
        """The table as SQL calls it."""
        return f"{self.second}.{name}" if name in self.places else name

    def told(self, name: str) -> str:
        """The table as the mapping calls it."""
        return self.views.get(name) or (name if self.names_schema_once else self.spelled(name))

    def beside_of(self, name: str) -> str:
        """The table of the same name in the other schema, as SQL calls it."""
        return name if name in self.places else f"{self.second}.{name}"

    def rest_of(self, name: str) -> str:
        """The other part of the whole to which the table belongs."""
        return f"{self.spelled(name)}_rest"

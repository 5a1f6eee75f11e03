"""A small database of a business as plain lists, and making it in each of the three kinds."""

from dataclasses import dataclass, field, replace
from typing import Any

from tests.business_database import BusinessDatabase
from tests.given_mappings import trigger

MARK = "mark"  # a column of every table that no mapping names: it tells the rows apart
PEOPLE = "people"
_LOOSE = {"sqlite": "varchar(80) COLLATE NOCASE", "postgresql": "citext", "mariadb": "varchar(80)"}
_EXACT = {"sqlite": "varchar(80)", "postgresql": "varchar(80)", "mariadb": "varchar(80) COLLATE utf8mb4_bin"}


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

    def table(self, name: str) -> Table:
        return next(table for table in self.tables if table.name == name)

    def create(self, database: BusinessDatabase) -> None:
        """The tables and rows of this schema in an empty database."""
        if database.dialect == "postgresql" and any(
            column.kind == "loose" for table in self.tables for column in table.columns
        ):
            database.execute("CREATE EXTENSION citext")
        if database.dialect == "mariadb":  # a circle refers to a table that comes later; SQLite looks at none
            database.execute("SET foreign_key_checks = 0")
        for table in self.tables:
            database.execute(_create_table(table, database.dialect))
            if table.rows:
                _insert(database, table)
        if database.dialect == "mariadb":
            database.execute("SET foreign_key_checks = 1")
        for table in self.tables if database.dialect == "postgresql" else ():
            for reference in table.references:
                database.execute(f"ALTER TABLE {table.name} ADD {_foreign_key(reference)}")
        for name, rows in self.heirs.items():
            heir = replace(self.table(name), name=f"heirs_of_{name}", rows=rows)
            database.execute(f"CREATE TABLE {heir.name} () INHERITS ({name})")
            _insert(database, heir)
        for table_name, view in self.views.items():
            database.execute(f"CREATE VIEW {view} AS SELECT * FROM {table_name}")
        if self.triggers:
            database.execute("CREATE TABLE bystanders (id int)")
        for one in self.triggers:
            trigger(database, one.name, f"AFTER {one.event} ON {one.table}", one.does)


def _insert(database: BusinessDatabase, table: Table) -> None:
    names = [MARK, *(column.name for column in table.columns)]
    row = f"({', '.join('?' * len(names))})"
    values = [row[name] for row in table.rows for name in names]
    database.execute(
        f"INSERT INTO {table.name} ({', '.join(names)}) VALUES {', '.join([row] * len(table.rows))}", *values
    )


def _create_table(table: Table, dialect: str) -> str:
    types = {"int": "bigint", "exact": _EXACT[dialect], "loose": _LOOSE[dialect]}
    parts = [f"{MARK} int NOT NULL", *(f"{column.name} {types[column.kind]}" for column in table.columns)]
    if table.key:
        parts.append(f"PRIMARY KEY ({', '.join(table.key)})")
    parts += [f"UNIQUE ({name})" for name in table.unique] + [f"CHECK ({rule})" for rule in table.checks]
    if dialect != "postgresql":
        parts += [_foreign_key(reference) for reference in table.references]
    return f"CREATE TABLE {table.name} ({', '.join(parts)})"


def _foreign_key(reference: Reference) -> str:
    action = f" ON DELETE {reference.action}" if reference.action else ""
    change = f" ON UPDATE {reference.on_update}" if reference.on_update else ""
    return f"FOREIGN KEY ({reference.column}) REFERENCES {reference.table} ({reference.other}){action}{change}"

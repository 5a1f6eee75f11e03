"""The catalog of SQLite."""

import re
from typing import Any

from sqlalchemy import Connection, column, func, select, table, text
from sqlalchemy.sql.selectable import TableClause

from dsr.systems.sql.catalog_facts import Column, Links, Reference, TableFacts, Trigger
from dsr.systems.sql.rules_sqlite import rules_of

_MAIN = "main"
_REFERENCES = "references"  # in the connection's notes
_NAME = r"""(?:[^\s"`\[.]+|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\])"""
_EVENT = re.compile(
    rf"\s*CREATE\s+(?:TEMP\w*\s+)?TRIGGER\s+(?:IF\s+NOT\s+EXISTS\s+)?(?:{_NAME}\s*\.\s*)?{_NAME}\s*"
    r"(?:BEFORE\s+|AFTER\s+|INSTEAD\s+OF\s+)?(?P<event>DELETE|INSERT|UPDATE)\b",
    re.IGNORECASE,
)
_NUMBERS = ("REAL", "FLOA", "DOUB", "NUM", "DEC", "MONEY")
_PRAGMAS = {
    "table_xinfo": text("SELECT * FROM pragma_table_xinfo(:about, :schema)"),
    "index_list": text("SELECT * FROM pragma_index_list(:about, :schema)"),
    "index_info": text("SELECT * FROM pragma_index_info(:about, :schema)"),
    "foreign_key_list": text("SELECT * FROM pragma_foreign_key_list(:about, :schema)"),
}


def read_table(connection: Connection, schema: str | None, name: str) -> TableFacts:
    """What the schema says of a table. SQLite compares names without regard to case."""
    schema, name = schema or _MAIN, name.lower()
    master = _master(schema)
    there = select(master.c.type, master.c.name, master.c.sql).where(
        master.c.type.in_(["table", "view"]), func.lower(master.c.name) == name
    )
    found = connection.execute(there).first()
    if found is None:
        return TableFacts((schema, name), is_there=False)
    rows = _pragma(connection, "table_xinfo", found[1], schema)
    columns = [
        Column(row[1], _family(row[2]), not row[3], row[6] in {2, 3}, None, row[2], True, not _is_fraction(row[2]))
        for row in rows
    ]
    primary = tuple(row[1] for row in sorted(rows, key=lambda row: row[5]) if row[5])
    triggers = select(master.c.name, master.c.sql).where(
        master.c.type == "trigger", func.lower(master.c.tbl_name) == name
    )

    links = Links(
        lambda: (*([primary] if primary else []), *_unique(connection, found[1], schema)),
        read_references=lambda: _references(connection, name, schema, primary),
        read_triggers=lambda: tuple(_trigger(*row) for row in connection.execute(triggers.order_by(master.c.name))),
    )
    links.read_rules = lambda: rules_of(found[2], [one.name for one in columns])
    links.read_leading = lambda: frozenset(
        row[3].lower() for child, row in _every_reference(connection, schema) if child.lower() == name
    )
    return TableFacts(
        place=(schema, name),
        is_typed=False,
        is_view=found[0] == "view",
        columns={one.name: one for one in columns},
        is_case_sensitive=False,
        links=links,
    )


def _pragma(connection: Connection, pragma: str, about: str, schema: str) -> list[Any]:
    return list(connection.execute(_PRAGMAS[pragma], {"about": about, "schema": schema}))


def _family(declared: str) -> str:
    """By the rules of SQLite's affinity, and what people mean by a type that it does not know."""
    plain = declared.upper()
    if "INT" in plain:
        return "number"
    if any(word in plain for word in ("CHAR", "CLOB", "TEXT")):
        return "text"
    if "BLOB" in plain or not plain:
        return "other"
    if "DATE" in plain or "TIME" in plain:
        return "time"
    if "BOOL" in plain:
        return "flag"
    if any(word in plain for word in _NUMBERS):
        return "number"
    return "json" if "JSON" in plain else "text"  # it takes what it cannot make a number


def _is_fraction(declared: str) -> bool:
    """True of a type by which every number is kept in floating point."""
    plain = declared.upper()
    return "INT" not in plain and any(word in plain for word in ("REAL", "FLOA", "DOUB"))


def _unique(connection: Connection, table: str, schema: str) -> list[tuple[str, ...]]:
    """The unique indexes of whole columns and all rows."""
    indexes = [row for row in _pragma(connection, "index_list", table, schema) if row[2] and not row[4]]
    named = [[row[2] for row in _pragma(connection, "index_info", index[1], schema)] for index in indexes]
    return [tuple(columns) for columns in named if all(columns)]


def _trigger(name: str, sql: str) -> Trigger:
    """One whose words are not understood runs for everything."""
    found = _EVENT.match(sql)
    event = found["event"].upper() if found else ""
    return Trigger(name, event in {"", "DELETE"}, event in {"", "UPDATE"})


def _references(connection: Connection, name: str, schema: str, primary: tuple[str, ...]) -> tuple[Reference, ...]:
    found: dict[tuple[str, int, str, str], list[tuple[str, str | None]]] = {}
    for child, (number, _seq, parent, own, other, on_update, on_delete, _match) in _every_reference(
        connection, schema
    ):
        if parent.lower() == name:
            mark = (child.lower(), number, on_delete.lower(), on_update.lower())
            found.setdefault(mark, []).append((own, other))
    return tuple(
        Reference(
            (schema, child),
            tuple(own for own, _other in pairs),
            tuple(other or dict(enumerate(primary)).get(at, "") for at, (_own, other) in enumerate(pairs)),
            on_delete,
            on_update,
        )
        for (child, _number, on_delete, on_update), pairs in found.items()
    )


def _every_reference(connection: Connection, schema: str) -> list[tuple[str, Any]]:
    """Of every table, once a connection: SQLite lists references by the table that they stand in."""
    kept: dict[str, list[tuple[str, Any]]] = connection.info.setdefault(_REFERENCES, {})
    if schema not in kept:
        master = _master(schema)
        tables = connection.scalars(select(master.c.name).where(master.c.type == "table").order_by(master.c.name))
        kept[schema] = [
            (one, row)
            for one in list(tables)
            for row in sorted(_pragma(connection, "foreign_key_list", one, schema), key=lambda row: row[:2])
        ]
    return kept[schema]


def _master(schema: str) -> TableClause:
    return table("sqlite_master", column("type"), column("name"), column("tbl_name"), column("sql"), schema=schema)

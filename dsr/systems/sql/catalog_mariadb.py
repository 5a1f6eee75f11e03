"""The catalog of MariaDB and MySQL."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from dsr.systems.sql.catalog_facts import Column, Links, Reference, Rule, TableFacts, Trigger

_TABLE = text(
    """
    SELECT t.table_schema, t.table_name, t.table_type LIKE '%VIEW%',
           CASE WHEN e.transactions = 'YES' THEN '' ELSE coalesce(t.engine, '') END,
           t.table_type = 'SYSTEM VERSIONED', coalesce(t.engine, '')
    FROM information_schema.tables t LEFT JOIN information_schema.engines e ON e.engine = t.engine
    WHERE t.table_schema = :schema AND t.table_name = :name
    """
)
_COLUMNS = text(
    """
    SELECT column_name, lower(data_type), is_nullable = 'YES',
           extra LIKE '%VIRTUAL%' OR extra LIKE '%STORED%' OR extra LIKE '%PERSISTENT%', character_maximum_length,
           concat(column_type, coalesce(concat(' CHARACTER SET ', character_set_name), ''))
    FROM information_schema.columns
    WHERE table_schema = :schema AND table_name = :name AND privileges LIKE '%select%'
    """
)
_UNIQUE = text(
    """
    SELECT index_name, column_name, sub_part FROM information_schema.statistics
    WHERE table_schema = :schema AND table_name = :name AND non_unique = 0
    ORDER BY index_name <> 'PRIMARY', index_name, seq_in_index
    """
)
_INDEXED = text(
    "SELECT lower(column_name) FROM information_schema.statistics "
    "WHERE table_schema = :schema AND table_name = :name AND column_name IS NOT NULL"
)
_SCHEMAS = text(
    """
    SELECT schema_name FROM information_schema.schemata
    WHERE schema_name NOT IN ('information_schema', 'performance_schema', 'mysql', 'sys')
    ORDER BY schema_name <> :schema, schema_name
    """
)
# Each asks of one schema or one table alone: of all at once, the server would open every table and view that it has.
_REFERENCES = text(
    """
    SELECT table_name, constraint_name, lower(delete_rule), lower(update_rule)
    FROM information_schema.referential_constraints
    WHERE constraint_schema = :within AND unique_constraint_schema = :schema AND referenced_table_name = :name
    ORDER BY table_name, constraint_name
    """
)
_PAIRS = text(
    """
    SELECT column_name, referenced_column_name FROM information_schema.key_column_usage
    WHERE table_schema = :within AND table_name = :referring AND constraint_name = :constraint
      AND referenced_table_name IS NOT NULL
    ORDER BY ordinal_position
    """
)
_TRIGGERS = text(
    "SELECT trigger_name, event_manipulation = 'DELETE', event_manipulation = 'UPDATE' "
    "FROM information_schema.triggers WHERE trigger_schema = :schema "
    "AND event_object_schema = :schema AND event_object_table = :name ORDER BY trigger_name"
)
# Who has a right on every table of the schema sees every foreign key in it; anybody else only those of their own.
# REFERENCES is enough, and lets nobody read a row. Triggers show themselves to whom TRIGGER is granted. A right may be
# held through a role, and one role through another: the information schema tells nothing of these, SHOW GRANTS does,
# of the roles that this session has enabled. It shows the account's own password hash too: nothing else is read of it.
_GRANT = re.compile(r"GRANT (?P<rights>.+?) ON (?P<schema>\*|`(?:[^`]|``)+`)\.(?P<table>\*|`(?:[^`]|``)+`) TO ")
_SEES_ALL, _SEES_TRIGGERS = frozenset({"SELECT", "REFERENCES"}), frozenset({"TRIGGER"})
_EVERY = "ALL PRIVILEGES"
_RULES = text(
    "SELECT constraint_name, check_clause FROM information_schema.check_constraints "
    "WHERE constraint_schema = :schema AND table_name = :name ORDER BY constraint_name"
)
_FLAGS = {"tinyint", "bit"}
_NUMBERS = {"tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "float", "double", "year"}
_FAMILIES = {
    **dict.fromkeys(_NUMBERS, "number"),
    **dict.fromkeys(("varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set", "json", "uuid"), "text"),
    **dict.fromkeys(("date", "datetime", "timestamp", "time"), "time"),
    **dict.fromkeys(("binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob"), "bytes"),
    "char": "padded",
    "bit": "flag",
}
_NO_KEYS = {"float", "double", "bit", "time", "json", "set"}
_KEYS = {*_FAMILIES} - _NO_KEYS
# Engines by which a table lies in another server, or in a file of another program.
_ELSEWHERE = {"FEDERATED", "SPIDER", "CONNECT", "S3"}


def read_table(connection: Connection, schema: str | None, table: str) -> TableFacts:
    """What the catalog says of a table, and of those of its columns that the account may read."""
    schema = schema or str(connection.scalar(text("SELECT DATABASE()")))
    found = connection.execute(_TABLE, {"schema": schema, "name": table}).first()
    if found is None:
        return TableFacts((schema, table), is_there=False)
    place, engine = (str(found[0]), str(found[1])), str(found[3])
    is_view = bool(found[2]) or str(found[5]).upper() in _ELSEWHERE
    given = {"schema": place[0], "name": place[1]}
    columns = [_column(*row) for row in connection.execute(_COLUMNS, given)]
    grants = [one for one in map(_GRANT.match, connection.scalars(text("SHOW GRANTS"))) if one]
    return TableFacts(
        place=place,
        is_view=is_view,
        columns={one.name: one for one in columns},
        engine="" if is_view else engine,
        sees_all=any(_gives(one, _SEES_ALL, place) and one["table"] == "*" for one in grants),
        sees_triggers=any(_gives(one, _SEES_TRIGGERS, place) for one in grants),
        wakes_triggers=False,
        keeps_history=bool(found[4]),
        is_case_sensitive=False,
        links=_links(connection, given, [one.name for one in columns]),
    )


def _gives(grant: re.Match[str], rights: frozenset[str], place: tuple[str, str]) -> bool:
    """Whether a line of SHOW GRANTS gives one of these rights on the table, or on every table of its schema.

    The name of a schema may be a pattern: `shop\\_%`.
    """
    given = {*grant["rights"].split(", ")}
    return bool(given & {*rights, _EVERY}) and all(
        said == "*" or _matches(said[1:-1].replace("``", "`"), name, is_pattern)
        for said, name, is_pattern in zip((grant["schema"], grant["table"]), place, (True, False), strict=True)
    )


def _matches(said: str, name: str, is_pattern: bool) -> bool:
    if not is_pattern:
        return said == name
    signs = {"%": ".*", "_": "."}
    parts = re.findall(r"\\.|.", said, re.DOTALL)
    return re.fullmatch("".join(signs.get(one) or re.escape(one[-1]) for one in parts), name, re.DOTALL) is not None


def _column(name: str, kind: str, is_nullable: int, is_computed: int, length: int | None, declared: str) -> Column:
    family = _FAMILIES.get(kind, "other")
    nullable, computed, is_flag = bool(is_nullable), bool(is_computed), kind in _FLAGS
    return Column(str(name), family, nullable, computed, length, str(declared), is_flag, kind in _KEYS)


def _links(connection: Connection, given: dict[str, Any], columns: Sequence[str]) -> Links:
    return Links(
        read_unique=lambda: tuple(_named(connection.execute(_UNIQUE, given)).values()),
        read_indexed=lambda: frozenset(map(str, connection.scalars(_INDEXED, given))),
        read_references=lambda: tuple(_references(connection, given)),
        read_triggers=lambda: tuple(
            Trigger(str(row[0]), bool(row[1]), bool(row[2])) for row in connection.execute(_TRIGGERS, given)
        ),
        read_rules=lambda: tuple(_rules(connection, given, columns)),
        read_named=lambda: _named(connection.execute(_UNIQUE, given)),
    )


def _rules(connection: Connection, given: dict[str, Any], columns: Sequence[str]) -> Iterator[Rule]:
    """The rules, which quote every column that they speak of."""
    try:
        found = connection.execute(_RULES, given).all()
    except DBAPIError:  # MySQL keeps them elsewhere
        return
    for name, clause in found:
        yield Rule(str(name), tuple(one for one in columns if f"`{one}`" in str(clause)), str(clause))


def _named(rows: Iterable[Any]) -> dict[str, tuple[str, ...]]:
    """An index of the beginnings of values says nothing of the whole values, but rows are still told apart by it."""
    found: dict[str, list[str]] = {}
    for index, column, _part in rows:
        found.setdefault(index, []).append(column or "")  # a computed part has no name, and no mapping names it
    return {index: tuple(columns) for index, columns in found.items()}


def _references(connection: Connection, given: dict[str, Any]) -> Iterator[Reference]:
    for schema in list(connection.scalars(_SCHEMAS, given)):
        within = {"within": str(schema)}
        found = list(connection.execute(_REFERENCES, {**given, **within}))
        for referring, constraint, on_delete, on_update in found:
            named = {**within, "referring": referring, "constraint": constraint}
            pairs = list(connection.execute(_PAIRS, named))
            columns, others = tuple(str(one) for one, _ in pairs), tuple(str(other) for _, other in pairs)
            yield Reference((str(schema), str(referring)), columns, others, str(on_delete), str(on_update))

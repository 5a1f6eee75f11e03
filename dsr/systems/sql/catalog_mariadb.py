"""The catalog of MariaDB and MySQL."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, text

from dsr.systems.sql.catalog_facts import Column, Links, Reference, TableFacts

_TABLE = text(
    """
    SELECT t.table_schema, t.table_name, t.table_type LIKE '%VIEW%',
           CASE WHEN e.transactions = 'YES' THEN '' ELSE coalesce(t.engine, '') END
    FROM information_schema.tables t LEFT JOIN information_schema.engines e ON e.engine = t.engine
    WHERE t.table_schema = coalesce(:schema, DATABASE()) AND t.table_name = :name
    """
)
_COLUMNS = text(
    """
    SELECT column_name, lower(data_type), is_nullable = 'YES',
           extra LIKE '%VIRTUAL%' OR extra LIKE '%STORED%' OR extra LIKE '%PERSISTENT%', character_maximum_length
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
_REFERENCES = text(
    """
    SELECT k.table_schema, k.table_name, k.constraint_name, lower(r.delete_rule), k.column_name,
           k.referenced_column_name
    FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r
      ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name
         AND r.table_name = k.table_name
    WHERE k.referenced_table_schema = :schema AND k.referenced_table_name = :name
    ORDER BY k.table_schema, k.table_name, k.constraint_name, k.ordinal_position
    """
)
_TRIGGERS = text(
    "SELECT trigger_name FROM information_schema.triggers "
    "WHERE event_object_schema = :schema AND event_object_table = :name ORDER BY trigger_name"
)
# Who may read every table of the schema sees every foreign key in it; anybody else only those of their own tables.
_SEES_ALL = text(
    """
    SELECT (SELECT count(*) FROM information_schema.user_privileges
            WHERE privilege_type = 'SELECT' AND grantee = who.ami)
         + (SELECT count(*) FROM information_schema.schema_privileges
            WHERE privilege_type = 'SELECT' AND grantee = who.ami AND :schema LIKE table_schema)
    FROM (SELECT concat('''', replace(current_user(), '@', '''@'''), '''') AS ami) who
    """
)
_NUMBERS = {"tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "float", "double", "year"}
_FAMILIES = {
    **dict.fromkeys(_NUMBERS, "number"),
    **dict.fromkeys(("varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set", "json", "uuid"), "text"),
    **dict.fromkeys(("date", "datetime", "timestamp", "time"), "time"),
    **dict.fromkeys(("binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob"), "bytes"),
    "char": "padded",
    "bit": "flag",
}


def read_table(connection: Connection, schema: str | None, table: str) -> TableFacts:
    """What the catalog says of a table, and of those of its columns that the account may read."""
    found = connection.execute(_TABLE, {"schema": schema, "name": table}).first()
    if found is None:
        return TableFacts((schema or "", table), is_there=False)
    place, is_view, engine = (str(found[0]), str(found[1])), bool(found[2]), str(found[3])
    given = {"schema": place[0], "name": place[1]}
    columns = [
        Column(str(name), _FAMILIES.get(kind, "other"), str(kind), bool(is_nullable), bool(is_computed), length)
        for name, kind, is_nullable, is_computed, length in connection.execute(_COLUMNS, given)
    ]
    return TableFacts(
        place=place,
        is_view=is_view,
        columns={one.name: one for one in columns},
        engine="" if is_view else engine,
        sees_all=bool(connection.execute(_SEES_ALL, given).scalar()),
        is_case_sensitive=False,
        links=_links(connection, given),
    )


def _links(connection: Connection, given: dict[str, Any]) -> Links:
    return Links(
        lambda: _unique(connection.execute(_UNIQUE, given)),
        lambda: _references(connection.execute(_REFERENCES, given)),
        lambda: tuple(map(str, connection.scalars(_TRIGGERS, given))),
    )


def _unique(rows: Iterable[Any]) -> tuple[tuple[str, ...], ...]:
    """An index of the beginnings of values says nothing of the whole values, but rows are still told apart by it."""
    found: dict[str, list[str]] = {}
    for index, column, _part in rows:
        found.setdefault(index, []).append(column or "")  # a computed part has no name, and no mapping names it
    return tuple(tuple(columns) for columns in found.values())


def _references(rows: Iterable[Any]) -> tuple[Reference, ...]:
    found: dict[tuple[str, str, str, str], list[tuple[str, str]]] = {}
    for schema, table, constraint, on_delete, column, other in rows:
        found.setdefault((schema, table, constraint, on_delete), []).append((column, other))
    return tuple(
        Reference((schema, table), tuple(one for one, _ in pairs), tuple(other for _, other in pairs), on_delete)
        for (schema, table, _constraint, on_delete), pairs in found.items()
    )

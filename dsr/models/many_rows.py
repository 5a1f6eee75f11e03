"""Many new rows at once, as the database takes them fastest: COPY on PostgreSQL, one prepared statement on SQLite."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models


def insert_rows(model: type[models.Model], rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows by attribute name (`business_id`), in the caller's transaction; what is not named has its default.

    Values are text, bytes, numbers, truth, days, instants, and lists or dicts for JSON. No row gets its key back.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    fields: list[Any] = [field for field in model._meta.concrete_fields if not (field.primary_key or field.generated)]
    defaults = {field.attname: field.get_default() for field in fields}
    prepare = [_preparer(field, connection.vendor) for field in fields]
    names = [field.attname for field in fields]
    quoted = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    values: Any = (
        [
            value if make is None else make(value)
            for value, make in zip(_of(row, defaults, names), prepare, strict=True)
        ]
        for row in rows
    )
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({quoted}) FROM STDIN") as copy:
                for one in values:
                    copy.write_row(one)
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({quoted}) VALUES ({marks})", values)  # noqa: S608


def update_rows(model: type[models.Model], column: str, values: Sequence[tuple[Any, int]]) -> None:
    """Set one column of many rows, each to its own value: (value, primary key), by one prepared statement."""
    connection = connections[DEFAULT_DB_ALIAS]
    table, name = map(connection.ops.quote_name, (model._meta.db_table, column))
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {name} = %s WHERE id = %s", values)  # noqa: S608


def _of(row: Mapping[str, Any], defaults: Mapping[str, Any], names: list[str]) -> list[Any]:
    return [row.get(name, defaults[name]) for name in names]


def _preparer(field: "models.Field[Any, Any]", vendor: str) -> Callable[[Any], Any] | None:
    """What makes of a value what the driver takes; None where it takes it as it is."""
    if isinstance(field, models.JSONField):
        return json.dumps
    if isinstance(field, models.DateTimeField) and vendor == "sqlite":
        return partial(field.get_db_prep_save, connection=connections[DEFAULT_DB_ALIAS])
    return None

"""One statement that writes rows and gives back what stands in them, which Django has none for."""

from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.constants import OnConflict
from django.db.models.sql import InsertQuery, UpdateQuery


def insert_unless_known(row: models.Model) -> Any:
    """Insert this row; its primary key, or None where one stands that it may not stand beside."""
    meta: Any = row._meta
    query: Any = InsertQuery(type(row), on_conflict=OnConflict.IGNORE)
    query.insert_values([field for field in meta.concrete_fields if field is not meta.pk or row.pk is not None], [row])
    found = _returned(query, DEFAULT_DB_ALIAS, [meta.pk.column])
    return found[0][0] if found else None


def update_and_read(
    rows: "models.QuerySet[Any]", values: dict[str, Any], names: Sequence[str]
) -> list[tuple[Any, ...]]:
    """Update these rows, and give back these columns of each as they are now: numbers and text only."""
    query: Any = rows.query.chain(UpdateQuery)
    query.add_update_values(values)
    return _returned(query, rows.db, [rows.model._meta.get_field(name).column for name in names])


def await_turn(number: int) -> None:
    """Until the transaction ends nobody else passes here with this number. On SQLite every transaction is alone."""
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def has_column(model: type[models.Model], name: str) -> bool:
    """Whether the table has the column now: a migration may be still to come."""
    connection = connections[DEFAULT_DB_ALIAS]
    with connection.cursor() as cursor:
        return any(
            one.name == name for one in connection.introspection.get_table_description(cursor, model._meta.db_table)
        )


def _returned(query: Any, using: str, columns: Sequence[str]) -> list[tuple[Any, ...]]:
    connection = connections[using]
    compiled = query.get_compiler(using).as_sql()
    statement, params = compiled[0] if isinstance(compiled, list) else compiled
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} RETURNING {', '.join(map(connection.ops.quote_name, columns))}", params)
        return list(cursor.fetchall())

"""One statement that writes rows and gives back what stands in them, which Django has none for."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
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


def cluster_and_database() -> str:
    """PostgreSQL: the cluster's own number and that of the database in it. A copy in another place has others."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT system_identifier FROM pg_control_system()), oid FROM pg_database "
            "WHERE datname = current_database()"
        )
        cluster, database = cursor.fetchone()
    return f"{cluster}/{database}"


def hold_snapshot() -> str:
    """PostgreSQL: the caller's transaction, just begun, reads one instant until it ends; its name, for others."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        return str(cursor.fetchone()[0])


def other_sessions() -> int:
    """PostgreSQL: how many other programs are connected to this database."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return int(cursor.fetchone()[0])


def database_time() -> datetime:
    """PostgreSQL: what its clock says at this moment, whatever transaction this is in."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        found: datetime = cursor.fetchone()[0]
    return found


@contextmanager
def short_statements(milliseconds: int) -> Iterator[None]:
    """PostgreSQL: a statement that waits for longer, as for a table that is locked, is ended. In one transaction."""
    if connections[DEFAULT_DB_ALIAS].vendor != "postgresql":
        yield
        return
    with transaction.atomic(), connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = {milliseconds:d}")
        yield


@contextmanager
def first_of_two(number: int, on_wait: Callable[[], object]) -> Iterator[None]:
    """PostgreSQL: until this ends nobody else passes here with this number; `on_wait` is called before a wait."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
        if not cursor.fetchone()[0]:
            on_wait()
            cursor.execute("SELECT pg_advisory_lock(%s)", [number])
    try:
        yield
    finally:
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [number])


def refresh_statistics() -> None:
    """What PostgreSQL plans by, and a dump does not hold: without it each look would read whole tables."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("ANALYZE")


def table_names() -> list[str]:
    """The tables that are there."""
    return connections[DEFAULT_DB_ALIAS].introspection.table_names()


_PAGES = 1_000  # that are copied at a time, so that writers have their turn between


def copy_sqlite(name: str, path: str, tables: Sequence[str]) -> dict[str, int]:
    """Copy a database file at one instant, while others write; the rows of each of these tables that is there.

    Raises sqlite3.Error where the copy is not whole.
    """
    with closing(sqlite3.connect(name)) as ours, closing(sqlite3.connect(path)) as copy:
        ours.backup(copy, pages=_PAGES)
        if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("not whole")
        there = {table for (table,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        counts = {}
        for table in sorted(there.intersection(tables)):
            ((counts[table],),) = copy.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608  # names of models
        return counts

"""Statements that Django has none for, or takes longer to build than a database to answer: one writes rows and gives
back what stands in them."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, models, transaction
from django.db.models.sql import UpdateQuery

from dsr.models.prepared_statements import prepared_statements


def insert_unless_known(row: models.Model) -> Any:
    """Insert this row; its primary key, or None where one stands that it may not stand beside."""
    meta: Any = row._meta
    found = _insert([row], (meta.pk,), ignores_known=True)
    return found[0][0] if found else None


def insert_new(rows: Iterable[models.Model], *, ignores_known: bool = False) -> None:
    """Insert a few rows of one model, which no signal hears of, by a statement that is built once.

    They have their keys then, and what the database itself makes of them; not so with `ignores_known`, which leaves
    out those that may not stand beside what is there. Raises IntegrityError.
    """
    rows = list(rows)
    if not rows:
        return
    meta: Any = rows[0]._meta
    made_there = () if ignores_known else tuple(field for field in meta.db_returning_fields)
    found = _insert(rows, made_there, ignores_known)
    for row, values in zip(rows, found, strict=True) if made_there else ():
        for field, value in zip(made_there, values, strict=True):
            setattr(row, field.attname, value)
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def update_columns(row: models.Model, *names: str) -> None:
    """Write these columns of a row as they stand in it. Raises the model's DoesNotExist where there is none."""
    connection = connections[DEFAULT_DB_ALIAS]
    meta: Any = row._meta
    fields: list[Any] = [meta.get_field(name) for name in names]
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    statement = f"UPDATE {quote(meta.db_table)} SET {sets} WHERE {quote(meta.pk.column)} = %s"  # noqa: S608
    with prepared_statements(connection), connection.cursor() as cursor:
        cursor.execute(statement, [*values, row.pk])
        if not cursor.rowcount:
            raise type(row).DoesNotExist  # type: ignore[attr-defined]  # every model has it


def _insert(rows: Sequence[models.Model], made_there: Sequence[Any], ignores_known: bool) -> list[tuple[Any, ...]]:
    """These fields of each row as they stand in the database then."""
    connection, model = connections[DEFAULT_DB_ALIAS], type(rows[0])
    has_key = rows[0].pk is not None
    statement, fields = _insert_sql(model, connection.vendor, len(rows), has_key, tuple(made_there), ignores_known)
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for row in rows for field in fields]
    with prepared_statements(connection), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall()) if made_there else []


@lru_cache(maxsize=256)
def _insert_sql(
    model: type[models.Model],
    _vendor: str,
    count: int,
    has_key: bool,
    made_there: tuple[Any, ...],
    ignores_known: bool,
) -> tuple[str, list[Any]]:
    meta: Any = model._meta
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
    fields = [field for field in meta.concrete_fields if not field.generated and (has_key or field is not meta.pk)]
    columns, marks = ", ".join(quote(field.column) for field in fields), ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES " + ", ".join([f"({marks})"] * count)  # noqa: S608
    statement += " ON CONFLICT DO NOTHING" if ignores_known else ""
    if made_there:
        statement += f" RETURNING {', '.join(quote(field.column) for field in made_there)}"
    return statement, fields


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
    with prepared_statements(connection), connection.cursor() as cursor:
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
        # A connection that was lost holds it no more, and what went wrong is told by its own error.
        with suppress(DatabaseError), connections[DEFAULT_DB_ALIAS].cursor() as cursor:
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

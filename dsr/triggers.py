"""Append-only by the database itself: entries are never changed or removed, ledger rows keep what they say.

So does what a person stated of a year of the ledger.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_ENTRY = "dsr_entry"
_STATEMENT = "dsr_yearstatement"
# Of each table, what a row may still change: the version it holds until, set when a draft ends or replaces it, and
# beside it how that became known.
_UNTIL = frozenset({"until_version"})
_FIXED = {
    "dsr_recipient": _UNTIL,
    "dsr_disclosure": _UNTIL,
    _STATEMENT: _UNTIL | {"ended_at", "ended_by_id", "ended_why"},
}


def _sqlite(connection: Any) -> list[str]:
    statements = [
        f"CREATE TRIGGER entry_no_{verb.lower()} BEFORE {verb} ON {_ENTRY} "
        "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
        for verb in ("UPDATE", "DELETE")
    ]
    for table, kept in _kept_columns(connection):
        if table == _STATEMENT:
            statements.append(
                f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'a statement of a year is never removed'); END"
            )
        statements.append(
            f"CREATE TRIGGER {table}_fixed BEFORE UPDATE OF {kept} ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'a ledger row is immutable'); END"
        )
    return statements


def _postgresql(connection: Any) -> list[str]:
    statements = [
        "CREATE OR REPLACE FUNCTION daylight_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$",
        f"CREATE TRIGGER entry_no_change BEFORE UPDATE OR DELETE ON {_ENTRY} "
        "FOR EACH ROW EXECUTE FUNCTION daylight_refuse('the journal is append-only')",
        f"CREATE TRIGGER entry_no_truncate BEFORE TRUNCATE ON {_ENTRY} "
        "FOR EACH STATEMENT EXECUTE FUNCTION daylight_refuse('the journal is append-only')",
    ]
    for table, kept in _kept_columns(connection):
        if table == _STATEMENT:
            statements.append(
                f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION daylight_refuse('a statement of a year is never removed')"
            )
        statements.append(
            f"CREATE TRIGGER {table}_fixed BEFORE UPDATE OF {kept} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION daylight_refuse('a ledger row is immutable')"
        )
    return statements


def _kept_columns(connection: Any) -> Iterator[tuple[str, str]]:
    """Each table and the columns of it that never change. A migration of a release before may lack the newest."""
    there = connection.introspection.table_names()
    for table, free in _FIXED.items():
        if table in there:
            yield table, ", ".join(f'"{name}"' for name in _columns(connection, table) if name not in free)


def _columns(connection: Any, table: str) -> list[str]:
    with connection.cursor() as cursor:
        # Django's introspection parses the whole table for collations, which takes ten times as long.
        cursor.execute(f'SELECT * FROM "{table}" LIMIT 0')  # noqa: S608
        return [column[0] for column in cursor.description]


def _drops(connection: Any) -> list[str]:
    entry = (
        ("entry_no_update", "entry_no_delete")
        if connection.vendor == "sqlite"
        else ("entry_no_change", "entry_no_truncate")
    )
    suffix = "" if connection.vendor == "sqlite" else " ON {table}"
    names = [(name, _ENTRY) for name in entry] + [(f"{table}_fixed", table) for table in _FIXED]
    names.append((f"{_STATEMENT}_no_delete", _STATEMENT))
    return [f"DROP TRIGGER IF EXISTS {name}" + suffix.format(table=table) for name, table in names]


def install(connection: Any) -> None:
    """Create the triggers of this database; running it again changes nothing."""
    remove(connection)
    statements = _sqlite(connection) if connection.vendor == "sqlite" else _postgresql(connection)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def remove(connection: Any) -> None:
    """Drop the triggers. Only a migration and a test's flush have a reason to."""
    with connection.cursor() as cursor:
        for statement in _drops(connection):
            cursor.execute(statement)


@contextmanager
def lifted(connection: Any) -> Iterator[None]:
    """Without triggers inside the block, with them after it, whatever happens."""
    remove(connection)
    try:
        yield
    finally:
        install(connection)

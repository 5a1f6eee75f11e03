"""What the database itself keeps: entries never change; ledger rows, statements and the access record stay the same.

And what of a case waits in other tables is noted in its row, whoever writes there (dsr/models/to_do.py).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from dsr.reasons import SILENT

_ENTRY = "dsr_entry"
_MAC = "mac"
_DISCLOSURE = "dsr_disclosure"
_STATEMENT = "dsr_yearstatement"
# Of each table, what a row may still change: the version it holds until, set when a draft ends or replaces it, and
# beside it how that became known.
_UNTIL = frozenset({"until_version"})
_FIXED = {
    "dsr_recipient": _UNTIL,
    _DISCLOSURE: _UNTIL | {"content_id"},  # which is noted once: see below
    "dsr_disclosurecontent": frozenset[str](),
    _STATEMENT: _UNTIL | {"ended_at", "ended_by_id", "ended_why"},
    "dsr_accessentry": frozenset(),
}


def _sqlite(connection: Any) -> list[str]:
    refused = "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
    statements = [
        f"CREATE TRIGGER entry_no_update BEFORE UPDATE ON {_ENTRY} WHEN {_beyond_mac(connection)} {refused}",
        f"CREATE TRIGGER entry_no_delete BEFORE DELETE ON {_ENTRY} {refused}",
    ]
    for table, kept in _kept_columns(connection):
        if table == _STATEMENT:
            statements.append(
                f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'a statement of a year is never removed'); END"
            )
        statements.append(
            f"CREATE TRIGGER {table}_fixed BEFORE UPDATE OF {kept} ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'this row is immutable'); END"
        )
    for head in _once(connection):
        statements.append(f"{head} BEGIN SELECT RAISE(ABORT, 'a ledger row is immutable'); END")
    return statements


def _beyond_mac(connection: Any) -> str:
    """Of an entry nothing changes but that it gains the mac that it lacked."""
    unlike = "IS NOT" if connection.vendor == "sqlite" else "IS DISTINCT FROM"
    columns = _columns(connection, _ENTRY)
    fixed = " OR ".join(f'OLD."{name}" {unlike} NEW."{name}"' for name in columns if name != _MAC)
    return f"OLD.{_MAC} <> '' OR {fixed}" if _MAC in columns else "TRUE"


def _postgresql(connection: Any) -> list[str]:
    statements = [
        "CREATE OR REPLACE FUNCTION daylight_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$",
        f"CREATE TRIGGER entry_no_update BEFORE UPDATE ON {_ENTRY} FOR EACH ROW "
        f"WHEN ({_beyond_mac(connection)}) EXECUTE FUNCTION daylight_refuse('the journal is append-only')",
        f"CREATE TRIGGER entry_no_delete BEFORE DELETE ON {_ENTRY} "
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
            "FOR EACH ROW EXECUTE FUNCTION daylight_refuse('this row is immutable')"
        )
    for head in _once(connection):
        statements.append(f"{head} EXECUTE FUNCTION daylight_refuse('a ledger row is immutable')")
    return statements


def _once(connection: Any) -> list[str]:
    """What a row of a release before says is noted in it once, dsr/disclosures/contents.py."""
    if "content_id" not in _columns(connection, _DISCLOSURE):
        return []
    head = f"CREATE TRIGGER {_DISCLOSURE}_content_once BEFORE UPDATE OF content_id ON {_DISCLOSURE}"
    return [f"{head} FOR EACH ROW WHEN (OLD.content_id IS NOT NULL)"]


@dataclass(frozen=True)
class _Noted:
    """A column of a case that says what waits in a table: the rows that count, and what they come to."""

    column: str
    table: str
    counts: str  # of a row: whether it counts; `{row}` is OLD, NEW or the table
    value: str  # of the rows that count
    nothing: str  # where there are none
    beside: tuple[str, str] = ("", "")  # a column that a release before lacks, and what counts where it is there


_SILENT = ", ".join(f"'{reason.value}'" for reason in sorted(SILENT))
# The letter of every kind that says that more time is taken has this name in its folder.
_NOTED = (
    _Noted(
        "mail_waits",
        "dsr_letter",
        "{row}.state = 'to-mail'",
        "MAX(CASE WHEN name LIKE '%/extension' THEN 'notice' ELSE 'letter' END)",
        "''",
        ("goes_with_id", "{row}.goes_with_id IS NULL"),  # one sheet for several requests is mailed as that of one
    ),
    _Noted(
        "step_waits",
        "dsr_step",
        "({row}.state IN ('changed', 'dry', 'failed') OR ({row}.state = 'asked' AND {row}.reason IN ("
        + _SILENT
        + ")))",
        "MIN(CASE WHEN state = 'failed' THEN 'failed' ELSE 'stopped' END)",
        "''",
    ),
    _Noted(
        "second_waits",
        "dsr_secondapproval",
        "({row}.state = 'asked' AND {row}.what IN ('erasure', 'release'))",
        "MAX('yes')",
        "''",
    ),
    _Noted("message_waits", "dsr_message", "{row}.settled_at IS NULL", "MAX('yes')", "''"),
    _Noted("bundle_key", "dsr_bundled", "{row}.bundle_id IS NOT NULL", "MAX(bundle_id)", "NULL"),
)


def _noting(noted: _Noted, row: str) -> str:
    """The statement that notes it in the case of a row."""
    rows = f"SELECT {noted.value} FROM {noted.table} WHERE case_id = {row}.case_id AND "  # noqa: S608
    found = f"COALESCE(({rows}{noted.counts.format(row=noted.table)}), {noted.nothing})"
    return f"UPDATE dsr_case SET {noted.column} = {found} WHERE id = {row}.case_id"  # noqa: S608


_EVENTS = (("INSERT", "NEW", "{new}"), ("UPDATE", "NEW", "{new} OR {old}"), ("DELETE", "OLD", "{old}"))


def _noted(connection: Any) -> list[_Noted]:
    """Those that this database has: a migration of a release before may lack the newest."""
    there, columns = connection.introspection.table_names(), _columns(connection, "dsr_case")
    return [_as_it_is(connection, one) for one in _NOTED if one.table in there and one.column in columns]


def _as_it_is(connection: Any, noted: _Noted) -> _Noted:
    column, counts = noted.beside
    is_there = column and column in _columns(connection, noted.table)
    return replace(noted, counts=f"{noted.counts} AND {counts}") if is_there else noted


def _noting_triggers(connection: Any) -> list[str]:
    statements = []
    for noted in _noted(connection):
        counts = {"new": noted.counts.format(row="NEW"), "old": noted.counts.format(row="OLD")}
        for event, row, when in _EVENTS:
            name = f"{noted.table}_noted_{event.lower()}"
            head = f"CREATE TRIGGER {name} AFTER {event} ON {noted.table} FOR EACH ROW WHEN ({when.format(**counts)})"
            if connection.vendor == "sqlite":
                statements.append(f"{head} BEGIN {_noting(noted, row)}; END")
                continue
            statements.append(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN {_noting(noted, row)}; RETURN NULL; END $$"
            )
            statements.append(f"{head} EXECUTE FUNCTION {name}()")
    return statements


def _has_notes(connection: Any) -> bool:
    """A migration of a release before may lack the columns."""
    return "bundle_key" in _columns(connection, "dsr_case")


def note_all(connection: Any) -> None:
    """Note anew what waits, of all cases: after an import of rows, and once in a database of a release before."""
    every = _noted(connection)
    with connection.cursor() as cursor:
        for noted in every:
            counts = noted.counts.format(row=noted.table)
            cursor.execute(
                f"UPDATE dsr_case SET {noted.column} = COALESCE((SELECT {noted.value} FROM {noted.table} "  # noqa: S608
                f"WHERE case_id = dsr_case.id AND {counts}), {noted.nothing}) "
                f"WHERE id IN (SELECT case_id FROM {noted.table} WHERE {counts})"
            )


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
    # entry_no_change is of releases before, on PostgreSQL.
    of_server = () if connection.vendor == "sqlite" else ("entry_no_change", "entry_no_truncate")
    entry = ("entry_no_update", "entry_no_delete", *of_server)
    suffix = "" if connection.vendor == "sqlite" else " ON {table}"
    names = [(name, _ENTRY) for name in entry] + [(f"{table}_fixed", table) for table in _FIXED]
    names += [(f"{_STATEMENT}_no_delete", _STATEMENT), (f"{_DISCLOSURE}_content_once", _DISCLOSURE)]
    return [f"DROP TRIGGER IF EXISTS {name}" + suffix.format(table=table) for name, table in names]


def _noting_names() -> list[tuple[str, str]]:
    return [
        (f"{noted.table}_noted_{event.lower()}", noted.table) for noted in _NOTED for event, _row, _when in _EVENTS
    ]


def remove_notes(connection: Any) -> None:
    """Before a migration: SQLite rebuilds tables under another name, and minds a trigger that names the first."""
    there = set(connection.introspection.table_names())
    suffix = "" if connection.vendor == "sqlite" else " ON {table}"
    with connection.cursor() as cursor:
        for name, table in _noting_names():
            if table in there:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}" + suffix.format(table=table))


def _run(connection: Any, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _install_refusals(connection: Any) -> None:
    _run(connection, _drops(connection))
    _run(connection, _sqlite(connection) if connection.vendor == "sqlite" else _postgresql(connection))


def install(connection: Any) -> None:
    """Create the triggers of this database; running it again changes nothing."""
    _install_refusals(connection)
    remove_notes(connection)
    if _has_notes(connection):
        _run(connection, _noting_triggers(connection))


def remove(connection: Any) -> None:
    """Drop the triggers. Only a migration has a reason to."""
    remove_notes(connection)
    _run(connection, _drops(connection))


@contextmanager
def lifted(connection: Any) -> Iterator[None]:
    """Nothing is refused inside the block, and all after it, whatever happens. For a test's flush."""
    _run(connection, _drops(connection))
    try:
        yield
    finally:
        _install_refusals(connection)

"""Reaching the databases of the business: one connection a call, short patience, and no word of theirs kept."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext as _
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from dsr import sealing
from dsr.errors import BadInput, CannotAct, DeskError, Unreachable
from dsr.models import System
from dsr.systems.sql.failure_names import named_failure
from dsr.systems.sql.failures import sort_failure

_SECONDS = 5  # to connect, and to wait for rows that others hold
_STATEMENT_SECONDS = 60
_WRITES = "writes"


def seal_connection(url: str) -> str:
    """The connection as it is kept with the system. Raises BadInput."""
    parse_connection(url)
    return sealing.seal_secret(sealing.SYSTEM_CONNECTION, url.strip())


def url_of(system: System) -> str:
    """The connection of a system. Raises CannotAct when there is none."""
    if not system.sealed_connection:
        raise CannotAct(_("This system has no connection yet. An administrator enters it."))
    row = sealing.row_of(system, "sealed_connection")
    return sealing.open_secret(sealing.SYSTEM_CONNECTION, system.sealed_connection, row)


# What people write, and the driver that is meant.
_DRIVERS = {
    "postgresql": "postgresql+psycopg",
    **dict.fromkeys(("mysql", "mariadb", "mariadb+pymysql"), "mysql+pymysql"),
}


def parse_connection(text: str) -> URL:
    """Read a connection such as postgresql://name:password@host/database. Raises BadInput, which quotes nothing."""
    plain = text.strip()
    if plain.startswith("postgres://"):
        plain = plain.replace("postgres://", "postgresql://", 1)
    try:
        url = make_url(plain)
        url = url.set(drivername=_DRIVERS.get(url.drivername, url.drivername))
        url.get_dialect().import_dbapi()
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError, AttributeError):
        example = "postgresql://name:password@host/database"
        said = _("Write the connection like %(example)s; its driver must be installed.")
        raise BadInput(said % {"example": example}) from None
    if not url.database:
        raise BadInput(_("The connection names no database."))
    return url


@contextmanager
def connect(url: str, *, writes: bool = False) -> Iterator[Connection]:
    """One transaction in the other database: committed at the end, rolled back when anything fails.

    Raises Unreachable for what may pass, CannotAct for what a person must mend.
    """
    with opened(url) as connection, begun(connection, writes=writes):
        yield connection


@contextmanager
def begun(connection: Connection, *, writes: bool = False) -> Iterator[None]:
    """One transaction of an open connection."""
    connection.info[_WRITES] = writes
    with connection.begin():
        yield


@contextmanager
def opened(url: str) -> Iterator[Connection]:
    """A connection for several transactions, each in begun(). Raises what connect() raises."""
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite" and not Path(str(parsed.database)).is_file():
        raise Unreachable(_("The file of this database is not there."))  # SQLite would make an empty one
    failure: DeskError
    try:
        with _engine(parsed).connect() as connection:
            try:
                yield connection
            except DBAPIError as error:
                failure = named_failure(connection, error)
            else:
                return
    except DBAPIError as error:  # there was no connection, or none any more
        failure = sort_failure(error, "")
    except (SQLAlchemyError, UnicodeError, OverflowError):
        failure = CannotAct(_("The database could not do what the fields say."))
    # Not chained: the other database's words quote rows.
    raise failure


@lru_cache(maxsize=32)
def _parsed(url: str) -> URL:
    return parse_connection(url)


@lru_cache(maxsize=32)
def _engine(url: URL) -> Engine:
    """Kept for its compiled statements. It holds no connection, so it may cross a fork."""
    name = url.get_backend_name()
    options: dict[str, object] = {}
    if name == "sqlite":
        options = {"timeout": _SECONDS}
    elif name == "postgresql":
        limits = f"-c statement_timeout={_STATEMENT_SECONDS}s -c lock_timeout={_SECONDS}s"
        options = {"connect_timeout": _SECONDS, "options": limits}
    elif name in {"mysql", "mariadb"}:
        patience = _STATEMENT_SECONDS + _SECONDS
        # Patience as elsewhere; and what does not fit into a column is refused, never cut off.
        session = (
            f"SET SESSION innodb_lock_wait_timeout = {_SECONDS}, sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES') "
            f"/*M!100101 , max_statement_time = {_STATEMENT_SECONDS} */ "
            f"/*!50708 , max_execution_time = {_STATEMENT_SECONDS}000 */"
        )
        options = {"connect_timeout": _SECONDS, "read_timeout": patience, "init_command": session}
    # A look over several tables, and what is done after it, see one state of the database.
    level = {} if name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    engine = create_engine(url, poolclass=NullPool, connect_args=options, hide_parameters=True, **level)
    if name == "sqlite":
        _own_transactions(engine)
    return engine


def _own_transactions(engine: Engine) -> None:
    """Python's driver begins a transaction only at the first write: what was looked at before would not be held."""

    @event.listens_for(engine, "connect")
    def connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.info.get(_WRITES) else "BEGIN")

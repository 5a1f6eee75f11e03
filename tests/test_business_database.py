"""The database of a business in tests: fresh, committed at once, reached as a system of the register is."""

from pathlib import Path

import pytest
from sqlalchemy import text

from dsr.systems import sql
from tests import servers
from tests.business_database import BusinessDatabase


@pytest.mark.parametrize("time", [1, 2])
def test_each_test_begins_with_an_empty_database(business_database: BusinessDatabase, time: int) -> None:
    business_database.execute("CREATE TABLE people (id INTEGER PRIMARY KEY, name VARCHAR(40))")
    business_database.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY, person INTEGER REFERENCES people (id))")
    business_database.execute("INSERT INTO people VALUES (?, ?)", time, "Zoë, 50 % of ?")
    assert business_database.rows("SELECT * FROM people WHERE name LIKE 'Zoë%'") == [(time, "Zoë, 50 % of ?")]


def test_a_system_reaches_it_by_its_connection_and_each_sees_what_the_other_wrote(
    business_database: BusinessDatabase,
) -> None:
    business_database.execute("CREATE TABLE people (id INTEGER PRIMARY KEY)")
    business_database.execute("INSERT INTO people VALUES (1)")
    with sql.connect(business_database.url, writes=True) as connection:
        assert connection.dialect.name == business_database.dialect.replace("mariadb", "mysql")
        connection.execute(text("INSERT INTO people SELECT id + 1 FROM people"))
    assert business_database.rows("SELECT id FROM people ORDER BY id") == [(1,), (2,)]


@pytest.mark.parametrize("business_database", ["postgresql", "mariadb"], indirect=True)
def test_what_an_earlier_test_left_open_is_closed(
    request: pytest.FixtureRequest, business_database: BusinessDatabase
) -> None:
    """A row that a connection still holds would make the next test wait for ever."""
    business_database.execute("CREATE TABLE people (id INTEGER PRIMARY KEY)")
    with sql.connections.opened(business_database.url) as left_open:
        left_open.execute(text("SELECT * FROM people FOR UPDATE"))
        fresh = request.getfixturevalue(f"_{business_database.dialect}_of_business").fresh()
        left_open.invalidate()
    fresh.execute("CREATE TABLE people (id INTEGER PRIMARY KEY)")


def test_without_mariadb_the_reason_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(servers.shutil, "which", lambda *_names, **_where: None)
    with pytest.raises(servers.NoMariaDB, match="no mariadb-install-db is found"):
        servers.MariaDB(tmp_path)

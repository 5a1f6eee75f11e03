"""Rows are held from the comparison to the commit: nobody comes in between, and whoever dies leaves all or nothing."""

import os
import signal
from contextlib import contextmanager

import pytest
from sqlalchemy import create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from dsr.errors import RowsChanged, TryAgain, Unreachable
from dsr.systems import sql
from dsr.systems.sql import connections
from tests.given_mappings import RUTH, deed, left, orders, people, reach

SERVERS = pytest.mark.parametrize("business_database", ["postgresql", "mariadb"], indirect=True)


@contextmanager
def _before(database, start, does):
    """Whenever the desk is about to send a statement that begins so, something happens first, once."""
    engine, has_happened = connections._engine(sql.parse_connection(database.url)), []

    def about_to(_connection, _cursor, statement, *_rest):
        if statement.startswith(start) and not has_happened:
            has_happened.append(True)
            does()

    event.listen(engine, "before_cursor_execute", about_to)
    try:
        yield has_happened
    finally:
        event.remove(engine, "before_cursor_execute", about_to)


@SERVERS
@pytest.mark.parametrize("moment", ["SELECT users.id, users.email \nFROM users \nWHERE id IN", "DELETE"])
def test_a_row_that_moves_on_to_another_person_in_the_middle_is_kept(business_database, moment):
    people(business_database)
    where = reach(business_database, deed())
    found = sql.preview_rows(where)

    def moves():
        impatient = "SET lock_timeout = 200" if business_database.dialect == "postgresql" else _IMPATIENT
        other = create_engine(sql.parse_connection(business_database.url), poolclass=NullPool)
        with other.begin() as connection:
            connection.exec_driver_sql(impatient)
            connection.exec_driver_sql(f"UPDATE users SET email = '{RUTH}' WHERE id = 1")

    def is_held_off():
        with pytest.raises(OperationalError):
            moves()

    if moment == "DELETE":  # compared and locked: nobody comes in between any more
        with _before(business_database, moment, is_held_off) as happened:
            assert sql.act(where, found) == {"users": 1}
        assert happened and left(business_database, "users") == [2]
        return
    with _before(business_database, moment, moves) as happened, pytest.raises((RowsChanged, TryAgain)):
        sql.act(where, found)
    assert happened and business_database.rows("SELECT email FROM users ORDER BY id") == [(RUTH,), (RUTH,)]
    with pytest.raises(RowsChanged):
        sql.act(where, found)


_IMPATIENT = "SET SESSION innodb_lock_wait_timeout = 1"


def test_a_worker_that_is_killed_in_the_middle_leaves_all_or_nothing(business_database):
    where = reach(business_database, orders(business_database))
    found = sql.preview_rows(where)
    child = os.fork()
    if child == 0:
        try:  # the orders are deleted; before the person is, kill -9
            with _before(business_database, "DELETE FROM users", lambda: os.kill(os.getpid(), signal.SIGKILL)):
                sql.act(where, found)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    while True:  # the server may not have noticed yet that the worker is gone
        try:
            assert sql.act_and_prove(where, found) == ({"orders": 2, "users": 1}, {"orders": 0, "users": 0})
        except TryAgain:
            continue
        break
    assert left(business_database, "orders") == [3]


def test_rows_that_another_session_holds_change_nothing_and_are_tried_again(business_database, monkeypatch):
    monkeypatch.setattr(connections, "_SECONDS", 1)
    connections._engine.cache_clear()
    where = reach(business_database, orders(business_database))
    found = sql.preview_rows(where)
    other = create_engine(sql.parse_connection(business_database.url), poolclass=NullPool)
    with other.connect() as holder:
        holder.exec_driver_sql("BEGIN IMMEDIATE" if business_database.dialect == "sqlite" else "SELECT 1")
        holder.exec_driver_sql("UPDATE users SET email = email WHERE id = 1")
        with pytest.raises(Unreachable):
            sql.act(where, found)
        assert left(business_database, "orders") == [1, 2, 3]
    connections._engine.cache_clear()
    assert sql.act(where, found) == {"orders": 2, "users": 1}

"""Deleting a thousand people from four tables of a business database, beside the bare statements for the same rows."""

import contextlib
import shutil
import sqlite3
import time
from pathlib import Path
from typing import Any

from bench.measure import row
from dsr.models import System
from dsr.systems import sql
from dsr.systems.sql import Person
from tests.environment import SCRATCH
from tests.given import a_business
from tests.given_systems import a_system

_PEOPLE = 1_000
_OTHERS = 9_000
_TABLES = """
CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT, full_name TEXT, phone TEXT, zip TEXT, number TEXT,
                        locked_for TEXT);
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER, number TEXT, ship_name TEXT, total INTEGER);
CREATE TABLE order_lines (id INTEGER PRIMARY KEY, order_id INTEGER, what TEXT);
CREATE TABLE tickets (id INTEGER PRIMARY KEY, email TEXT, words TEXT);
CREATE INDEX customers_by_email ON customers (lower(trim(email)));
CREATE INDEX orders_by_customer ON orders (customer_id);
CREATE INDEX lines_by_order ON order_lines (order_id);
CREATE INDEX tickets_by_email ON tickets (lower(trim(email)));
"""


def deleting(_cases: int) -> str:
    """Looked up, deleted and proved for each person, beside four statements and one transaction for each."""
    ours, floor = _database("ours"), _database("floor")
    system = a_system(a_business(), f"sqlite:///{ours}")
    times = {"ours": 0.0, "floor": 0.0}
    # In turns of fifty, so that a machine that slows down slows both.
    for first in range(0, _PEOPLE, 50):
        emails = [_email(number) for number in range(first, first + 50)]
        times["ours"] += _timed(_delete, system, emails)
        times["floor"] += _timed(_delete_bare, floor, emails)
    for file in (ours, floor):
        assert _left(file) == [_OTHERS, _OTHERS * 2, _OTHERS * 4, _OTHERS]
        file.unlink()
    each = {name: seconds / _PEOPLE for name, seconds in times.items()}
    return row(f"delete one of {_PEOPLE:,} people in 4 tables, proved", each["ours"], each["floor"], "bare SQL")


def _timed(call: Any, *arguments: Any) -> float:
    began = time.perf_counter()
    call(*arguments)
    return time.perf_counter() - began


def _email(number: int) -> str:
    return f"person{number}@example.com"


def _database(name: str) -> Path:
    file = SCRATCH / f"bench-{name}.sqlite3"
    whole = SCRATCH / "bench-whole.sqlite3"
    if not whole.exists():
        with contextlib.closing(sqlite3.connect(whole)) as database:
            database.executescript(_TABLES)
            for number in range(_PEOPLE + _OTHERS):
                _fill(database, number)
            database.commit()
    shutil.copy(whole, file)
    return file


def _fill(database: sqlite3.Connection, number: int) -> None:
    email = _email(number)
    values = (number, email, f"Person {number}", "5595550100", "93701", f"C-{number}", None)
    database.execute("INSERT INTO customers VALUES (?, ?, ?, ?, ?, ?, ?)", values)
    database.execute("INSERT INTO tickets VALUES (?, ?, 'hello')", (number, email))
    for order in (number * 2, number * 2 + 1):
        database.execute("INSERT INTO orders VALUES (?, ?, ?, ?, 5)", (order, number, f"O-{order}", "A person"))
        for line in (order * 2, order * 2 + 1):
            database.execute("INSERT INTO order_lines VALUES (?, ?, 'a desk phone')", (line, order))


def _delete(system: System, emails: list[str]) -> None:
    for email in emails:
        reach = sql.reach_person(system, "delete", Person({"email": email}))
        found = sql.preview_rows(reach)
        _did, left = sql.act_and_prove(reach, found)
        assert not any(left.values())


def _delete_bare(file: Path, emails: list[str]) -> None:
    """What somebody would type, each person in a transaction of its own: durable like ours, and nothing proved."""
    for email in emails:
        with contextlib.closing(sqlite3.connect(file)) as database, database:
            found = database.execute("SELECT id FROM customers WHERE lower(trim(email)) = ?", (email,)).fetchone()
            mine = "SELECT id FROM orders WHERE customer_id = ?"
            database.execute(f"DELETE FROM order_lines WHERE order_id IN ({mine})", found)
            database.execute("DELETE FROM orders WHERE customer_id = ?", found)
            database.execute("DELETE FROM tickets WHERE lower(trim(email)) = ?", (email,))
            database.execute("DELETE FROM customers WHERE id = ?", found)


def _left(file: Path) -> list[int]:
    with contextlib.closing(sqlite3.connect(file)) as database:
        tables = ("customers", "orders", "order_lines", "tickets")
        return [database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]

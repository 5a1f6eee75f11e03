"""What tests of systems begin with: a small business database in a file, and systems registered for it."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from dsr import retention, review, verification
from dsr.clock import now, today
from dsr.models import Business, Case, Disclosure, Step, System
from dsr.systems import sql
from tests import given
from tests.replay import replayed

DANA = "dana@example.com"
_TABLES = """
CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT, full_name TEXT, phone TEXT, zip TEXT, number TEXT,
                        locked_for TEXT);
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers (id), number TEXT,
                     ship_name TEXT, total INTEGER);
CREATE TABLE order_lines (id INTEGER PRIMARY KEY, order_id INTEGER REFERENCES orders (id), what TEXT);
CREATE TABLE tickets (id INTEGER PRIMARY KEY, email TEXT, words TEXT);
CREATE TABLE subscribers (id INTEGER PRIMARY KEY, email TEXT, subscribed BOOLEAN);
"""
_TICKETS = {"table": "tickets", "key": "id", "match": {"email": "email"}, "do": "delete"}
MAPPING: dict[str, Any] = {
    "identity": {
        "table": "customers",
        "key": "id",
        "columns": {
            "email": "email",
            "name": "full_name",
            "phone": "phone",
            "zip": "zip",
            "customer": "number",
            "order": {"table": "orders", "column": "number", "by": {"customer_id": "customers.id"}},
        },
    },
    "deeds": {
        "delete": [
            {
                "table": "order_lines",
                "key": "id",
                "by": {"order_id": "orders.id"},
                "do": "delete",
                "portion": "orders",
            },
            {
                "table": "orders",
                "key": "id",
                "by": {"customer_id": "customers.id"},
                "do": "delete",
                "portion": "orders",
            },
            _TICKETS,
            {"table": "customers", "do": "delete"},
        ],
        "close-account": [
            {"table": "order_lines", "key": "id", "by": {"order_id": "orders.id"}, "do": "delete"},
            {
                "table": "orders",
                "key": "id",
                "by": {"customer_id": "customers.id"},
                "do": "anonymize",
                "set": {"customer_id": None, "ship_name": "nobody-{key}"},
            },
            _TICKETS,
            {"table": "customers", "do": "delete"},
        ],
    },
    "lock": {"customers": {"locked_for": "$code"}},
}
NEWSLETTER: dict[str, Any] = {
    "identity": {"table": "subscribers", "key": "id", "columns": {"email": "email"}},
    "deeds": {
        action: [{"table": "subscribers", "do": "update", "set": {"subscribed": False}}]
        for action in ("suppress", "opt-out")
    }
    | {"delete": [{"table": "subscribers", "do": "delete"}]},
}
PEOPLE = (
    (1, DANA, "Dana Whitlow", "(559) 555-0101", "93701-1234", "C-1001"),
    (2, "ruth.calloway@example.com", "Ruth Calloway", "559.555.0102", "93702", "C-1002"),
    (3, "luis.ferrante@example.com", "Luis Ferrante", "+1 559 555 0103", "93701", "C-1003"),
)


def a_database(folder: Path, name: str = "shop.sqlite3") -> str:
    """A new business database of three customers, two orders each; its connection."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(_made_once())
    return f"sqlite:///{folder / name}"


@cache
def _made_once() -> bytes:
    with TemporaryDirectory() as folder:
        _fill(f"sqlite:///{folder}/shop.sqlite3")
        return Path(folder, "shop.sqlite3").read_bytes()


def _fill(url: str) -> None:
    for statement in _TABLES.split(";"):
        if statement.strip():
            run(url, statement)
    for number, email, *rest in PEOPLE:
        values = [number, email.title() if number == 1 else email, *rest]
        run(
            url,
            "INSERT INTO customers VALUES (:a, :b, :c, :d, :e, :f, NULL)",
            **dict(zip("abcdef", values, strict=True)),
        )
        for order in (number * 10, number * 10 + 1):
            run(url, "INSERT INTO orders VALUES (:a, :b, :c, :d, 5)", a=order, b=number, c=f"O-{order}", d=rest[0])
            run(url, "INSERT INTO order_lines VALUES (:a, :b, 'a desk phone')", a=order * 10, b=order)
        run(url, "INSERT INTO tickets VALUES (:a, :b, 'hello')", a=number, b=email)
        run(url, "INSERT INTO subscribers VALUES (:a, :b, 1)", a=number, b=email)


def run(url: str, statement: str, **values: Any) -> list[tuple[Any, ...]]:
    """One statement in the business database; its rows, where it has any."""
    engine = create_engine(sql.parse_connection(url), poolclass=NullPool)
    with engine.begin() as connection:
        result = connection.execute(text(statement), values)
        return [tuple(row) for row in result] if result.returns_rows else []


def count(url: str, table: str, where: str = "1 = 1") -> int:
    return int(run(url, f"SELECT count(*) FROM {table} WHERE {where}")[0][0])


@replayed
def a_system(business: Business | None = None, url: str = "", *, is_approved: bool = True, **fields: Any) -> System:
    """A database in the register, its mapping approved unless told otherwise."""
    values: dict[str, Any] = {
        "name": "Shop database",
        "owner_name": "Jo Reyes",
        "owner_email": "jo@fernwood.example",
        "holds": "Customers and orders",
        "way": "sql",
        "actions": ["delete", "close-account"],
        "mapping": MAPPING,
        "sealed_connection": sql.seal_connection(url) if url else "",
        **fields,
    }
    system = System.objects.create(business=business or given.a_business(), **values)
    if is_approved and system.way == "sql":
        System.objects.filter(pk=system.pk).update(approved_digest=system.mapping_digest, approved_at=now())
        system.refresh_from_db()
    return system


@replayed
def an_owner(business: Business | None = None, **fields: Any) -> System:
    """A place where a person acts."""
    values: dict[str, Any] = {
        "name": "Support desk",
        "holds": "Letters and calls",
        "way": "person",
        "mapping": {},
        "instructions": "Remove the person from the ticket tool and from the shared folder.",
        **fields,
    }
    return a_system(business, **values)


@replayed
def a_deletion(business: Business | None = None, **changes: Any) -> Case:
    """A deletion that Dana asked for, proved by what staff saw, looked up in every system, and not decided yet."""
    business = business or given.a_business()
    fields = {
        "kind": "deletion",
        "business": business,
        "answers": {"ca_resident": "yes", "extent": "all"},
        "parties": {"subject": {"name": "Dana Whitlow"}, "requester": {"name": "Dana Whitlow", "email": DANA}},
        **changes,
    }
    case = given.in_review(**fields)
    verification.record_proof(
        case.pk, given.staff(), seen=case.entry_count, points=["email", "name"], note="Seen.", is_declared=True
    )
    given.drain()
    case.refresh_from_db()
    return case


@replayed
def sold_to(business: Business, *keys: str, **fields: Any) -> None:
    """The ledger says that these recipients got what was sold or shared."""
    values = {"ccpa_sold_or_shared": True, "from_version": 1, **fields}
    for key in keys:
        Disclosure.objects.create(business=business, key=f"sold-{key}", recipient_key=key, **values)


TAX_LAW = "Tax law: we must keep invoices."


@replayed
def granted(case: Case, keeps: dict[int, str] | None = None) -> Case:
    """The deletion, granted, and carried on as far as the machine can. What is kept has its reason or direction."""
    for step_id in [step_id for step_id, code in (keeps or {}).items() if code == "X_LE_HOLD"]:
        directed(case, step_id)
    case.refresh_from_db()
    approval = review.Approval("DELETE_COMPLETED", keeps=keeps or {}, whys=dict.fromkeys(keeps or {}, TAX_LAW))
    review.approve(case.pk, given.staff(), approval, seen=case.entry_count)
    given.drain()
    case.refresh_from_db()
    return case


def directed(case: Case, step_id: int, code: str = "X_LE_HOLD", **changes: Any) -> Case:
    """An agency directed today that what one system holds be kept, and no order forbids to tell of it."""
    usual = {"directed_on": today(), "agency": "Fresno Police", "number": "26-1041", "why": "By letter."}
    direction = retention.Direction(keep_code=code, **{"forbids_telling": False, **usual, **changes})
    return retention.record_direction(case, given.staff(), step_id, direction)


def step_of(case: Case, system: System) -> Step:
    return Step.objects.select_related("case__business", "system").get(case=case, system=system)

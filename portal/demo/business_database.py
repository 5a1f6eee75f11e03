"""The demo's business database: invented customers with orders, tickets, invoices and a newsletter."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    delete,
    func,
    insert,
    inspect,
    select,
)
from sqlalchemy.pool import NullPool

from dsr.clock import today
from dsr.errors import DeskError
from dsr.systems import sql
from portal.demo import cases

_MOST_SHOWN = 50
_OTHERS = (
    *("Ada Marchetti", "Ben Okonjo", "Carla Whitfield", "Dev Anand", "Elsa Brandvold", "Frank Toma", "Gia Ruiz"),
    *("Hank Sorensen", "Ines Carvalho", "Jude Abara", "Kira Novak", "Leo Castellano", "Maya Iyer", "Nils Aaberg"),
    *("Opal Jennings", "Paulo Reis", "Quinn Harper", "Rosa Delgado", "Seth Goldman", "Tara Boyle", "Umar Siddiq"),
    *("Vera Lindholm", "Wade Porter", "Xena Costa", "Yuki Tanabe", "Zoe Fairbanks"),
)
_WARES = ("Desk phone", "Headset", "Home plan, monthly", "Second line", "Range extender")

_tables = MetaData()
_customers = Table(
    "customers",
    _tables,
    Column("id", Integer, primary_key=True),
    Column("number", String),
    Column("email", String, index=True),
    Column("full_name", String),
    Column("phone", String),
    Column("zip", String),
    Column("customer_since", Date),
)
_orders = Table(
    "orders",
    _tables,
    Column("id", Integer, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), index=True),
    Column("number", String),
    Column("ordered_on", Date),
    Column("ship_name", String),
)
_lines = Table(
    "order_lines",
    _tables,
    Column("id", Integer, primary_key=True),
    Column("order_id", ForeignKey("orders.id"), index=True),
    Column("what", String),
    Column("cents", Integer),
)
_tickets = Table(
    "tickets",
    _tables,
    Column("id", Integer, primary_key=True),
    Column("email", String, index=True),
    Column("subject", String),
)
_newsletter = Table(
    "newsletter",
    _tables,
    Column("id", Integer, primary_key=True),
    Column("email", String, index=True),
    Column("subscribed", Boolean),
    Column("may_be_shared", Boolean),
)
_invoices = Table(
    "invoices",
    _tables,
    Column("id", Integer, primary_key=True),
    Column("email", String, index=True),
    Column("billed_to", String),
    Column("cents", Integer),
    Column("locked_for", String),
)
_shared_with = Table(
    "shared_with",
    _tables,
    Column("id", Integer, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), index=True),
    Column("partner", String),
)
_members = Table(
    "loyalty_members",
    _tables,
    Column("id", Integer, primary_key=True),
    Column("email", String, index=True),
    Column("points", Integer),
)


def path() -> Path:
    return Path(settings.VAR_DIR) / "demo-business.sqlite3"


def url() -> str:
    return f"sqlite:///{path()}"


def people() -> list[tuple[str, str]]:
    """Name and address of every customer: those who have requests in the demo, and others."""
    known = {person.name: person.email for person in cases.PEOPLE if not person.firm}
    addresses = {
        name: known.get(name) or f"{name.lower().replace(' ', '.')}@example.com" for name in (*known, *_OTHERS)
    }
    return list(addresses.items())


def make() -> None:
    """Write the database anew."""
    path().unlink(missing_ok=True)
    engine = create_engine(url(), poolclass=NullPool)
    _tables.create_all(engine)
    with engine.begin() as connection:
        for table, rows in _rows().items():
            connection.execute(insert(table), rows)


def members(email: str) -> int:
    """How many members of the loyalty club have this address."""
    with sql.connect(url()) as connection:
        query = select(func.count()).select_from(_members).where(func.lower(_members.c.email) == email.strip().lower())
        return connection.scalar(query) or 0


def remove_member(email: str) -> int:
    """Forget a member of the loyalty club; how many there were."""
    with sql.connect(url(), writes=True) as connection:
        gone = delete(_members).where(func.lower(_members.c.email) == email.strip().lower())
        return connection.execute(gone).rowcount


def _rows() -> dict[Table, list[dict[str, Any]]]:
    rows: dict[Table, list[dict[str, Any]]] = {table: [] for table in _tables.sorted_tables}
    for number, (name, email) in enumerate(people(), start=1):
        rows[_customers].append(_customer(number, name, email))
        for order in range(number % 3 + 1):
            _add_order(rows, number, order, name)
        rows[_invoices].append({"id": number, "email": email, "billed_to": name, "cents": 1900 + 100 * number})
        rows[_newsletter].append({"id": number, "email": email, "subscribed": number % 4 > 0, "may_be_shared": True})
        if number % 2 == 0:
            rows[_shared_with].append({"id": number, "customer_id": number, "partner": "bluebird"})
        if number % 3:
            rows[_members].append({"id": number, "email": email, "points": 40 * number})
        if number % 2:
            rows[_tickets].append({"id": number, "email": email, "subject": "The line crackles"})
    return rows


def _customer(number: int, name: str, email: str) -> dict[str, Any]:
    return {
        "id": number,
        "number": f"C-{1000 + number}",
        "email": email,
        "full_name": name,
        "phone": f"(559) 555-{100 + number:04d}",
        "zip": f"{93701 + number % 9}",
        "customer_since": today() - timedelta(days=90 + 31 * number),
    }


def _add_order(rows: dict[Table, list[dict[str, Any]]], customer: int, order: int, name: str) -> None:
    pk = customer * 10 + order
    day = today() - timedelta(days=7 * (order + 1) + customer)
    rows[_orders].append(
        {"id": pk, "customer_id": customer, "number": f"O-{pk}", "ordered_on": day, "ship_name": name}
    )
    for line in range(2):
        what = _WARES[(pk + line) % len(_WARES)]
        rows[_lines].append({"id": pk * 10 + line, "order_id": pk, "what": what, "cents": 990 * (line + 1)})


@dataclass(frozen=True)
class Shown:
    """One table as the page shows it: its newest state, the first rows of it."""

    name: str
    count: int
    columns: list[str]
    rows: list[list[Any]]

    @property
    def is_cut(self) -> bool:
        return self.count > len(self.rows)


def shown() -> list[Shown]:
    """Every table as it is now; empty when this demo was made before there was a business database."""
    try:
        with sql.connect(url()) as connection:
            there = set(inspect(connection).get_table_names())
            found = []
            for table in _tables.sorted_tables:
                if table.name in there:
                    rows = connection.execute(select(table).order_by(table.c.id).limit(_MOST_SHOWN))
                    count = connection.scalar(select(func.count()).select_from(table)) or 0
                    found.append(Shown(table.name, count, list(table.c.keys()), [list(row) for row in rows]))
            return found
    except DeskError:
        return []

"""The world around a desk: a business database that remembers every change, a mail server, and sudden death."""

import contextlib
import re
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection
from sqlalchemy import Engine, event

from dsr import disclosures
from dsr.models import Disclosure, Recipient
from tests import given, given_systems
from tests.given_third_party_notices import a_provider
from tests.smtp import MailServer

TABLES = ("customers", "orders", "order_lines", "tickets", "subscribers")
# Names and addresses of three who are in the business database, and of one who is not.
PEOPLE = [(name, email) for _number, email, name, *_rest in given_systems.PEOPLE] + [
    ("Nobody Known", "nobody@example.com")
]
_OWN = re.compile(r"\s*(SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT)", re.IGNORECASE)


class Killed(BaseException):
    """kill -9: nothing after this point is done, and what was not committed is gone."""


class Death:
    """Kills at the n-th statement that the work sends to any database, its own or the business's."""

    def __init__(self) -> None:
        self.left = 0

    def _count(self, statement: str) -> None:
        if self.left and not _OWN.match(statement):
            self.left -= 1
            if not self.left:
                raise Killed

    @contextlib.contextmanager
    def after(self, statements: int) -> Iterator[None]:
        def own(execute: Any, sql: str, *rest: Any) -> Any:
            self._count(sql)
            return execute(sql, *rest)

        def foreign(_conn: Any, _cursor: Any, sql: str, *_rest: Any) -> None:
            self._count(sql)

        self.left = statements
        event.listen(Engine, "before_cursor_execute", foreign)
        try:
            with connection.execute_wrapper(own):
                yield
        finally:
            self.left = 0
            event.remove(Engine, "before_cursor_execute", foreign)


class BusinessDatabase:
    """The database of the business in a file, with triggers that write down every row that really changes."""

    def __init__(self, folder: Path) -> None:
        self.url = given_systems.a_database(folder)
        self.file = Path(self.url.removeprefix("sqlite:///"))
        self._whole = folder / "whole.sqlite3"
        with contextlib.closing(sqlite3.connect(self.file)) as database:
            database.execute("CREATE TABLE effects (what TEXT, place TEXT, row INTEGER)")
            for table in TABLES:
                columns = [name for _id, name, *_more in database.execute(f"PRAGMA table_info({table})")]
                differs = " OR ".join(f"old.{name} IS NOT new.{name}" for name in columns)
                database.execute(
                    f"CREATE TRIGGER gone_{table} AFTER DELETE ON {table} "
                    f"BEGIN INSERT INTO effects VALUES ('delete', '{table}', old.id); END"
                )
                database.execute(
                    f"CREATE TRIGGER changed_{table} AFTER UPDATE ON {table} WHEN {differs} "
                    f"BEGIN INSERT INTO effects VALUES ('update', '{table}', old.id); END"
                )
            database.commit()
        shutil.copy(self.file, self._whole)

    def restore(self) -> None:
        """As it was on the first day."""
        shutil.copy(self._whole, self.file)

    def is_away(self) -> bool:
        return not self.file.exists()

    def go_away(self) -> None:
        self.file.rename(self.file.with_suffix(".away"))

    def come_back(self) -> None:
        self.file.with_suffix(".away").rename(self.file)

    def effects(self) -> list[tuple[str, str, int]]:
        """What was really changed, in order: (delete or update, table, row)."""
        file = self.file.with_suffix(".away") if self.is_away() else self.file
        with contextlib.closing(sqlite3.connect(file)) as database:
            return [(what, place, row) for what, place, row in database.execute("SELECT * FROM effects")]

    def order_again(self, customer: int, number: int) -> None:
        """The person buys once more: a row that no preview saw."""
        with contextlib.closing(sqlite3.connect(self.file)) as database:
            database.execute(
                "INSERT INTO orders SELECT ?, id, ?, full_name, 5 FROM customers WHERE id = ?",
                (number, f"O-{number}", customer),
            )
            database.commit()


def a_business(database: BusinessDatabase) -> Any:
    """A business under the CCPA that sells: its shop and its newsletter are databases, its support desk a person."""
    business = given.a_business()
    business.is_ccpa_business = business.sells = True
    business.save()
    shop = _watched(given_systems.MAPPING, "customers", "orders", "order_lines", "tickets")
    given_systems.a_system(business, database.url, mapping=shop, reasons=_not_in("suppress", "opt-out"))
    given_systems.a_system(
        business,
        database.url,
        name="Newsletter",
        mapping=_watched(given_systems.NEWSLETTER, "subscribers"),
        actions=["suppress", "opt-out", "delete"],
        reasons=_not_in("close-account"),
        position=20,
    )
    others = _not_in("close-account", "suppress", "opt-out")
    given_systems.an_owner(business, actions=["delete"], reasons=others, position=30)
    a_provider(business, how="mail", email="", postal_address="5 Cedar Way\nReno, NV 89501")
    return given.a_ledger(business)


def _watched(mapping: dict[str, Any], *tables: str) -> dict[str, Any]:
    """The mapping with leave for the triggers that write down what really changes."""
    return {**mapping, "triggers": {table: [f"gone_{table}", f"changed_{table}"] for table in tables}}


def disclose(business: Any, year: int, number: int, *, is_counted: bool) -> None:
    """A new version of the ledger: one more company got information in that year, to market or to serve us."""
    key = f"later{number}"
    fields = {"name": f"Birch Mailing Company {number}", "postal_address": f"{number} Birch Road\nReno, NV 89501"}
    disclosures.put_row(business, Recipient, key, {**fields, "name_reveals_business": True})
    span = {"period_start": date(year, 2, 1), "period_end": date(year, 2, 28), "purpose": "Catalogs by mail"}
    excluded = "" if is_counted else "D1A"
    disclosures.put_row(
        business, Disclosure, key, {"recipient_key": key, "categories": ["i"], **span, "exclusion": excluded}
    )
    disclosures.publish_draft(disclosures.begin_draft(business), None)


def _not_in(*actions: str) -> dict[str, dict[str, str]]:
    return {action: {"code": "not-held", "note": "Nothing of this is there."} for action in actions}


def links_in(server: MailServer, path: str) -> list[str]:
    """The tokens of all links of this path that letters carried, the oldest first."""
    texts = (str(message.get_body(("plain",)).get_content()) for message in server.kept)
    return [token for text in texts for token in re.findall(rf"{path}([\w-]+)/", text)]

"""A ledger of a few rows, and the facts of its draft."""

from datetime import date
from typing import Any

from django.db import connection

from dsr import disclosures, triggers
from dsr.disclosures.report import gather_facts
from dsr.models import Business, Disclosure, Recipient, YearStatement
from tests.given import a_business

YEAR = 2025


def recipient(key: str = "alder", **fields: Any) -> None:
    content = {"name": "Alder Catalogs", "postal_address": "1 Sample Road\nReno, NV 89501", "examples": "Rakes"}
    disclosures.put_row(a_business(), Recipient, key, {**content, **fields})


def disclosure(key: str = "d", **fields: Any) -> None:
    content = {
        "recipient_key": "alder",
        "categories": ["i"],
        "period_start": date(YEAR, 1, 1),
        "period_end": date(YEAR, 12, 31),
    }
    disclosures.put_row(a_business(), Disclosure, key, {**content, **fields})


def basis(business: Business, version: int, year: int = YEAR, **known: Any) -> disclosures.Basis:
    """Of a year that a person stated to be complete, where nothing else is known."""
    known = known or {"statement": YearStatement(checked_through=date(YEAR + 1, 1, 5))}
    return disclosures.Basis(business, year, version, "en", **known)


def gather(year: int = YEAR) -> tuple[Any, list[Any]]:
    """The facts of the draft: the same from rows whose content is noted, and from those of a release before."""
    business = a_business()
    of_draft = basis(business, disclosures.begin_draft(business).number, year)
    found = gather_facts(of_draft)
    every = Disclosure.objects.all()
    for rows in (every.filter(pk__in=every.values("pk")[:1]), every):
        forget_contents(rows)
        assert gather_facts(of_draft) == found
    return found


def forget_contents(rows: Any) -> None:
    """As a release before left them."""
    with triggers.lifted(connection):
        rows.update(content=None)

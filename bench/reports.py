"""A report's facts beside the bare aggregate of the same rows, and its pages beside Typst alone on the same data."""

import itertools
import json
import time
from collections.abc import Callable
from datetime import date

import typst
from django.conf import settings
from django.db import connection

from bench.imports import a_ledger_of_recipients, write_file
from bench.measure import in_turns, row
from dsr import disclosures
from dsr.disclosures import report
from dsr.disclosures.imports import DisclosureRows, Import, ImportOptions
from dsr.formats import glyphs, pdf
from dsr.models import Disclosure
from tests.given import a_business, a_ledger

_BARE = (
    "SELECT recipient_key, count(*), min(key) FROM dsr_disclosure WHERE business_id = %s AND exclusion = '' AND"
    " period_start <= '2025-12-31' AND period_end >= '2025-01-01' AND from_version <= 1 AND until_version IS NULL"
    " GROUP BY recipient_key"
)


def facts(count: int) -> str:
    """What a report says of a year, and what is missing in it: nothing, or something in the first rows."""
    basis, odd = _a_ledger(count)

    def ours(version: int) -> Callable[[], None]:
        return lambda: _gather(report.Basis(basis.business, basis.year, version, "en"))

    def floor() -> None:
        with connection.cursor() as cursor:
            cursor.execute(_BARE, [basis.business.pk])
            assert cursor.fetchall()

    mine, bare = in_turns(ours(1), floor, 7)
    asking, again = in_turns(ours(odd), floor, 3)
    return "\n".join(
        (
            row(f"the facts of a year, {count:,} disclosures", mine, bare, "the bare aggregate"),
            row("the same, where rows are asked about", asking, again, "the bare aggregate"),
        )
    )


def _gather(basis: report.Basis) -> None:
    assert report.gather_facts(basis)[0]["recipients"]


def _a_ledger(count: int) -> tuple[report.Basis, int]:
    """Version 1 of a ledger, and one more in which the dates of one row reach outside the year."""
    business = a_ledger_of_recipients()
    one = Import(business, DisclosureRows, write_file(count), ImportOptions(allow_gaps=True))
    one.check()
    one.put()
    draft = disclosures.open_draft(business)
    assert draft is not None
    disclosures.publish_draft(draft, None)
    disclosures.put_row(business, Disclosure, "d1", {"period_start": date(2024, 1, 1)})
    business.refresh_from_db()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return report.Basis(business, 2025, 1, "en"), 2


def typesetting(_cases: int) -> str:
    """The pages of a report of two thousand recipients, the longest list that is set for a mail."""
    business = a_ledger(a_business("Example Press, Inc."), recipients=2_000)
    data = report.report_data(report.gather_facts(report.Basis(business, 2025, 1, "en", None, date(2026, 1, 5)))[0])
    turns = itertools.count()

    def fresh() -> dict[str, object]:
        """The typesetter remembers what it set: each turn has names of its own."""
        named = f"of turn {next(turns)}"
        return {**data, "recipients": [{**one, "name": f"{one['name']} {named}"} for one in data["recipients"]]}

    mine, bare = in_turns(
        lambda: pdf.compile("report/report.typ", fresh()), lambda: bare_pages("report/report.typ", fresh()), 5
    )
    return row("the pages of 2,000 recipients", mine, bare, "Typst alone, the same data")


_FONTS: list[typst.Fonts] = []


def bare_pages(template: str, data: object) -> float:
    """Typst on the same data, with the same fonts, which are read once; the seconds."""
    folders = [str(glyphs.FONTS)]
    _FONTS[:] = _FONTS or [typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)]
    began = time.perf_counter()
    typst.compile(
        settings.BASE_DIR / "templates" / template,
        root=settings.BASE_DIR / "templates",
        font_paths=_FONTS[0],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
        pdf_standards=["ua-1", "a-2a"],
    )
    return time.perf_counter() - began

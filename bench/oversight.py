"""The numbers that answer for the desk, at many cases: of each the twelve months, and a page of its requests."""

import random
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bench.plans import most_rows_read
from bench.seed import seed_cases
from dsr import oversight
from dsr.clock import now, today
from dsr.models import Account, Case, Entry
from dsr.models.entry import COUNTED
from dsr.models.many_rows import insert_rows

_PLAIN = ("queue", "prepare", "respond", "letter-accepted")


def figures(cases: int) -> str:
    """Every case has four entries that are not counted, and every third one that is."""
    seed_cases(cases)
    with transaction.atomic():
        insert_rows(Entry, _entries(random.Random(cases)))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    months = oversight.months_until(today())
    lines = [f"{cases:,} cases, {Entry.objects.count():,} entries; rows read by the statement that reads the most"]
    for code, measure in oversight.MEASURES.items():
        with CaptureQueriesContext(connection) as asked:
            began = time.perf_counter()
            counts = oversight.by_month(measure, months)
            took = time.perf_counter() - began
            oversight.by_person(measure, months)
        with CaptureQueriesContext(connection) as listed:
            oversight.cases_behind(measure, months, 50)
        read, page = most_rows_read([*asked]), most_rows_read([*listed])
        lines.append(
            f"{code:<22} {sum(counts):>9,} {took * 1000:9.1f} ms {read:>11,.0f} rows, a page of 50 {page:>9,.0f}"
        )
    return "\n".join(lines)


def _entries(chosen: random.Random) -> Iterator[dict[str, Any]]:
    accounts, at = [*Account.objects.values_list("pk", flat=True)], now()
    for pk in Case.objects.filter(entries=None).order_by("pk").values_list("pk", flat=True):
        names = [*_PLAIN, *([chosen.choice(COUNTED)] if not pk % 3 else [])]
        for number, name in enumerate(names, start=1):
            yield {
                "case_id": pk,
                "number": number,
                "at": at - timedelta(minutes=chosen.randrange(730 * 24 * 60)),
                "who": "reviewer",
                "account_id": chosen.choice(accounts),
                "name": name,
                "to_state": "review",
                "facts": "{}",
                "previous": "",
                "digest": "",
            }

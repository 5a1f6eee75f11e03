"""Many varied cases, in minutes: rows that lists and searches read; each is a copy of one that was really received."""

import random
import secrets
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from dsr.clock import now, today
from dsr.kinds import base
from dsr.models import Case
from dsr.models.many_rows import insert_rows
from tests.given import a_case, an_account

_BATCH = 20_000
# Three of ten are open, as where a desk has run for two years.
_STATES = (*["responded"] * 7, "review", "review", "verifying")


def seed_cases(count: int) -> None:
    """So many more cases: of every kind, over two years, open and ended, some assigned, some stuck."""
    first = a_case()
    values = {field.attname: getattr(first, field.attname) for field in Case._meta.concrete_fields}
    staff = [an_account().pk for _person in range(5)]
    made = _rows(values, count, [None, None, *staff])
    for _part in range(0, count, _BATCH):
        with transaction.atomic():
            insert_rows(Case, [row for _number, row in zip(range(_BATCH), made, strict=False)])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _rows(values: dict[str, Any], count: int, assignees: list[int | None]) -> Iterator[dict[str, Any]]:
    chosen, kinds, run = random.Random(count), [kind.code for kind in base.every()], secrets.token_hex(3)
    for number in range(count):
        state, ago = chosen.choice(_STATES), chosen.randrange(730)
        is_open = state != "responded"
        due = today() + timedelta(days=chosen.randrange(-5, 45) if is_open else -ago)
        yield {
            **values,
            "reference": f"{run[:3]}{number:08d}".upper(),
            "submission": f"seed-{run}-{number}",
            "kind": chosen.choice(kinds),
            "state": state,
            "received_at": now() - timedelta(days=ago, minutes=number % 1440),
            "due_safe": due,
            "due_latest": due,
            "send_by": due,
            "assignee_id": chosen.choice(assignees),
            "stuck": "mail-later" if is_open and number % 100 == 0 else "",
            "responded_at": None if is_open else now() - timedelta(days=ago // 2),
        }

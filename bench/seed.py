"""Many varied cases, in minutes: rows that lists and searches read; each is a copy of one that was really received."""

import random
import secrets
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from string import ascii_uppercase
from types import SimpleNamespace
from typing import Any

from django.db import connection, transaction

from dsr import sealing
from dsr.clock import now, today
from dsr.formats import references
from dsr.kinds import base
from dsr.models import BlindIndex, Brand, Bundle, Bundled, Case, Sealed
from dsr.models.many_rows import insert_rows
from tests.given import a_case, an_account

_BATCH = 20_000
_IN_A_BUNDLE = 8
_FIRST = ("Ada", "Ben", "Cleo", "Dana", "Eli", "Fay", "Gus", "Hal", "Ines", "Jo", "Kim", "Lee", "Mia", "Noor")
_LAST = ("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Ginkgo", "Hazel", "Juniper", "Larch", "Oak", "Pine")
# How many of a thousand: three of ten are open, as where a desk has run for two years.
_STANDS: tuple[tuple[int, dict[str, Any]], ...] = (
    (590, {"state": "responded"}),
    (50, {"state": "forgotten", "data_key": None}),
    (40, {"state": "closed", "closure": "mistake"}),
    (10, {"state": "responded", "owes_rest": True}),
    (5, {"state": "responded", "stuck": "mail-later"}),
    (5, {"state": "closed", "closure": "mistake", "mail_waits": "letter"}),
    (170, {"state": "review"}),
    (50, {"state": "verifying"}),
    (10, {"state": "verifying", "stuck": "proof-too-little"}),
    (10, {"state": "received"}),
    (15, {"state": "working"}),
    (5, {"state": "working", "second_waits": "yes"}),
    (5, {"state": "working", "step_waits": "failed"}),
    (10, {"state": "responding", "mail_waits": "letter"}),
    (5, {"state": "review", "mail_waits": "notice"}),
    (10, {"state": "undelivered"}),
    (10, {"state": "review", "stuck": "mail-later"}),
)
_ENDED = frozenset({"responded", "forgotten", "closed"})


def seed_cases(count: int) -> None:
    """So many more cases: of every kind, channel and state, open and ended, some assigned, some in bundles."""
    first = a_case()
    values = {field.attname: getattr(first, field.attname) for field in Case._meta.concrete_fields}
    brands = [first.brand_id, *(_brand(first, number).pk for number in range(2))]
    chosen, run = random.Random(count), secrets.token_hex(3)
    made = _rows(values, count, run, chosen, ([None, None, *(an_account().pk for _person in range(5))], brands))
    for _part in range(0, count, _BATCH):
        with transaction.atomic():
            insert_rows(Case, [row for _number, row in zip(range(_BATCH), made, strict=False)])
    _beside(run, chosen)
    with connection.cursor() as cursor:
        # As a desk that has run for a while: without it PostgreSQL looks at each row that an index leads to.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _brand(first: Case, number: int) -> Brand:
    name = f"Brand {number}"
    return Brand.objects.create(business=first.business, name=name, slug=secrets.token_hex(4))


def _rows(
    values: dict[str, Any], count: int, run: str, chosen: random.Random, among: tuple[list[Any], list[Any]]
) -> Iterator[dict[str, Any]]:
    kinds, (assignees, brands) = [*base.every()], among
    owing = [(kind.code, code) for kind in kinds for code in kind.codes_owing_rest]
    told = {kind.code: [one.code for one in kind.outcomes if (kind.code, one.code) not in owing] for kind in kinds}
    stands, weights = [stand for _weight, stand in _STANDS], [weight for weight, _stand in _STANDS]
    for number, stand in enumerate(chosen.choices(stands, weights, k=count)):
        kind, ago, is_open = chosen.choice(kinds).code, chosen.randrange(730), stand["state"] not in _ENDED
        outcome = "" if is_open or stand["state"] == "closed" else chosen.choice(told[kind])
        if "owes_rest" in stand:
            kind, outcome = chosen.choice(owing)
        due = today() + timedelta(days=chosen.randrange(-5, 45) if is_open else -ago)
        received = now() - timedelta(days=45 - ago % 45 if is_open else ago + 1, minutes=number % 1440)
        yield {
            **values,
            **{name: value for name, value in stand.items() if name != "owes_rest"},
            "reference": references.new(),
            "submission": f"seed-{run}-{number}",
            "kind": kind,
            "outcome": outcome,
            "brand_id": chosen.choice(brands),
            "channel": chosen.choice(("form", "form", "form", "email", "mail", "phone")),
            "received_at": received,
            "due_safe": due,
            "due_latest": due,
            "send_by": due,
            "assignee_id": chosen.choice(assignees),
            "responded_at": received + timedelta(days=ago % 45) if stand["state"] == "responded" else None,
        }


def _beside(run: str, chosen: random.Random) -> None:
    """Whose request each is, sealed and found by its hashes; and one of a hundred lies in a bundle."""
    people = {
        f"{first} {middle}. {last}-{other}": [
            ("name", sealing.blind_index("name", f"{first} {middle}. {last}-{other}")),
            ("email", sealing.blind_index("email", f"{first}.{middle}@{last}-{other}.example")),
        ]
        for first, middle, last, other in product(_FIRST, ascii_uppercase, _LAST, _LAST)
    }
    cases = Case.objects.filter(submission__startswith=f"seed-{run}-").order_by("pk")
    last, names = 0, [*people]
    while batch := list(cases.filter(pk__gt=last).values_list("pk", "data_key", "state", "kind")[:_BATCH]):
        last = batch[-1][0]
        whose = [(case_id, key, chosen.choice(names)) for case_id, key, _state, _kind in batch if key]
        with transaction.atomic():
            insert_rows(
                Sealed, ({"case_id": pk, "name": "subject", "value": _subject(pk, key, n)} for pk, key, n in whose)
            )
            insert_rows(
                BlindIndex,
                (
                    {"case_id": pk, "party": "subject", "field": field, "digest": digest}
                    for pk, _key, name in whose
                    for field, digest in people[name]
                ),
            )
            _bundle([pk for pk, _key, state, kind in batch if kind == "deletion" and state == "review"])


def _subject(case_id: int, key: bytes, name: str) -> bytes:
    return sealing.seal(SimpleNamespace(pk=case_id, data_key=key), "subject", {"name": name})


def _bundle(cases: list[int]) -> None:
    """Every other one of these, some to a bundle."""
    account = an_account().pk
    for number in range(0, len(cases) // 2, _IN_A_BUNDLE):
        bundle = Bundle.objects.create(
            reference=references.new(),
            submission=secrets.token_hex(16),
            header="",
            business=Case.objects.get(pk=cases[0]).business,
            kind="deletion",
            received_at=now(),
            entered_at=now(),
            account_id=account,
        )
        lines = cases[number : number + _IN_A_BUNDLE]
        Bundled.objects.bulk_create(
            Bundled(bundle=bundle, case_id=pk, number=place) for place, pk in enumerate(lines, start=1)
        )

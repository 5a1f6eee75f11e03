"""What disclosures say, each different thing once: by its number a report counts rows without reading their words."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import transaction

from dsr.models import Business, Disclosure, DisclosureContent
from dsr.models.disclosure import SAID
from dsr.models.many_rows import update_rows

_BATCH = 2_000
_MOST = 50  # batches a day: so many are done in a fraction of the time that a task has


def add_contents(business_id: int, rows: Sequence[dict[str, Any]]) -> None:
    """Give each of these rows, by attribute name, the number of what it says. The caller holds the ledger."""
    for row, pk in zip(rows, _numbers(business_id, rows), strict=True):
        row["content_id"] = pk


def note_contents(hold: Callable[[Business], object]) -> int:
    """Note it in rows of a release before, a batch in a transaction; how many. Whoever broke off goes on where it was.

    `hold` keeps the ledger of a business as it is.
    """
    count = 0
    for _batch in range(_MOST):
        rows = Disclosure.objects.filter(content=None).order_by("business_id", "pk")
        first = rows.values_list("business_id", flat=True).first()
        if first is None:
            break
        with transaction.atomic():
            hold(Business(pk=first))
            found = list(rows.filter(business_id=first).values("pk", *SAID)[:_BATCH])
            pairs = [(number, row["pk"]) for number, row in zip(_numbers(first, found), found, strict=True)]
            update_rows(Disclosure, "content_id", pairs)
        count += len(found)
    return count


def _numbers(business_id: int, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    digests = [_digest(row) for row in rows]
    each = dict(zip(digests, rows, strict=True))
    there = DisclosureContent.objects.filter(business_id=business_id, digest__in=[*each])
    known = dict(there.values_list("digest", "pk"))
    added = DisclosureContent.objects.bulk_create(
        DisclosureContent(business_id=business_id, digest=digest, **{name: row[name] for name in SAID})
        for digest, row in each.items()
        if digest not in known
    )
    known |= {one.digest: one.pk for one in added}
    return [known[digest] for digest in digests]


def _digest(row: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps([row[name] for name in SAID], sort_keys=True).encode()).hexdigest()

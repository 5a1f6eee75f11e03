"""Checking the journals of many cases, and the anchor of a day, each beside bare SHA-256 over the same rows."""

import hashlib
import resource
import secrets
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from dsr import anchors, clock, sealing
from dsr.formats import references
from dsr.journal import chain, chained_fields, verify_chain
from dsr.models import AnchorLeaf, Case, Entry
from dsr.models.many_rows import insert_rows, update_rows
from tests.environment import SCRATCH
from tests.given import a_case, drain

_BATCH = 10_000


def chains(cases: int) -> str:
    """So many cases with whole journals, each a copy of one that was really received, its chain made anew."""
    first = a_case()
    drain()
    first.refresh_from_db()
    entries = list(Entry.objects.filter(case=first).order_by("number"))
    run = secrets.token_hex(3)
    made = _timed(
        lambda: [
            _copy_some(first, entries, f"{run}-{start}", min(_BATCH, cases - start))
            for start in range(0, cases, _BATCH)
        ]
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    count = cases * len(entries)
    lines = [f"{cases:,} cases with {count:,} entries made in {made[0]:,.0f} s; peak memory {_memory():,.0f} MB"]
    lines.append(_line("bare SHA-256 over the same rows", _timed(_bare), cases))
    lines.append(_line("verify_journal: every chain", _timed(_verify), cases))
    lines.append(_line("the first anchor: a leaf of every case", _timed(anchors.make_anchor), cases))
    lines.append(_line("verify_journal: the newest anchor", _timed(_check_anchor), cases))
    changed = cases // 1_000
    AnchorLeaf.objects.filter(case_number__gt=first.pk + cases - changed).update(head="0" * 64)
    clock.freeze(clock.now() + timedelta(days=1))
    again = f"an anchor after {changed:,} journals went on"
    lines.append(_line(again, _timed(anchors.make_anchor), cases))
    clock.freeze(None)
    return "\n".join(lines)


def _timed(do: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock, and of them those that this process computed."""
    began, computed = time.perf_counter(), time.process_time()
    do()
    return time.perf_counter() - began, time.process_time() - computed


def _line(what: str, seconds: tuple[float, float], cases: int) -> str:
    each = " ".join(f"{one:9.1f} s {one / cases * 1e6:7.0f} µs a case" for one in seconds)
    return f"{what:<44} {each} computed; peak memory {_memory():6,.0f} MB"


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _bare() -> None:
    """Every entry read in the order of its chain, and its fields hashed as they are."""
    head, mark = b"", 0
    rows = Entry.objects.order_by("case_id", "number")
    while batch := list(
        rows.filter(case_id__gt=mark, case_id__lte=mark + 100).values_list("case_id", "facts", "previous")
    ):
        for _case, facts, previous in batch:
            head = hashlib.sha256(head + previous.encode() + facts.encode()).digest()
        mark += 100


def _verify() -> None:
    assert not any(checked.faults for checked in verify_chain())


def _check_anchor() -> None:
    held = anchors.check_anchors(Path(SCRATCH))
    assert not held.faults, held.faults[:3]


def _copy_some(first: Case, entries: list[Entry], run: str, count: int) -> None:
    values = {field.attname: getattr(first, field.attname) for field in Case._meta.concrete_fields}
    values = {name: value for name, value in values.items() if name != "to_do"}
    with transaction.atomic():
        rows = (
            {**values, "reference": references.new(), "submission": f"chain-{run}-{number}"} for number in range(count)
        )
        insert_rows(Case, rows)
        pks = list(
            Case.objects.filter(submission__startswith=f"chain-{run}-").order_by("pk").values_list("pk", flat=True)
        )
        heads: list[tuple[str, int]] = []
        insert_rows(Entry, _entries_of(pks, entries, heads))
        update_rows(Case, "head", heads)


def _entries_of(pks: list[int], entries: list[Entry], heads: list[tuple[str, int]]) -> Iterator[dict[str, Any]]:
    names = [field.attname for field in Entry._meta.concrete_fields]
    for pk in pks:
        head = ""
        for entry in entries:
            entry.case_id, entry.previous = pk, head
            entry.digest = head = chain(head, chained_fields(entry))
            entry.mac = sealing.entry_mac(head)
            yield {name: getattr(entry, name) for name in names}
        heads.append((head, pk))

"""How many rows a statement reads, as PostgreSQL itself tells: what does not depend on how busy the machine is."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import connection


def most_rows_read(asked: Iterable[Mapping[str, str]]) -> int:
    """The most rows that one of these statements reads, kept or not; 0 where the database does not tell."""
    if connection.vendor != "postgresql":
        return 0
    return max((sum(_rows(_plan(one["sql"]))) for one in asked if one["sql"].startswith(("SELECT", "("))), default=0)


def _plan(statement: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}")
        found = cursor.fetchone()[0]
    plans = json.loads(found) if isinstance(found, str) else found
    return dict(plans[0]["Plan"])


def _rows(node: Mapping[str, Any]) -> Iterator[float]:
    """Of each scan, what it gave and what it threw away, in all of its loops."""
    if "Scan" in node["Node Type"] and "Relation Name" in node:
        removed = sum(value for name, value in node.items() if name.startswith("Rows Removed"))
        yield (node["Actual Rows"] + removed) * node["Actual Loops"]
    for inner in node.get("Plans", ()):
        yield from _rows(inner)

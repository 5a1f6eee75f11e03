"""What each test asks of the database, and the tests that together ask all of it of another one."""

import heapq
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest

# Two databases differ in what a statement means and in what they refuse. A second test of a statement sends it with
# other values. Where these matter, because the database refuses them or several hands reach for a row, each test runs
# there anyway, and what is committed is committed there (tests/lanes.py).
TIMES = 1  # tests on PostgreSQL for each statement
REFUSED = "refused"
_NAME = "statements"


@cache
def shape(sql: str) -> int:
    """A number for the statement, whatever its values, and however many stand in its lists."""
    alike = re.sub(r"(\(?%s\)?(, )?)+", "%s", sql)
    return zlib.crc32(re.sub(r"SAVEPOINT \S+", "SAVEPOINT", alike).encode())


_asked: set[int | str] = set()  # by the test that runs


def note(statements: Iterable[str]) -> None:
    """The test that runs would ask these, too, but for what was known already."""
    _asked.update(map(shape, statements))


@contextmanager
def noted(item: pytest.Item) -> Iterator[None]:
    """While the test runs, note what it asks; its reports carry it to the process that keeps the record."""
    from django.db import DatabaseError, connection

    global _asked  # noqa: PLW0603
    _asked = asked = set[int | str]()

    def asks(execute: Callable[..., Any], sql: str, parameters: Any, many: bool, context: Any) -> Any:
        asked.add(shape(str(sql)))
        try:
            return execute(sql, parameters, many, context)
        except DatabaseError:
            asked.add(REFUSED)
            raise

    item.user_properties.append((_NAME, asked))
    with connection.execute_wrapper(asks):
        yield


def carried(properties: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """The same, with what was asked as one text: to the process that keeps the record, each number costs as much."""
    return [(name, " ".join(sorted(map(str, of))) if name == _NAME else of) for name, of in properties]


def of(report: pytest.TestReport) -> list[int | str]:
    asked = next((asked for name, asked in report.user_properties if name == _NAME), "")
    return [part if part == REFUSED else int(part) for part in asked.split()]


def needed(lines: Iterable[dict[str, Any]], times: int = TIMES) -> set[str]:
    """The tests that another database must run: those that were refused, and a few for every other statement."""
    asked = {line["test"]: set(line[_NAME]) for line in lines if line.get(_NAME)}
    chosen = {test for test, parts in asked.items() if REFUSED in parts}
    left = Counter(part for parts in asked.values() for part in parts)
    left = Counter({part: min(count, times) for part, count in left.items()})
    for test in chosen:
        left.subtract(asked[test])
    # The one that brings most comes first. What a test brings only shrinks, so only the first is looked at again.
    heap = [(-len(parts), test) for test, parts in asked.items() if test not in chosen]
    heapq.heapify(heap)
    while heap:
        _guess, test = heapq.heappop(heap)
        gain = sum(left[part] > 0 for part in asked[test])
        if gain and heap and -gain > heap[0][0]:
            heapq.heappush(heap, (-gain, test))
        elif gain:
            chosen.add(test)
            left.subtract(asked[test])
    return chosen

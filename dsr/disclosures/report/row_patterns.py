"""Rows of a year that say the same, counted by the database: a hundred thousand are read as a few thousand."""

from collections.abc import Collection, Iterator
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import Case, CharField, Count, F, Q, TextField, Value, When
from django.db.models.functions import Cast


class Period(StrEnum):
    """How the dates of a row stand to the year."""

    WITHIN = "within"
    BEYOND = "beyond"  # it reaches outside
    OPEN = "open"  # a date is missing
    BACKWARDS = "backwards"


class Pattern(NamedTuple):
    """What a row says, without its key. `categories` and `derived_from` are JSON texts."""

    recipient_key: str
    categories: str
    derived_from: str
    exclusion: str
    exclusion_note: str
    passes_on: str
    purpose: str
    channel: str
    period: str


def _says(rows: Any, year: int) -> Any:
    beyond = Q(period_start__lt=date(year, 1, 1)) | Q(period_end__gt=date(year, 12, 31))
    return rows.annotate(
        said_categories=Cast("categories", TextField()),
        said_derived_from=Cast("derived_from", TextField()),
        period=Case(
            When(Q(period_start=None) | Q(period_end=None), then=Value(Period.OPEN.value)),
            When(period_end__lt=F("period_start"), then=Value(Period.BACKWARDS.value)),
            When(beyond, then=Value(Period.BEYOND.value)),
            default=Value(Period.WITHIN.value),
            output_field=CharField(),
        ),
    )


_COLUMNS = (
    *("recipient_key", "said_categories", "said_derived_from", "exclusion", "exclusion_note"),
    *("passes_on", "purpose", "channel", "period"),
)


def patterns_of(rows: Any, year: int) -> Iterator[tuple[Pattern, int]]:
    """What rows of the ledger say of this year, and how many say it. One query."""
    counted = _says(rows, year).order_by().values(*_COLUMNS).annotate(rows=Count("pk"))
    for *said, count in counted.values_list(*_COLUMNS, "rows").iterator(chunk_size=2_000):
        yield Pattern(*said), count


def rows_that_say(rows: Any, year: int, patterns: Collection[Pattern]) -> Iterator[tuple[str, Pattern]]:
    """The rows of these patterns by their keys, in order. One query, read as a stream."""
    for key, *said in _says(rows, year).order_by("key").values_list("key", *_COLUMNS).iterator(chunk_size=2_000):
        if (says := Pattern(*said)) in patterns:
            yield key, says

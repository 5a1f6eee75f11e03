"""Rows of a year that say the same, counted by the database: a million are read as a few thousand."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, TextField, Value, When
from django.db.models.functions import Cast

from dsr.disclosures.report.basis import Basis
from dsr.models import Disclosure, DisclosureContent, Recipient
from dsr.models.disclosure import SAID


class Period(StrEnum):
    """How the dates of a row stand to the year."""

    WITHIN = "within"
    BEYOND = "beyond"  # it reaches outside
    OPEN = "open"  # a date is missing
    BACKWARDS = "backwards"


class Content(NamedTuple):
    """What a row says, whoever received it and whenever. `categories` and `derived_from` hold what JSON can."""

    categories: Any
    derived_from: Any
    purpose: str
    exclusion: str
    exclusion_note: str
    passes_on: str
    channel: str


Kind = tuple[int, str]  # the number of a content in YearRows, and the period


class Pattern(NamedTuple):
    """What a row says, without its key."""

    recipient_key: str
    number: int
    period: str

    @property
    def kind(self) -> Kind:
        return self.number, self.period


_SAID = ("said_categories", "said_derived_from", *SAID[2:])  # as texts, by which any database groups


class YearRows:
    """The rows of a version of the ledger that touch a year."""

    def __init__(self, basis: Basis) -> None:
        first, last = date(basis.year, 1, 1), date(basis.year, 12, 31)
        rows = Disclosure.objects.filter(business=basis.business).of_year(basis.year).in_version(basis.version)
        self._every = rows.order_by()
        self._within = Q(period_start__gte=first, period_end__lte=last, period_end__gte=F("period_start"))
        self._rows = self._every.annotate(
            period=Case(
                When(self._within, then=Value(Period.WITHIN.value)),
                When(Q(period_start=None) | Q(period_end=None), then=Value(Period.OPEN.value)),
                When(period_end__lt=F("period_start"), then=Value(Period.BACKWARDS.value)),
                default=Value(Period.BEYOND.value),
                output_field=CharField(),
            )
        )
        recipients = Recipient.objects.filter(business=basis.business).in_version(basis.version)
        self._unknown = ~Exists(recipients.filter(key=OuterRef("recipient_key")))
        self.contents: dict[int, Content] = {}
        self._texts: dict[tuple[str, ...], int] = {}

    def counts(self) -> dict[Kind, dict[str, int]]:
        """How many rows of each kind each recipient got; `contents` is known then.

        Two queries, one more where a period is not within the year, and one where a content is not noted.
        """
        # Two columns, whose pairs PostgreSQL knows the number of (disclosure_same): it counts them in memory, on all
        # processors. A cursor of the server, which iterator() opens, is never read by several.
        counts = {"rows": Count("pk"), "within": Count("pk", filter=self._within)}
        counted = list(self._every.values_list("recipient_key", "content_id").annotate(**counts))
        noted: dict[int, dict[str, int]] = defaultdict(dict)
        is_odd = is_unnoted = False
        for key, number, rows, within in counted:
            if number is None:
                is_unnoted = True
                continue
            is_odd = is_odd or rows > within
            noted[number][key] = within
        for pk, *said in DisclosureContent.objects.filter(pk__in=noted).values_list("pk", *SAID):
            self.contents[pk] = Content(*said)
        found = {(number, Period.WITHIN.value): _some(rows_of) for number, rows_of in noted.items()}
        for says, rows in [*(self._odd() if is_odd else ()), *(self._unnoted_patterns() if is_unnoted else ())]:
            of_kind = found.setdefault(says.kind, {})
            of_kind[says.recipient_key] = of_kind.get(says.recipient_key, 0) + rows
        return {kind: rows_of for kind, rows_of in found.items() if rows_of}

    def _odd(self) -> Iterator[tuple[Pattern, int]]:
        """What is noted and does not lie within the year."""
        odd = self._rows.exclude(period=Period.WITHIN.value).exclude(content=None)
        columns = ("recipient_key", "content_id", "period")
        for *said, count in odd.values_list(*columns).annotate(rows=Count("pk")):
            yield Pattern(*said), count

    def first(self, kinds: Collection[Kind], most: int) -> Iterator[tuple[str, Pattern]]:
        """The first rows, by their keys, that are of these kinds. One query."""
        found = Q(pk__in=())
        for period in Period:
            found |= Q(period=period.value, content__in=[number for number, of in kinds if of == period])
        yield from self._read(found, most)

    def first_to_unknown(self, most: int) -> Iterator[tuple[str, Pattern]]:
        """The first that count and went to somebody whom the version does not have. One query."""
        yield from self._read(Q(self._unknown, exclusion=""), most)

    def unnoted(self) -> Iterator[tuple[str, Pattern]]:
        """Those of a release before whose content is not noted yet, as a stream. One query."""
        rows = self._of_unnoted().order_by("key").values_list("key", "recipient_key", "period", *_SAID)
        for key, recipient_key, period, *said in rows.iterator(chunk_size=2_000):
            yield key, Pattern(recipient_key, self._number(said), period)

    def _read(self, found: Q, most: int) -> Iterator[tuple[str, Pattern]]:
        rows = self._rows.filter(found).exclude(content=None).order_by("key")
        for key, *said in rows.values_list("key", "recipient_key", "content_id", "period")[:most]:
            yield key, Pattern(*said)

    def _of_unnoted(self) -> Any:
        texts = {f"said_{name}": Cast(name, TextField()) for name in SAID[:2]}
        return self._rows.filter(content=None).annotate(**texts)

    def _unnoted_patterns(self) -> Iterator[tuple[Pattern, int]]:
        rows = self._of_unnoted().values_list("recipient_key", "period", *_SAID).annotate(rows=Count("pk"))
        for key, period, *said, count in rows.iterator(chunk_size=2_000):
            yield Pattern(key, self._number(said), period), count

    def _number(self, said: list[str]) -> int:
        """Of what no content is noted: below zero, so that it is no other's."""
        texts = tuple(said)
        if texts not in self._texts:
            number = self._texts[texts] = -1 - len(self._texts)
            self.contents[number] = Content(json.loads(said[0]), json.loads(said[1]), *said[2:])
        return self._texts[texts]


def _some(rows_of: dict[str, int]) -> dict[str, int]:
    return rows_of if all(rows_of.values()) else {key: rows for key, rows in rows_of.items() if rows}

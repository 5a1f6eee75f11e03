"""From the rows of one ledger version to the facts of the report and the gaps that keep it back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from dsr.disclosures.report.basis import Basis
from dsr.disclosures.report.facts import FORMAT, Category, Complete, Facts, Outcome
from dsr.disclosures.report.facts import Recipient as Named
from dsr.disclosures.report.gaps import Gap, Gaps
from dsr.disclosures.report.row_gaps import codes_of, letters_of, list_gaps
from dsr.disclosures.report.row_patterns import Content, Kind, Period, YearRows
from dsr.formats.placeholders import is_filler, says_nothing
from dsr.formats.postal_addresses import says_no_address
from dsr.law.categories import BY_LETTER, CATEGORIES, countable
from dsr.law.citations import civ
from dsr.models import Recipient
from dsr.reasons import Reason


class _Company(NamedTuple):
    """What a report tells of a recipient: the columns of models.Recipient, five thousand of which are read at once."""

    key: str
    name: str
    postal_address: str
    name_reveals_business: bool
    examples: str
    examples_unknown: bool
    is_same_brand: bool


@dataclass
class _Sums:
    """What the disclosures of the year come to."""

    letters: set[str] = field(default_factory=set)
    brand_letters: set[str] = field(default_factory=set)
    named: dict[str, _Company] = field(default_factory=dict)
    brand_rows: int = 0
    brand_rows_spared: int = 0
    excluded_rows: int = 0
    gaps: Gaps = field(default_factory=Gaps)


def gather_facts(basis: Basis) -> tuple[Facts, list[Gap]]:
    """Read one ledger version: the facts for that calendar year, and what is missing in them.

    Three queries, whatever the size, and where rows lack something one more for each thing, which names the first of
    them. Facts with a blocking gap must not be sent: one is that nobody stated that the year is complete, unless only
    what is known as of a day is told.
    """
    sums, business, year, version = _Sums(), basis.business, basis.year, basis.version
    if version == 0:
        sums.gaps.add("no-ledger", "ledger_version", "", business.name)
    elif basis.statement is None and basis.as_of is None:
        sums.gaps.add("year-not-complete", "year", f"{business.pk}/{year}", business.name, year=year)
    rows = Recipient.objects.filter(business=business).in_version(version).order_by("key")
    recipients = {one.key: one for one in map(_Company._make, rows.values_list(*_Company._fields))}
    _read_rows(basis, recipients, sums)
    for one in sums.named.values():
        _check(one, sums.gaps)
    facts: Facts = {
        "format": FORMAT,
        "language": basis.language,
        "business": {
            "name": business.name,
            "postal_address": business.postal_address,
            "contact": business.contact_email,
        },
        "year": year,
        "ledger_version": version,
        "complete": _complete(basis),
        "as_of": basis.as_of.isoformat() if basis.as_of else None,
        "outcome": "STL_AS_OF" if basis.as_of else _outcome(sums),
        "categories": _categories(sums.letters | sums.brand_letters),
        "recipients": _named(sums.named.values()),
        "same_brand": None,
        "not_listed": {"same_brand": sums.brand_rows_spared, "excluded": sums.excluded_rows},
    }
    if sums.brand_rows:
        count = sum(one.is_same_brand for one in recipients.values())
        facts["same_brand"] = {"count": count, "categories": _same_brand_categories(sums.brand_letters)}
    return facts, sums.gaps.listed()


def _read_rows(basis: Basis, recipients: Mapping[str, _Company], sums: _Sums) -> None:
    rows, lacking, to_unknown = YearRows(basis), dict[Kind, int](), 0
    for kind, got in rows.counts().items():
        number, period = kind
        weighed = _weigh(rows.contents[number], period)
        if weighed.lacks:
            lacking[kind] = sum(got.values())
        to_unknown += _count(weighed, got, recipients, sums)
    if lacking or to_unknown:
        list_gaps(rows, lacking, to_unknown, recipients, sums.gaps)


def _complete(basis: Basis) -> Complete | None:
    return {"checked_through": basis.statement.checked_through.isoformat()} if basis.statement else None


@dataclass(frozen=True)
class _Weighed:
    """What a content of a period comes to, whoever received it: many rows say the same, and many recipients got it."""

    lacks: bool
    is_excluded: bool
    is_dated: bool
    letters: frozenset[str]  # what is listed of another company
    brand_letters: frozenset[str]  # what is listed of an affiliate of the same brand
    spares: bool  # something of it need not be listed of such an affiliate


def _weigh(content: Content, period: str) -> _Weighed:
    letters = [letter for letter in letters_of(content) if letter in BY_LETTER]
    brand = frozenset(countable(letters, (), same_brand=True))
    listed = frozenset(countable(letters, (), same_brand=False))
    lacks, is_dated = bool(codes_of(content, period)), period in _DATED
    return _Weighed(lacks, bool(content.exclusion), is_dated, listed, brand, bool(set(letters) - brand))


_DATED = frozenset({Period.WITHIN.value, Period.BEYOND.value})


def _count(says: _Weighed, got: Mapping[str, int], recipients: Mapping[str, _Company], sums: _Sums) -> int:
    """Count the rows that say the same, by who got them; how many went to somebody whom the ledger does not have."""
    if says.is_excluded:
        sums.excluded_rows += sum(got.values())
        return 0
    known = {key: recipients[key] for key in got if key in recipients}
    if says.is_dated:
        named = {key: one for key, one in known.items() if not one.is_same_brand}
        if named:
            sums.letters |= says.letters
            sums.named |= named
        if brand_rows := sum(got[key] for key, one in known.items() if one.is_same_brand):
            sums.brand_letters |= says.brand_letters
            sums.brand_rows += brand_rows
            sums.brand_rows_spared += brand_rows if says.spares else 0
    return sum(rows for key, rows in got.items() if key not in known) if len(known) < len(got) else 0


def _check(one: _Company, gaps: Gaps) -> None:
    if is_filler(one.name):
        gaps.add("no-name", "recipient", one.key, one.key)
    if says_no_address(one.postal_address):
        gaps.add(Reason.NO_ADDRESS, "recipient", one.key, one.name)
    if not (one.name_reveals_business or not says_nothing(one.examples) or one.examples_unknown):
        gaps.add("no-examples", "recipient", one.key, one.name)


def _outcome(sums: _Sums) -> Outcome:
    if sums.named:
        return "STL_DISCLOSED"
    if sums.brand_letters:
        return "STL_SAME_BRAND_COUNT"
    return "STL_NONE_TO_LIST" if sums.brand_rows or sums.excluded_rows else "STL_NONE_DISCLOSED"


def _categories(letters: set[str]) -> list[Category]:
    return [
        {"letter": one.letter, "cite": str(one.citation), "words": one.words}
        for one in CATEGORIES
        if one.letter in letters
    ]


def _same_brand_categories(letters: set[str]) -> list[Category]:
    # The list of (f)(1) has letters and an order of its own.
    return [
        {"letter": one.in_f1, "cite": str(civ(f"1798.83(f)(1)({one.in_f1})")), "words": one.words}
        for one in sorted(CATEGORIES, key=lambda one: one.in_f1)
        if one.letter in letters
    ]


def _named(recipients: Iterable[_Company]) -> list[Named]:
    listed: list[Named] = [
        {
            "name": one.name,
            "address": one.postal_address,
            "examples": "" if one.name_reveals_business or says_nothing(one.examples) else one.examples.strip(),
        }
        for one in recipients
    ]
    return sorted(listed, key=lambda one: (one["name"].casefold(), one["address"], one["name"], one["examples"]))

"""From the rows of one ledger version to the facts of the report and the gaps that keep it back."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dsr.disclosures.report.basis import Basis
from dsr.disclosures.report.facts import FORMAT, Category, Complete, Facts, Outcome
from dsr.disclosures.report.facts import Recipient as Named
from dsr.disclosures.report.gaps import Gap, Gaps
from dsr.disclosures.report.row_patterns import Pattern, Period, patterns_of, rows_that_say
from dsr.formats.placeholders import is_filler, says_nothing
from dsr.formats.postal_addresses import says_no_address
from dsr.law.categories import BY_LETTER, CATEGORIES, countable
from dsr.law.citations import civ
from dsr.law.exclusions import BY_EXCLUSION, may_be_no_direct_marketing
from dsr.models import Disclosure, Recipient
from dsr.models.disclosure import PassesOn
from dsr.reasons import Reason


@dataclass
class _Sums:
    """What the disclosures of the year come to."""

    letters: set[str] = field(default_factory=set)
    brand_letters: set[str] = field(default_factory=set)
    named: dict[str, Recipient] = field(default_factory=dict)
    brand_rows: int = 0
    brand_rows_spared: int = 0
    excluded_rows: int = 0
    gaps: Gaps = field(default_factory=Gaps)


def gather_facts(basis: Basis) -> tuple[Facts, list[Gap]]:
    """Read one ledger version: the facts for that calendar year, and what is missing in them.

    Two queries, whatever the size, and where rows lack something one more that names them. Facts with a blocking gap
    must not be sent: one is that nobody stated that the year is complete, unless only what is known as of a day is
    told.
    """
    sums, business, year, version = _Sums(), basis.business, basis.year, basis.version
    if version == 0:
        sums.gaps.add("no-ledger", "ledger_version", "", business.name)
    elif basis.statement is None and basis.as_of is None:
        sums.gaps.add("year-not-complete", "year", f"{business.pk}/{year}", business.name, year=year)
    recipients = {
        one.key: one for one in Recipient.objects.filter(business=business).in_version(version).order_by("key")
    }
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


def _read_rows(basis: Basis, recipients: Mapping[str, Recipient], sums: _Sums) -> None:
    year = basis.year
    rows = Disclosure.objects.filter(business=basis.business).of_year(year).in_version(basis.version)
    contents: dict[tuple[str, ...], _Content] = {}
    lacking = {says for says, count in patterns_of(rows, year) if _count(says, count, recipients, sums, contents)}
    if lacking:
        for key, says in rows_that_say(rows, year, lacking):
            is_known = says.recipient_key in recipients
            _note_gaps(key, says, "" if is_known else says.recipient_key or key, sums.gaps)


def _complete(basis: Basis) -> Complete | None:
    return {"checked_through": basis.statement.checked_through.isoformat()} if basis.statement else None


@dataclass(frozen=True)
class _Content:
    """What a row says whoever received it: many recipients got the same."""

    lacks: bool
    letters: frozenset[str]  # what is listed of another company
    brand_letters: frozenset[str]  # what is listed of an affiliate of the same brand
    spares: bool  # something of it need not be listed of such an affiliate


def _content_of(says: Pattern) -> _Content:
    found = Gaps()
    _note_gaps("", says, "", found)
    letters = [letter for letter in _given(says) if letter in BY_LETTER]
    brand = frozenset(countable(letters, (), same_brand=True))
    listed = frozenset(countable(letters, (), same_brand=False))
    return _Content(bool(found.listed()), listed, brand, bool(set(letters) - brand))


def _count(
    says: Pattern,
    rows: int,
    recipients: Mapping[str, Recipient],
    sums: _Sums,
    contents: dict[tuple[str, ...], _Content],
) -> bool:
    """Count so many rows that say the same; True when something is missing in them."""
    content = contents.get(says[1:])
    if content is None:
        content = contents[says[1:]] = _content_of(says)
    recipient = recipients.get(says.recipient_key)
    if says.exclusion:
        sums.excluded_rows += rows
        return content.lacks
    if recipient is None:
        return True
    if says.period in _DATED:
        if recipient.is_same_brand:
            sums.brand_letters |= content.brand_letters
            sums.brand_rows += rows
            sums.brand_rows_spared += rows if content.spares else 0
        else:
            sums.letters |= content.letters
            sums.named[recipient.key] = recipient
    return content.lacks


def _note_gaps(key: str, says: Pattern, unknown_recipient: str, gaps: Gaps) -> None:
    """What is missing in one row; `unknown_recipient` is its recipient, where the ledger has none of that key."""
    if says.exclusion:
        _check_exclusion(key, says, gaps)
        return
    if says.passes_on != PassesOn.YES and may_be_no_direct_marketing(says.purpose, says.channel):
        gaps.add("is-it-direct-marketing", "disclosure", key, f"{key}: {says.purpose or says.channel}")
    if says.period in _OF_PERIOD:
        gaps.add(_OF_PERIOD[says.period], "disclosure", key, key)
    given = _given(says)
    unknown = [letter for letter in given if letter not in BY_LETTER]
    if not _texts(json.loads(says.categories)):
        gaps.add("no-categories", "disclosure", key, key)
    if unknown:
        gaps.add("unknown-category", "disclosure", key, f"{key}: {', '.join(unknown)}")
    if unknown_recipient:
        gaps.add("unknown-recipient", "disclosure", key, unknown_recipient)


_DATED = frozenset({Period.WITHIN.value, Period.BEYOND.value})
_OF_PERIOD: dict[str, str] = {
    Period.OPEN: "no-period",
    Period.BACKWARDS: "period-backwards",
    Period.BEYOND: "period-outside-year",
}


def _check_exclusion(key: str, says: Pattern, gaps: Gaps) -> None:
    exclusion = BY_EXCLUSION.get(says.exclusion)
    if exclusion is None:
        gaps.add("unknown-exclusion", "disclosure", key, f"{key}: {says.exclusion}")
        return
    if exclusion.needs_note and says_nothing(says.exclusion_note):
        gaps.add("no-exclusion-note", "disclosure", key, key)
    if exclusion.ends_when_passed_on and says.passes_on == PassesOn.YES:
        gaps.add("passed-on", "disclosure", key, key)
    elif exclusion.asks_whether_passed_on and says.passes_on != PassesOn.NO:
        gaps.add("passes-on-open", "disclosure", key, key)


def _given(says: Pattern) -> list[str]:
    """The letters of the row, those of a derived list among them, (e)(6)(B)."""
    return [*_texts(json.loads(says.categories)), *_texts(json.loads(says.derived_from))]


def _texts(value: object) -> list[str]:
    # The column takes any JSON; a lone text is one letter, never a list of its characters.
    return [str(one) for one in value] if isinstance(value, list) else [str(value)] if value else []


def _check(one: Recipient, gaps: Gaps) -> None:
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


def _named(recipients: Iterable[Recipient]) -> list[Named]:
    listed: list[Named] = [
        {
            "name": one.name,
            "address": one.postal_address,
            "examples": "" if one.name_reveals_business or says_nothing(one.examples) else one.examples.strip(),
        }
        for one in recipients
    ]
    return sorted(listed, key=lambda one: (one["name"].casefold(), one["address"], one["name"], one["examples"]))

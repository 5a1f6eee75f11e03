"""What rows of the ledger lack: by what they say, and the first rows that lack it, by their keys."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping

from dsr.disclosures.report.gaps import MOST_OF_A_CODE, Gaps
from dsr.disclosures.report.row_patterns import Content, Kind, Pattern, Period, YearRows
from dsr.formats.placeholders import says_nothing
from dsr.law.categories import BY_LETTER
from dsr.law.exclusions import BY_EXCLUSION, may_be_no_direct_marketing
from dsr.models.disclosure import PassesOn

_UNKNOWN = "unknown-recipient"
_OF_PERIOD: dict[str, str] = {
    Period.OPEN: "no-period",
    Period.BACKWARDS: "period-backwards",
    Period.BEYOND: "period-outside-year",
}


def codes_of(content: Content, period: str) -> list[str]:
    """What a row lacks that says this, whoever received it."""
    found = Gaps()
    _note(found, "", content, period)
    return [gap.code for gap in found.listed()]


def letters_of(content: Content) -> list[str]:
    """The letters of a row, those of a derived list among them, (e)(6)(B)."""
    return [*_texts(content.categories), *_texts(content.derived_from)]


def list_gaps(
    rows: YearRows, lacking: Mapping[Kind, int], to_unknown: int, recipients: Collection[str], gaps: Gaps
) -> None:
    """Name the first rows that lack each thing, in the order of their keys, and count the others.

    `lacking`: how many rows of each kind lack something; `to_unknown`: how many of those that count went to nobody of
    `recipients`.
    """
    codes = {kind: codes_of(rows.contents[kind[0]], kind[1]) for kind in lacking}
    totals = Counter({_UNKNOWN: to_unknown})
    for kind, count in lacking.items():
        totals.update(dict.fromkeys(codes[kind], count))

    def lacks(says: Pattern) -> list[str]:
        is_unknown = says.recipient_key not in recipients and not rows.contents[says.number].exclusion
        return [*codes.get(says.kind, ()), *([_UNKNOWN] if is_unknown else ())]

    found: dict[str, Pattern] = {}
    for code in sorted(set().union(*codes.values())):
        found.update(rows.first([kind for kind in codes if code in codes[kind]], MOST_OF_A_CODE))
    if to_unknown:
        found.update(rows.first_to_unknown(MOST_OF_A_CODE))
    found.update(_first_unnoted(rows, lacks))
    named = Counter[str]()
    for key in sorted(found):
        says, lacked = found[key], lacks(found[key])
        to_nobody = (says.recipient_key or key) if _UNKNOWN in lacked else ""
        _note(gaps, key, rows.contents[says.number], says.period, to_nobody)
        named.update(lacked)
    for code, total in totals.items():
        gaps.add_unnamed(code, total - named[code])


def _first_unnoted(rows: YearRows, lacks: Callable[[Pattern], list[str]]) -> Iterator[tuple[str, Pattern]]:
    if min(rows.contents) >= 0:
        return
    seen = Counter[str]()
    for key, says in rows.unnoted():
        lacked = lacks(says)
        if any(seen[code] < MOST_OF_A_CODE for code in lacked):
            yield key, says
        seen.update(lacked)


def _note(gaps: Gaps, key: str, content: Content, period: str, to_nobody: str = "") -> None:
    """What one row lacks; `to_nobody` is its recipient, where the ledger has none of that key."""
    if content.exclusion:
        _note_exclusion(gaps, key, content)
        return
    if content.passes_on != PassesOn.YES and may_be_no_direct_marketing(content.purpose, content.channel):
        gaps.add("is-it-direct-marketing", "disclosure", key, f"{key}: {content.purpose or content.channel}")
    if period in _OF_PERIOD:
        gaps.add(_OF_PERIOD[period], "disclosure", key, key)
    unknown = [letter for letter in letters_of(content) if letter not in BY_LETTER]
    if not _texts(content.categories):
        gaps.add("no-categories", "disclosure", key, key)
    if unknown:
        gaps.add("unknown-category", "disclosure", key, f"{key}: {', '.join(unknown)}")
    if to_nobody:
        gaps.add(_UNKNOWN, "disclosure", key, to_nobody)


def _note_exclusion(gaps: Gaps, key: str, content: Content) -> None:
    exclusion = BY_EXCLUSION.get(content.exclusion)
    if exclusion is None:
        gaps.add("unknown-exclusion", "disclosure", key, f"{key}: {content.exclusion}")
        return
    if exclusion.needs_note and says_nothing(content.exclusion_note):
        gaps.add("no-exclusion-note", "disclosure", key, key)
    if exclusion.ends_when_passed_on and content.passes_on == PassesOn.YES:
        gaps.add("passed-on", "disclosure", key, key)
    elif exclusion.asks_whether_passed_on and content.passes_on != PassesOn.NO:
        gaps.add("passes-on-open", "disclosure", key, key)


def _texts(value: object) -> list[str]:
    # The column takes any JSON; a lone text is one letter, never a list of its characters.
    return [str(one) for one in value] if isinstance(value, list) else [str(value)] if value else []

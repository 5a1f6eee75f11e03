"""What is missing in the ledger before a report may go out, and where it is mended."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext

# A ledger with one fault in every row must not make a report of a hundred thousand lines.
MOST_OF_A_CODE = 100

# code: (what is wrong and how it is mended, whether it blocks the response)
CODES: dict[str, tuple[str | Promise, bool]] = {
    "no-ledger": (
        gettext_lazy("No version of the disclosures is published yet. Publish one, even if nothing was disclosed."),
        True,
    ),
    "year-not-complete": (
        gettext_lazy(
            "Nobody says that the disclosures are complete for %(year)s. Check them, and say so. Without that no "
            "response says what was disclosed in the whole year, § 1798.83(a)."
        ),
        True,
    ),
    "no-name": (
        gettext_lazy("The name is missing; what stands there means nothing. The law asks for names, § 1798.83(a)(2)."),
        True,
    ),
    "no-address": (
        gettext_lazy("The postal address is missing. The law asks for names and addresses, § 1798.83(a)(2)."),
        True,
    ),
    "no-examples": (
        gettext_lazy(
            "The name does not show what the business does. Give examples of what it markets, or record that none "
            "are known, § 1798.83(a)(2)."
        ),
        True,
    ),
    "no-categories": (gettext_lazy("No category of information is recorded."), True),
    "unknown-category": (
        gettext_lazy("A category is not one of the 27 of § 1798.83(e)(6)(A): use i to xxvii."),
        True,
    ),
    "unknown-recipient": (gettext_lazy("The recipient is not in this version of the disclosures."), True),
    "unknown-exclusion": (gettext_lazy("The exclusion is not one that the desk knows."), True),
    "no-exclusion-note": (gettext_lazy("This exclusion needs a note that says why it applies."), True),
    "passes-on-open": (
        gettext_lazy(
            "This exclusion holds only where the recipient does not sell, rent or exchange on what it got. "
            "Record whether it does, § 1798.83(e)(2)."
        ),
        True,
    ),
    "passed-on": (
        gettext_lazy(
            "The recipient sells, rents or exchanges on what it got. That is direct marketing of its own, and the "
            "exclusion does not hold, § 1798.83(e)(2)."
        ),
        True,
    ),
    "is-it-direct-marketing": (
        gettext_lazy(
            "It counts as direct marketing. Is it by mail, phone or email? If it is not, choose the exclusion, "
            "§ 1798.83(e)(2)."
        ),
        False,
    ),
    "no-period": (gettext_lazy("The dates from and to are missing, or one of them is."), True),
    "period-backwards": (gettext_lazy("The period ends before it begins."), True),
    "period-outside-year": (
        gettext_lazy("The period reaches outside the year. It is counted in every year that it touches."),
        False,
    ),
}


@dataclass(frozen=True)
class Gap:
    """One thing to mend. `where` names the row for a person, `mend` is (model, key) of that row."""

    code: str
    where: str
    words: str
    is_blocking: bool
    mend: tuple[str, str]

    def as_dict(self) -> dict[str, Any]:
        """Give it as JSON has it; `mend` is a list."""
        return {
            "code": self.code,
            "where": self.where,
            "words": self.words,
            "is_blocking": self.is_blocking,
            "mend": list(self.mend),
        }


class Gaps:
    """Collects gaps: the first MOST_OF_A_CODE of each code by name, the rest as a number."""

    def __init__(self) -> None:
        self._listed: list[Gap] = []
        self._seen: Counter[str] = Counter()

    def add(self, code: str, model: str, key: str, where: str, **named: object) -> None:
        """Note a gap of the row `key`, with what its words name. Raises KeyError for an unknown code."""
        words, is_blocking = CODES[code]
        self._seen[code] += 1
        if self._seen[code] <= MOST_OF_A_CODE:
            said = str(words) % named if named else str(words)
            self._listed.append(Gap(code, where, said, is_blocking, (model, key)))

    def add_unnamed(self, code: str, count: int) -> None:
        """Count so many more of a code, which nobody need name."""
        if count:
            self._seen[code] += count

    def listed(self) -> list[Gap]:
        """Give them, blocking ones first, in the order in which they were found."""
        return sorted([*self._listed, *self._rest()], key=lambda gap: not gap.is_blocking)

    def _rest(self) -> Iterator[Gap]:
        for code, count in self._seen.items():
            more = count - MOST_OF_A_CODE
            if more > 0:
                where = ngettext("%(more)s more row", "%(more)s more rows", more) % {"more": f"{more:,}"}
                model = next(gap.mend[0] for gap in self._listed if gap.code == code)
                yield Gap(code, where, str(CODES[code][0]), CODES[code][1], (model, ""))

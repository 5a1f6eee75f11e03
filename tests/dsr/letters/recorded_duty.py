"""The records on which the letters of § 1798.83, and those to a parent, rest: in memory, as each letter needs them."""

from collections.abc import Callable
from datetime import date

from dsr.kinds.base import LetterWords
from dsr.models import Case


def _parent_shown(case: Case) -> None:
    case.verified_at = case.received_at


def _not_designated(case: Case) -> None:
    case.is_designated, case.business.safe_harbor_link_since = False, date(2020, 1, 1)


def _not_written(case: Case) -> None:
    case.is_designated, case.channel = False, "phone"


def _small_business(case: Case) -> None:
    case.business.employees = 5


def _financial_institution(case: Case) -> None:
    case.business.is_calfipa_institution = True


RECORDS: dict[str, Callable[[Case], None]] = {
    "parent-shown": _parent_shown,
    "not-designated": _not_designated,
    "not-written": _not_written,
    "small-business": _small_business,
    "financial-institution": _financial_institution,
}


def record_duty(case: Case, letter: LetterWords) -> None:
    """Let the case have what this letter states of the duty."""
    for fact in letter.facts:
        RECORDS.get(fact.name, lambda _case: None)(case)

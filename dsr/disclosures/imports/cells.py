"""What one cell of an imported file says, as the value that the ledger keeps."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Literal

from django.utils.translation import gettext as _

from dsr.disclosures.imports import postal_address
from dsr.formats.placeholders import is_filler, is_no_place
from dsr.formats.postal_addresses import parts, says_no_address
from dsr.law.categories import BY_LETTER, CATEGORIES
from dsr.law.exclusions import EXCLUSIONS
from dsr.models.disclosure import PassesOn
from dsr.models.recipient import CcpaRole

DateOrder = Literal["", "month-first", "day-first"]
Parse = Callable[[str], Any]

_YES = {"yes", "y", "true", "t", "1", "x"}
_NO = {"no", "n", "false", "f", "0", ""}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?$")
_YEAR_FIRST = re.compile(r"(\d{4})([/.])(\d{1,2})\2(\d{1,2})$")
_NUMBERS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})$")
_DAY_NUMBER = re.compile(r"([2-6]\d{4})(\.\d+)?$")  # 1954 to 2091
# What tables write for “never” and “for ever” would make a period of every year: 1900-01-01, 1970-01-01, 9999-12-31.
_EARLIEST, _LATEST = date(1971, 1, 1), date(2199, 12, 31)
_WORDS = {one.words.casefold().rstrip("."): one.letter for one in CATEGORIES}
_ORDER = {one.letter: number for number, one in enumerate(CATEGORIES)}


class BadCell(ValueError):
    """The cell cannot be read; the text says why, and what it may hold."""


def text(cell: str) -> str:
    """One line; white space is tidied."""
    return " ".join(_printable(cell).split())


def name(cell: str) -> str:
    """A name in one line; nothing for what stands for none, such as “same as above” or a 0."""
    return "" if is_filler(cell) else text(cell)


def address_lines_of(cell: str) -> str:
    """Several lines, each tidied."""
    tidy = (" ".join(line.split()) for line in _printable(cell).splitlines())
    return "\n".join(line for line in tidy if line)


def address(cell: str) -> str:
    """A postal address, one line of the envelope a line; nothing where a placeholder stands for its street.

    Behind the street a part that stands for nothing is left out, as an empty one is.
    """
    if says_no_address(_printable(cell)):
        return ""
    if any(map(is_no_place, parts(cell))):
        said = ([part for part in parts(line) if not is_no_place(part)] for line in cell.splitlines())
        cell = "\n".join(", ".join(line) for line in said)
    return postal_address.postal_lines(cell)


def yes_or_no(cell: str) -> bool:
    """Yes or no; an empty cell is a no."""
    said = cell.strip().casefold()
    if said in _YES:
        return True
    if said in _NO:
        return False
    raise BadCell(_("“%(cell)s” is neither yes nor no") % {"cell": text(cell)})


def passes_on(cell: str) -> str:
    """Whether the recipient sells, rents or exchanges it on: yes or no. An empty cell leaves it open."""
    if not cell.strip():
        return PassesOn.OPEN.value
    return PassesOn.YES.value if yes_or_no(cell) else PassesOn.NO.value


def role(cell: str) -> str:
    """A role under the CCPA: service provider, contractor or third party."""
    said = re.sub(r"[\s_-]+", "-", cell.strip().casefold())
    if said in CcpaRole.values:
        return said
    raise BadCell(
        _("“%(cell)s” is not a role; use service provider, contractor or third party") % {"cell": text(cell)}
    )


def exclusion(cell: str) -> str:
    """A code of § 1798.83(d) or (e)(2), such as D1A. D9 and E2 may stand for their long names. Empty: nothing."""
    said = cell.strip().upper()
    codes = [one.code for one in EXCLUSIONS]
    found = next((code for code in codes if said in {code, code.partition("_")[0]}), "")
    if said and not found:
        raise BadCell(
            _("“%(cell)s” is not an exclusion; use one of %(codes)s") % {"cell": text(cell), "codes": ", ".join(codes)}
        )
    return found


def categories(cell: str) -> list[str]:
    """Letters of § 1798.83(e)(6)(A) in statute order: from "i, ii; xviii", "(i) (ii)", or its words parted by ;."""
    found: set[str] = set()
    for piece in re.split(r"[;|\n]", _printable(cell)):
        by_words = _WORDS.get(" ".join(piece.split()).casefold().rstrip("."))
        letters = [by_words] if by_words else re.split(r"[\s,/]+", piece.strip().casefold())
        for letter in (one.strip("().") for one in letters):
            if letter and letter not in BY_LETTER:
                raise BadCell(
                    _("“%(cell)s” is not a category of § 1798.83(e)(6)(A); use i to xxvii") % {"cell": letter}
                )
            found |= {letter} if letter else set()
    return sorted(found, key=_ORDER.__getitem__)


def year(cell: str) -> int | None:
    """A calendar year in four digits."""
    said = cell.strip()
    if not said:
        return None
    if not re.fullmatch(r"(19|20)\d\d", said):
        raise BadCell(_("“%(cell)s” is not a year in four digits") % {"cell": text(cell)})
    return int(said)


def day(order: DateOrder) -> Parse:
    """Give a reader of dates: 2025-03-31, or numbers with the year last where only one reading is possible.

    `order` says how 03/04/2025 is meant; without it, such a date is refused.
    """

    def read(cell: str) -> date | None:
        said = cell.strip()
        if not said:
            return None
        if year_first := _ISO.match(said) or _YEAR_FIRST.match(said):
            parts = [part for part in year_first.groups() if part.isdigit()]
            readings = {_date(*map(int, parts))}
        elif numbers := _NUMBERS.match(said):
            first, second, last = int(numbers[1]), int(numbers[3]), int(numbers[4])
            month_first, day_first = _date(last, first, second), _date(last, second, first)
            readings = {"": {month_first, day_first}, "month-first": {month_first}, "day-first": {day_first}}[order]
        else:
            readings = set()
        return _one(readings - {None}, text(cell))

    return read


def _one(readings: set[date | None], cell: str) -> date | None:
    if not readings and (counted := _DAY_NUMBER.match(cell)):
        raise BadCell(
            _(
                "“%(cell)s” is a number of days, as a spreadsheet keeps a date (%(date)s, if it counts from 1900): "
                "format the column as dates and save the file anew"
            )
            % {"cell": cell, "date": date(1899, 12, 30) + timedelta(days=int(counted[1]))}
        )
    if any(reading and not _EARLIEST <= reading <= _LATEST for reading in readings):
        raise BadCell(_("“%(cell)s” stands for no date; write the true one, or leave the cell empty") % {"cell": cell})
    if not readings:
        raise BadCell(_("“%(cell)s” is not a date; write 2025-03-31") % {"cell": cell})
    if len(readings) > 1:
        raise BadCell(
            _("“%(cell)s” can be read as two dates; write 2025-03-31, or say --dates month-first or day-first")
            % {"cell": cell}
        )
    return readings.pop()


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _printable(cell: str) -> str:
    if cell.isprintable():  # most are, and that is told at once
        return cell
    for letter in cell:
        if unicodedata.category(letter) in {"Cc", "Cs"} and not letter.isspace():
            raise BadCell(_("it holds a control character, U+%(code)04X") % {"code": ord(letter)})
    return cell

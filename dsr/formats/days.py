"""How a day is written, and read back: the one place where another language writes it its own way."""

import re
from collections.abc import Iterator
from datetime import date, datetime

from django.utils.dates import MONTHS
from django.utils.formats import date_format

from dsr.clock import PACIFIC


def long_day(day: date | datetime) -> str:
    """December 24, 2026: read later, too, so never “in 26 days”."""
    return str(date_format(day, "F j, Y"))


def long_moment(at: datetime) -> str:
    """December 24, 2026, 2:14 p.m., as California has it."""
    return str(date_format(at.astimezone(PACIFIC), "F j, Y, g:i a"))


def short_day(day: date) -> str:
    """Dec 24, 2026: of a list at the desk."""
    return str(date_format(day, "M j, Y"))


def short_month(day: date) -> str:
    """Dec 2026."""
    return str(date_format(day, "M Y"))


def hour_of(at: datetime) -> str:
    """2:14 p.m., as California has it."""
    return str(date_format(at.astimezone(PACIFIC), "g:i a"))


# As it is written above, long or short. No year means this one; a year in another shape means that nobody knows. A
# weekday before it stays outside.
_DAY = re.compile(r"\b([A-Z][a-z]{2,8}) (\d{1,2})(?!\d)(?!:)(?:, (\d{4})\b|(?!,? ?\d{4}\b))")


def days_in(text: str, this_year: int | None) -> Iterator[tuple[int, int, date]]:
    """The days that stand in a text: from where to where, and which. Without `this_year` only those with a year."""
    months = {str(name)[:length]: number for number, name in MONTHS.items() for length in (3, len(str(name)))}
    for found in _DAY.finditer(text):
        month, number, year = found.groups()
        try:
            if year or this_year:
                yield found.start(), found.end(), date(int(year or this_year or 0), months[month], int(number))
        except (KeyError, ValueError):  # another word before a number; the 31st of a month of 30 days
            continue

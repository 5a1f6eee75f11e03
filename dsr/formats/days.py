"""How a day is written: the one place where another language writes it its own way."""

from datetime import date, datetime

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

"""Days as staff read them: short, with the weekday where mail goes by it, and the year only when it is another."""

from datetime import date

from django.utils.formats import date_format

from dsr.clock import today


def short(day: date) -> str:
    """Of a list: Dec 24."""
    return str(date_format(day, "M j" if _is_this_year(day) else "M j, Y"))


def weekday(day: date) -> str:
    """Of a case: Thu, Dec 24."""
    return str(date_format(day, "D, M j" if _is_this_year(day) else "D, M j, Y"))


def _is_this_year(day: date) -> bool:
    return day.year == today().year

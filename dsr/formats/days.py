"""How a day is written to the public: the one place where another language writes it its own way."""

from datetime import date, datetime

from django.utils.formats import date_format


def long_day(day: date | datetime) -> str:
    """December 24, 2026: read later, too, so never “in 26 days”."""
    return str(date_format(day, "F j, Y"))

"""The day on which a letter went out from the desk that this is a copy of: as the log's line or a person says."""

import re
from datetime import date, datetime, time

from django.utils.translation import gettext as _

from dsr.clock import PACIFIC, now, today
from dsr.errors import BadInput
from dsr.formats.days import long_day
from dsr.models import Installation

_INSTANT = re.compile(r"\b(\d{4}-\d\d-\d\d)(?:[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)\b)?")
_SYSLOG = re.compile(r"\b([A-Z][a-z]{2}) +(\d{1,2}) \d\d:\d\d:\d\d\b")  # names no year


def must_be_after_backup(day: date) -> date:
    """Raises BadInput where it is no day between the backup and now."""
    first, last = days_since_backup()
    if not first <= day <= last:
        words = _("Give a day from %(first)s, the day of the backup, to today.")
        raise BadInput(words % {"first": long_day(first)})
    return day


def days_since_backup() -> tuple[date, date]:
    """The day of the backup, and today. One query, whatever the length of a log that is read by it."""
    backup = _backup()
    return backup.astimezone(PACIFIC).date() if backup else date.min, today()


def day_of_line(line: str, span: tuple[date, date]) -> date | None:
    """The day that a line of a log names, where it lies in these days."""
    first, last = span
    found = [*_instants(line), *_syslog_days(line, {first.year, last.year})]
    return next((day for day in found if first <= day <= last), None)


def moment_of(day: date | None) -> datetime | None:
    """Noon stands for the hour; never before the backup or after now. None: no day is known."""
    if day is None:
        return None
    moment = datetime.combine(day, time(12), tzinfo=PACIFIC)
    backup = _backup()
    return min(max(moment, backup) if backup else moment, now())


def _instants(line: str) -> list[date]:
    return [day for found in _INSTANT.finditer(line) if (day := _read(found[0], found[1])) is not None]


def _read(whole: str, plain: str) -> date | None:
    try:
        instant = datetime.fromisoformat(whole.replace(",", "."))
        return instant.astimezone(PACIFIC).date() if instant.tzinfo else date.fromisoformat(plain)
    except ValueError:
        return None


def _syslog_days(line: str, years: set[int]) -> list[date]:
    days = []
    for month, number in _SYSLOG.findall(line):
        for year in years:
            try:
                days.append(datetime.strptime(f"{year} {month} {number}", "%Y %b %d").date())
            except ValueError:
                continue
    return days


def _backup() -> datetime | None:
    return Installation.objects.values_list("copied_at", flat=True).first()

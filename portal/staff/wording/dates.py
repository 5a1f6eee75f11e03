"""Days as staff read them: short, with the weekday where mail goes by it, and the year only when it is another."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dsr.clock import today
from dsr.formats.days import hour_of, long_day, long_moment
from dsr.law.spans import is_day_alone, local_date


def short(day: date) -> str:
    """Of a list: Dec 24."""
    return str(date_format(day, "M j" if _is_this_year(day) else "M j, Y"))


def weekday(day: date) -> str:
    """Of a case: Thu, Dec 24."""
    return str(date_format(day, "D, M j" if _is_this_year(day) else "D, M j, Y"))


def short_moment(at: datetime) -> str:
    """Dec 24, 2:14 p.m., as California has it."""
    return f"{short(local_date(at))}, {hour_of(at)}"


def spoken_receipt(value: datetime) -> str:
    """When a request came, as California has it; the day alone where nobody gave the hour."""
    if is_day_alone(value):
        return long_day(local_date(value))
    return long_moment(value)


def _is_this_year(day: date) -> bool:
    return day.year == today().year


@dataclass(frozen=True)
class Distance:
    """How far away a day is, as a list says it. `level` is late, now, soon or later."""

    words: str
    level: str


SOON_DAYS = 7


def distance(day: date, today: date) -> Distance:
    """Today and tomorrow by their names, others by the days between."""
    days = (day - today).days
    if days < 0:
        return Distance(ngettext("%(days)d day overdue", "%(days)d days overdue", -days) % {"days": -days}, "late")
    if days < 2:
        return Distance(_("tomorrow") if days else _("today"), "now")
    words = ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    return Distance(words, "soon" if days <= SOON_DAYS else "later")

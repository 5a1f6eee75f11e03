"""Counting days: calendar days, business days, months, calendar years; and the date in California.

The first day is never counted and the last one is: Cal. Civ. Code § 10, Cal. Code Civ. Proc. § 12.
"""

import calendar
from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from dsr.law.citations import ccp, civ
from dsr.law.holidays import DAY, is_civil_business_day, is_court_day

PACIFIC = ZoneInfo("America/Los_Angeles")

FIRST_DAY_EXCLUDED = civ("10", "The first day is excluded and the last included; Code Civ. Proc. § 12 is alike.")
ROLLS_FORWARD = ccp("12a", "A last day that is a Saturday, Sunday or judicial holiday runs to the next court day.")
BUSINESS_DAYS = civ("9", "All days but Sundays and holidays (§ 7) are business days, so a Saturday is one.")
CALENDAR_MONTHS = civ("14(b)(4)", "A month is a calendar month.")


def local_date(instant: datetime) -> date:
    """The date in California at an aware instant. Raises ValueError for a naive one."""
    if instant.tzinfo is None:
        raise ValueError("An instant knows its time zone.")
    return instant.astimezone(PACIFIC).date()


def add_days(day: date, count: int) -> date:
    """The last of `count` calendar days after `day`, which is not counted."""
    _require_positive(count)
    return day + timedelta(days=count)


def add_court_days(day: date, count: int) -> date:
    """The last of `count` business days after `day`, read late: Monday to Friday, no judicial holidays."""
    return _add_counted(day, count, is_court_day)


def add_civil_business_days(day: date, count: int) -> date:
    """The last of `count` business days after `day`, read early: all but Sundays and shared holidays."""
    return _add_counted(day, count, is_civil_business_day)


def roll_forward(day: date) -> date:
    """This day, or the next on which the courts are open. Cal. Code Civ. Proc. § 12a(a)."""
    while not is_court_day(day):
        day += DAY
    return day


def add_months(day: date, count: int) -> date:
    """The same day of the month `count` calendar months later, or that month's last day. Cal. Civ. Code § 14(b)(4)."""
    months = day.year * 12 + day.month - 1 + count
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def calendar_year(year: int) -> tuple[date, date]:
    """The first and the last day of a year."""
    return date(year, 1, 1), date(year, 12, 31)


def in_same_calendar_year(one: datetime, other: datetime) -> bool:
    """True when both instants fall into the same year in California."""
    return local_date(one).year == local_date(other).year


def _add_counted(day: date, count: int, counts: Callable[[date], bool]) -> date:
    _require_positive(count)
    while count:
        day += DAY
        count -= counts(day)
    return day


def _require_positive(count: int) -> None:
    if count < 1:
        raise ValueError("A span has at least one day.")

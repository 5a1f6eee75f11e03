"""Spans of time as the law counts them: the first day is excluded, and a last day may roll forward."""

import calendar
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from dsr.law.calendars import is_business_day_at_the_least, is_court_day

PACIFIC = ZoneInfo("America/Los_Angeles")
_NOON, _FIRST = time(12), time(0)


def local_date(instant: datetime) -> date:
    """The date in California at an aware instant. Raises ValueError for a naive one."""
    if instant.tzinfo is None:
        raise ValueError("An instant must say its offset.")
    return instant.astimezone(PACIFIC).date()


def instant_of_day(day: date, latest: datetime) -> datetime:
    """What stands for a day in California of which nobody gave the hour: its noon; its first moment until `latest`."""
    noon = datetime.combine(day, _NOON, tzinfo=PACIFIC)
    return noon if noon <= latest else datetime.combine(day, _FIRST, tzinfo=PACIFIC)


def is_day_alone(instant: datetime) -> bool:
    """Whether the instant stands for a day of which nobody gave the hour: then no hour is ever said of it."""
    return instant.astimezone(PACIFIC).time() in {_NOON, _FIRST}


def calendar_days(start: date, days: int) -> date:
    """The last day of a period of calendar days: the first is excluded, the last included. CIV § 10, CCP § 12."""
    return start + timedelta(days=days)


def roll_forward(day: date) -> date:
    """The day itself or the next that is no Saturday, Sunday or judicial holiday. CCP § 12a."""
    while not is_court_day(day):
        day += timedelta(days=1)
    return day


def last_open_day(day: date, closed: frozenset[date]) -> date:
    """The day itself, or the last before it on which the business is open: a court day it does not keep closed."""
    while day in closed or not is_court_day(day):
        day -= timedelta(days=1)
    return day


# The days of one receipt are asked for again and again, by each page and letter that tells one of them.
@lru_cache(4096)
def _business_days(start: date, days: int, counts: Callable[[date], bool]) -> date:
    day = start
    while days > 0:
        day += timedelta(days=1)
        if counts(day):
            days -= 1
    return day


def business_days_at_the_least(start: date, days: int) -> date:
    """Business days in the strictest reading: Saturdays and minor state holidays count. CIV §§ 7, 9."""
    return _business_days(start, days, is_business_day_at_the_least)


def business_days_at_the_most(start: date, days: int) -> date:
    """Business days in the widest reading: Monday to Friday without judicial holidays. CCP § 135."""
    return _business_days(start, days, is_court_day)


def add_months(day: date, months: int) -> date:
    """Calendar months later; the last day of a shorter month stands in for a day it lacks. CIV § 14(b)(4)."""
    index = day.month - 1 + months
    year, month = day.year + index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def calendar_year(year: int) -> tuple[date, date]:
    """January 1 and December 31."""
    return date(year, 1, 1), date(year, 12, 31)

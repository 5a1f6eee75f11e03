"""The calendars that deadlines roll over: judicial holidays, and the few days that everybody keeps."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from dsr.law.citations import Citation, ccp, gov, rule

SATURDAY, SUNDAY = 5, 6  # date.weekday()


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def _last(year: int, month: int, weekday: int) -> date:
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return last - timedelta(days=(last.weekday() - weekday) % 7)


@dataclass(frozen=True)
class Holiday:
    """A judicial holiday. `day` gives its own date in a year; `since` is the first year it was one.

    `federal_too`: it is also a federal holiday, so that hardly anybody could call it a business day.
    `moves`: Cal. Gov. Code § 6701 moves it too when it falls on one of these weekdays, as the federal rules do.
    """

    name: str
    day: Callable[[int], date]
    citation: Citation
    federal_too: bool = False
    since: int = 1900
    moves: frozenset[int] = frozenset()


_LIST = gov("6700")
_COURT = ccp("135")
_FROM_SUNDAY = frozenset({SUNDAY})

JUDICIAL = (
    Holiday("New Year's Day", lambda year: date(year, 1, 1), _LIST, federal_too=True, moves=_FROM_SUNDAY),
    Holiday("Martin Luther King Jr. Day", lambda year: _nth(year, 1, 0, 3), _LIST, federal_too=True),
    Holiday("Lincoln Day", lambda year: date(year, 2, 12), _LIST),
    Holiday("Presidents' Day", lambda year: _nth(year, 2, 0, 3), _LIST, federal_too=True),
    Holiday("Cesar Chavez Day (Farmworkers Day)", lambda year: date(year, 3, 31), _LIST, since=2001),
    Holiday("Memorial Day", lambda year: _last(year, 5, 0), _LIST, federal_too=True),
    Holiday("Juneteenth", lambda year: date(year, 6, 19), _LIST, federal_too=True, since=2023),
    Holiday("Independence Day", lambda year: date(year, 7, 4), _LIST, federal_too=True, moves=_FROM_SUNDAY),
    Holiday("Labor Day", lambda year: _nth(year, 9, 0, 1), _LIST, federal_too=True),
    Holiday("Native American Day", lambda year: _nth(year, 9, 4, 4), _COURT, since=2022),
    Holiday(
        "Veterans Day",
        lambda year: date(year, 11, 11),
        _LIST,
        federal_too=True,
        moves=frozenset({SATURDAY, SUNDAY}),
    ),
    Holiday("Thanksgiving Day", lambda year: _nth(year, 11, 3, 4), _LIST, federal_too=True),
    Holiday("Day after Thanksgiving", lambda year: _nth(year, 11, 3, 4) + timedelta(days=1), _COURT),
    Holiday("Christmas Day", lambda year: date(year, 12, 25), _LIST, federal_too=True, moves=_FROM_SUNDAY),
)
OBSERVED = rule("1.11")  # a Sunday holiday is kept on Monday, a Saturday holiday on the Friday before


def _observed(day: date) -> date:
    if day.weekday() == SUNDAY:
        return day + timedelta(days=1)
    if day.weekday() == SATURDAY:
        return day - timedelta(days=1)
    return day


@cache
def judicial_holidays(year: int) -> dict[date, Holiday]:
    """The days of `year` on which the courts are closed for a holiday, as observed."""
    found: dict[date, Holiday] = {}
    for of_year in (year, year + 1):  # a New Year's Day on Saturday is kept on the last day of December
        for holiday in JUDICIAL:
            if of_year >= holiday.since:
                day = _observed(holiday.day(of_year))
                if day.year == year:
                    found.setdefault(day, holiday)
    return found


def is_judicial_holiday(day: date) -> bool:
    """A weekday on which the courts are closed for a holiday."""
    return day in judicial_holidays(day.year)


def is_court_day(day: date) -> bool:
    """Monday to Friday and no judicial holiday. Cal. Code Civ. Proc. §§ 12a, 135."""
    return day.weekday() < SATURDAY and not is_judicial_holiday(day)


@cache
def _kept_by_all(year: int) -> frozenset[date]:
    days = set()
    for holiday in JUDICIAL:
        if holiday.federal_too and year >= holiday.since:
            own = holiday.day(year)
            days.add(own)
            # A Friday or Monday in lieu is on both lists only where the state's own rule names it, which leaves out
            # the Monday after a Juneteenth on Sunday.
            if own.weekday() in holiday.moves:
                days.add(_observed(own))
    return frozenset(days)


def is_business_day_at_the_least(day: date) -> bool:
    """The strictest reading, Cal. Civ. Code §§ 7, 9: every day but Sundays and holidays both federal and Californian.

    Saturdays and the smaller state holidays count as business days; so does Columbus Day, when the courts are open.
    Every court day is such a day, so a span counted in these is never the longer one.
    """
    return day.weekday() != SUNDAY and day not in _kept_by_all(day.year)

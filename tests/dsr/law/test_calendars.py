"""The judicial calendar against the days the courts published, and the shorter list against the federal holidays."""

from datetime import date, timedelta

import holidays
import pytest

from dsr.law.calendars import (
    JUDICIAL,
    is_business_day_at_the_least,
    is_court_day,
    is_judicial_holiday,
    judicial_holidays,
)

# As the Superior Court of San Bernardino published them.
PUBLISHED = {
    2025: "01-01 01-20 02-12 02-17 03-31 05-26 06-19 07-04 09-01 09-26 11-11 11-27 11-28 12-25",
    2026: "01-01 01-19 02-12 02-16 03-31 05-25 06-19 07-03 09-07 09-25 11-11 11-26 11-27 12-25",
}


@pytest.mark.parametrize("year", PUBLISHED)
def test_judicial_holidays_are_the_published_ones(year):
    published = {date.fromisoformat(f"{year}-{day}") for day in PUBLISHED[year].split()}
    every_day = (date(year, 1, 1) + timedelta(days=n) for n in range(365))
    assert set(judicial_holidays(year)) == published
    assert {day for day in every_day if is_judicial_holiday(day)} == published


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2029-03-30", "Cesar Chavez"),  # 31 March 2029 is a Saturday
        ("2027-12-24", "Christmas"),  # 25 December 2027 is a Saturday
        ("2027-12-31", "New Year"),  # 1 January 2028 is a Saturday: kept in the year before
        ("2028-02-11", "Lincoln"),  # 12 February 2028 is a Saturday
        ("2028-11-10", "Veterans"),  # 11 November 2028 is a Saturday
        ("2027-07-05", "Independence"),  # 4 July 2027 is a Sunday
        ("2033-06-20", "Juneteenth"),  # 19 June 2033 is a Sunday
        ("2023-01-02", "New Year"),  # 1 January 2023 is a Sunday
    ],
)
def test_weekend_holidays_are_kept_on_the_friday_before_or_the_monday_after(day, name):
    day = date.fromisoformat(day)
    assert judicial_holidays(day.year)[day].name.startswith(name)
    assert not is_court_day(day)


@pytest.mark.parametrize(
    "day",
    [
        "2026-10-12",  # Columbus Day
        "2026-02-17",  # Lunar New Year
        "2026-04-24",  # Genocide Remembrance Day
        "2026-09-09",  # Admission Day
        "2027-10-29",  # Diwali falls in that week
        "2026-04-03",  # Good Friday
    ],
)
def test_days_that_the_courts_do_not_keep(day):
    assert is_court_day(date.fromisoformat(day))


def test_saturdays_and_sundays_are_no_court_days():
    assert not is_court_day(date(2026, 8, 1))
    assert not is_court_day(date(2026, 8, 2))
    assert is_court_day(date(2026, 8, 3))


@pytest.mark.parametrize("year", range(2023, 2061))
def test_shared_holidays_are_the_federal_ones(year):
    """A library that knows federal days by its own rules is the witness; Columbus Day is counted on purpose."""
    federal = holidays.US(years=year, observed=False)
    expected = {day for day, name in federal.items() if "Columbus" not in name}
    ours = {holiday.day(year) for holiday in JUDICIAL if holiday.federal_too}
    assert ours == expected
    assert not any(is_business_day_at_the_least(day) for day in expected)


@pytest.mark.parametrize("year", range(2023, 2061))
def test_every_court_day_is_a_business_day_in_the_strict_reading(year):
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
    assert all(is_business_day_at_the_least(day) for day in days if is_court_day(day))


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        ("2026-08-01", True),  # a Saturday
        ("2026-08-02", False),  # a Sunday
        ("2026-02-12", True),  # Lincoln Day is no federal holiday
        ("2026-03-31", True),  # nor is Farmworkers Day
        ("2026-09-25", True),  # nor Native American Day
        ("2026-11-27", True),  # nor the day after Thanksgiving
        ("2026-07-04", False),  # a Saturday, but the statutes name the date itself
        ("2026-07-03", True),  # and its Friday counts
        ("2028-11-10", False),  # except the Friday before Veterans Day, Gov. Code § 6701
        ("2028-11-11", False),
        ("2027-07-05", False),  # the Monday after a Sunday's holiday, Gov. Code § 6701
        ("2033-06-20", True),  # which does not name Juneteenth
        ("2027-12-31", True),  # the Friday before a Saturday's New Year
    ],
)
def test_business_days_in_the_strict_reading(day, counts):
    assert is_business_day_at_the_least(date.fromisoformat(day)) is counts


def test_every_holiday_says_where_it_comes_from():
    assert {str(holiday.citation) for holiday in JUDICIAL} == {"Cal. Gov. Code § 6700", "Cal. Code Civ. Proc. § 135"}

"""Counting days: properties, and the date in California against the rule of daylight saving time itself."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.law import spans

days = st.dates(date(2023, 1, 1), date(2060, 12, 31))
instants = st.datetimes(datetime(2007, 1, 1), datetime(2037, 12, 31), timezones=st.just(UTC))


def _sunday(year: int, month: int, nth: int) -> date:
    """The nth Sunday of a month, found by looking at each day."""
    found = [day for day in range(1, 29) if date(year, month, day).isoweekday() == 7]
    return date(year, month, found[nth - 1])


def _in_california(instant: datetime) -> date:
    """Since 2007: 7 hours behind from 10:00 UTC on March's 2nd Sunday until 9:00 UTC on November's 1st, else 8."""
    begins = datetime.combine(_sunday(instant.year, 3, 2), datetime.min.time(), UTC) + timedelta(hours=10)
    ends = datetime.combine(_sunday(instant.year, 11, 1), datetime.min.time(), UTC) + timedelta(hours=9)
    return (instant - timedelta(hours=7 if begins <= instant < ends else 8)).date()


@given(instants)
def test_local_date_follows_daylight_saving_time(instant):
    assert spans.local_date(instant) == _in_california(instant)


@given(st.integers(2007, 2036), st.integers(-90, 90), st.sampled_from([(3, 2), (11, 1), (1, 1), (7, 1)]))
def test_local_date_near_midnight_and_the_change_of_the_hour(year, minutes, sunday):
    for hour in (7, 8, 9, 10):
        start = datetime.combine(_sunday(year, *sunday), datetime.min.time(), UTC) + timedelta(hours=hour)
        instant = start + timedelta(minutes=minutes)
        assert spans.local_date(instant) == _in_california(instant)


@given(instants, st.integers(-12, 14))
def test_local_date_is_the_same_however_the_instant_is_written(instant, hours):
    zone = datetime.strptime(f"{hours:+03d}00", "%z").tzinfo
    assert spans.local_date(instant.astimezone(zone)) == spans.local_date(instant)


def test_local_date_refuses_an_instant_without_offset():
    with pytest.raises(ValueError, match="offset"):
        spans.local_date(datetime(2026, 3, 10, 9, 0))


@given(days, st.integers(0, 400))
def test_calendar_days_leave_out_the_first_day(start, count):
    assert (spans.calendar_days(start, count) - start).days == count


@given(days)
def test_roll_forward_goes_no_further_than_it_must(day):
    rolled = spans.roll_forward(day)
    assert day <= rolled <= day + timedelta(days=4)
    assert spans.roll_forward(rolled) == rolled
    assert rolled.isoweekday() < 6


@given(days, st.integers(1, 60))
def test_business_days_in_the_strict_reading_are_never_the_longer_span(start, count):
    least, most = (
        spans.business_days_at_the_least(start, count),
        spans.business_days_at_the_most(start, count),
    )
    assert start < least <= most


@given(days, st.integers(1, 60))
@pytest.mark.parametrize("span", [spans.business_days_at_the_least, spans.business_days_at_the_most])
def test_spans_grow_with_their_length_and_their_start(span, start, count):
    assert span(start, count) < span(start, count + 1)
    assert span(start, count) <= span(start + timedelta(days=1), count)


@given(days, st.frozensets(st.dates(date(2025, 1, 1), date(2027, 1, 1))))
def test_last_open_day_is_never_later(day, closed):
    found = spans.last_open_day(day, closed)
    assert found <= spans.last_open_day(day, frozenset()) <= day
    assert found not in closed


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2025-01-15", 18, "2026-07-15"),
        ("2024-08-31", 18, "2026-02-28"),  # February 2026 has 28 days
        ("2026-08-31", 18, "2028-02-29"),  # February 2028 has 29
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2025-12-31", 6, "2026-06-30"),
        ("2026-06-30", 6, "2026-12-30"),
        ("2026-12-01", 1, "2027-01-01"),
        ("2026-11-30", 1, "2026-12-30"),
    ],
)
def test_months_are_calendar_months(start, months, end):
    assert spans.add_months(date.fromisoformat(start), months) == date.fromisoformat(end)


@given(days, st.integers(0, 120))
def test_months_change_the_month_and_nothing_else(day, count):
    end = spans.add_months(day, count)
    assert (end.year - day.year) * 12 + end.month - day.month == count
    assert end.day == day.day or (end.day < day.day and (end + timedelta(days=1)).day == 1)


def test_a_calendar_year_is_january_to_december():
    assert spans.calendar_year(2028) == (date(2028, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize("day", [date(2026, 3, 8), date(2026, 11, 1), date(2026, 3, 10)])
@pytest.mark.parametrize("hour", [0, 8, 11, 12, 23])
def test_what_stands_for_a_day_alone_is_of_that_day_and_never_ahead(day, hour):
    latest = datetime(day.year, day.month, day.day, hour, 0, 1, tzinfo=spans.PACIFIC)
    stands = spans.instant_of_day(day, latest)
    assert spans.is_day_alone(stands) and spans.local_date(stands) == day and stands <= latest
    assert spans.is_day_alone(stands.astimezone(UTC))
    assert not spans.is_day_alone(latest)

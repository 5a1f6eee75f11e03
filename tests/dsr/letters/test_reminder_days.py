"""A reminder comes before the day and on it, once each, never twice at once and never of a day that has passed."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr import clock, letters
from dsr.clock import PACIFIC

ASKED = datetime(2026, 3, 10, 9, 0, tzinfo=PACIFIC)


@pytest.fixture(autouse=True)
def _real_clock():
    yield
    clock.freeze(None)


def _sent_on(length: int, looked_on: list[int]) -> list[tuple[int, int]]:
    """The days on which a reminder goes out, and its number, when the worker looks on these days only."""
    due_on, sent, found = ASKED.date() + timedelta(days=length), 0, []
    for day in sorted(looked_on):
        for hour in (8, 10, 20):
            clock.freeze(ASKED.replace(hour=hour) + timedelta(days=day))
            if number := letters.due_reminder(due_on, ASKED, sent):
                sent = number
                found.append((day, number))
    return found


@pytest.mark.parametrize(
    ("length", "looked_on", "expected"),
    [
        (10, list(range(15)), [(7, 1), (10, 2)]),
        (10, [0, 13], []),  # nothing ran meanwhile, and the day is over
        (10, [0, 10, 13], [(10, 2)]),
        (10, [0, 9, 13], [(9, 1)]),
        (3, list(range(6)), [(3, 2)]),  # who has no longer than three days is reminded on the day alone
        (0, list(range(6)), []),  # nobody is reminded on the day of asking
    ],
)
def test_the_days_of_reminders(length, looked_on, expected):
    assert _sent_on(length, looked_on) == expected


@given(st.integers(0, 30), st.sets(st.integers(0, 40)))
def test_whatever_days_were_missed_one_goes_out_at_once_and_none_after_the_day(length, looked_on):
    found = _sent_on(length, list(looked_on))
    days = [day for day, _number in found]
    assert len(set(days)) == len(days) <= 2
    assert all(0 < day <= length for day in days)
    assert [number for _day, number in found] == sorted({number for _day, number in found})


def test_the_day_is_counted_in_california():
    clock.freeze(datetime(2026, 3, 20, 23, 30, tzinfo=PACIFIC))  # already the 21st in Greenwich
    assert letters.due_reminder(date(2026, 3, 20), ASKED, 1) == 2

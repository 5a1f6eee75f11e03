"""The one source of the time."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from dsr import clock, demo_clock
from dsr.models import ClockOffset
from tests.guard import machine_clock


def ahead() -> timedelta:
    """How far now() is ahead of the machine that this run is told of."""
    return clock.now() - datetime.now(UTC) - machine_clock.ahead()


def test_now_is_aware_and_in_utc():
    assert abs(ahead()) < timedelta(seconds=5)
    assert clock.now().utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 1, 1, 7, 59, tzinfo=UTC), date(2025, 12, 31)),
        (datetime(2026, 1, 1, 8, 0, tzinfo=UTC), date(2026, 1, 1)),
        (datetime(2026, 7, 1, 6, 59, tzinfo=UTC), date(2026, 6, 30)),
        (datetime(2026, 7, 1, 7, 0, tzinfo=UTC), date(2026, 7, 1)),
    ],
)
def test_today_is_the_date_in_california(frozen, instant, day):
    frozen(instant)
    assert clock.today() == day


def test_a_frozen_clock_stands_still_and_speaks_utc(frozen):
    frozen(datetime(2026, 3, 10, 9, 0, tzinfo=timezone(timedelta(hours=-7))))
    assert clock.now() == clock.now()
    assert clock.now().isoformat() == "2026-03-10T16:00:00+00:00"


def test_it_freezes_at_aware_instants_only():
    with pytest.raises(ValueError, match="aware"):
        clock.freeze(datetime(2026, 3, 10))


@pytest.mark.django_db
def test_the_demo_moves_forward_only(monkeypatch):
    monkeypatch.setattr(clock, "offset", demo_clock.offset)
    demo_clock.move_forward(timedelta(days=40))
    demo_clock.move_forward(timedelta(hours=1))
    assert timedelta(days=40, minutes=59) < ahead() <= timedelta(days=40, hours=1)
    for back in (timedelta(0), timedelta(days=-1)):
        with pytest.raises(ValueError, match="forward"):
            demo_clock.move_forward(back)
    assert ClockOffset.objects.count() == 1


@pytest.mark.django_db
def test_outside_the_demo_an_offset_row_moves_nothing():
    demo_clock.move_forward(timedelta(days=40))
    assert abs(ahead()) < timedelta(seconds=5)

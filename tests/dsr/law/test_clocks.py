"""Clocks: deadlines counted by hand, properties, and explanations."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.law import shine_the_light as law
from dsr.law import unsubscribe
from dsr.law.calendars import is_court_day
from dsr.law.citations import ccr
from dsr.law.clocks import Clock, Deadline, Unit
from dsr.law.spans import local_date
from tests.dsr.law.hand_counted import BUSINESS_DAYS, REASONABLE_PERIOD, THIRTY_DAYS


def _business(count: int) -> Clock:
    return Clock("test", count, Unit.BUSINESS, ccr("7021"), "%(days)s business days end on %(day)s.")


def _dates(deadline: Deadline) -> tuple[str, str]:
    return deadline.due_safe.isoformat(), deadline.due_latest.isoformat()


def test_at_least_forty_deadlines_are_counted_by_hand():
    assert len({*THIRTY_DAYS, *REASONABLE_PERIOD, *BUSINESS_DAYS}) >= 40


@pytest.mark.parametrize(("received", "safe", "latest"), THIRTY_DAYS)
def test_thirty_days_at_a_designated_address(received, safe, latest):
    assert _dates(law.DESIGNATED.start(datetime.fromisoformat(received))) == (safe, latest)


@pytest.mark.parametrize(("received", "reasonable", "safe", "latest"), REASONABLE_PERIOD)
def test_reasonable_period_elsewhere(received, reasonable, safe, latest):
    assert _dates(law.elsewhere(reasonable).start(datetime.fromisoformat(received))) == (safe, latest)


@pytest.mark.parametrize(("received", "count", "safe", "latest"), BUSINESS_DAYS)
def test_business_days(received, count, safe, latest):
    assert _dates(_business(count).start(datetime.fromisoformat(received))) == (safe, latest)


instants = st.datetimes(datetime(2023, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))
lengths = st.integers(1, 60)
clocks = st.one_of(
    st.just(law.DESIGNATED),
    st.just(unsubscribe.CLOCK),
    st.integers(1, 200).map(law.elsewhere),
    st.integers(1, 60).map(_business),
)
closings = st.frozensets(st.dates(date(2023, 1, 1), date(2060, 12, 31)), max_size=30)


@given(clocks, instants, closings)
def test_the_date_to_work_to_is_never_the_later_one(clock, received, closed):
    deadline = clock.start(received, closed)
    assert (received - timedelta(hours=8)).date() < deadline.due_safe <= deadline.due_latest
    assert deadline.due_latest.isoweekday() < 6


@given(clocks, instants, st.frozensets(st.integers(0, 160), max_size=40))
def test_closed_days_move_no_date_and_the_day_to_send_by_only_earlier(clock, received, offsets):
    day = local_date(received)
    closed = frozenset(day + timedelta(days=offset) for offset in offsets)
    without, deadline = clock.start(received), clock.start(received, closed)
    assert (_dates(deadline), deadline.law_day) == (_dates(without), without.law_day)
    is_named = "due" in deadline.explanation[-1].values
    assert is_named == (deadline.send_by != deadline.due_safe)
    if is_named:
        assert deadline.send_by <= without.send_by
        assert deadline.explanation[-1].values["day"] == deadline.send_by.isoformat()


@given(clocks, instants, st.frozensets(st.integers(0, 160), max_size=60))
def test_the_day_to_send_by_is_open_wherever_a_day_between_receipt_and_the_due_day_is(clock, received, offsets):
    day = local_date(received)
    closed = frozenset(day + timedelta(days=offset) for offset in offsets)
    deadline = clock.start(received, closed)
    assert day < deadline.send_by <= deadline.due_safe
    days = [day + timedelta(days=number + 1) for number in range((deadline.due_safe - day).days)]
    open_days = [one for one in days if is_court_day(one) and one not in closed]
    assert deadline.send_by == (open_days[-1] if open_days else deadline.due_safe)


def test_what_the_journal_kept_before_it_named_the_day_to_send_by_is_read_as_it_was_explained():
    deadline = law.DESIGNATED.start(datetime.fromisoformat("2026-06-03T12:00-07:00"))
    assert (deadline.send_by, deadline.due_safe) == (date(2026, 7, 2), date(2026, 7, 3))
    facts = {name: value for name, value in deadline.as_facts().items() if name not in {"send_by", "law_day", "basis"}}
    assert Deadline.from_facts(facts) == deadline
    elsewhere = law.elsewhere(30).start(datetime.fromisoformat("2026-06-03T12:00-07:00")).as_facts()
    assert not Deadline.from_facts({k: v for k, v in elsewhere.items() if k != "basis"}).is_promised


def test_the_explanation_of_an_unsubscription_names_the_provider_s_day_the_law_s_safe_day_and_its_last():
    deadline = unsubscribe.CLOCK.start(datetime.fromisoformat("2026-08-03T09:00-07:00"))
    told = [part.values["day"] for part in deadline.explanation]
    assert told == ["2026-08-03", "2026-08-05", "2026-08-14", "2026-08-17"]
    assert (deadline.due_safe, deadline.law_day) == (date(2026, 8, 5), date(2026, 8, 14))


@given(clocks, instants, st.integers(0, 40 * 24 * 60))
def test_what_came_later_is_never_due_earlier(clock, received, minutes):
    one, other = clock.start(received), clock.start(received + timedelta(minutes=minutes))
    assert one.due_safe <= other.due_safe
    assert one.due_latest <= other.due_latest


@given(lengths, instants)
def test_a_longer_period_is_never_due_earlier(length, received):
    one, other = _business(length).start(received), _business(length + 1).start(received)
    assert one.due_safe < other.due_safe
    assert one.due_latest < other.due_latest


@given(clocks, instants, closings)
def test_a_deadline_survives_the_journal(clock, received, closed):
    deadline = clock.start(received, closed)
    assert Deadline.from_facts(json.loads(json.dumps(deadline.as_facts()))) == deadline


@given(clocks, instants, closings)
def test_every_segment_can_be_read_and_cites_the_law(clock, received, closed):
    deadline = clock.start(received, closed)
    for segment in deadline.explanation:
        assert "%" not in str(segment)
        assert segment.start <= segment.end
        assert segment.citation.startswith(("Cal. ", "15 U.S.C.", "Google"))
    told = " ".join(str(segment) for segment in deadline.explanation)
    assert deadline.due_safe.isoformat() in told
    assert deadline.due_latest.isoformat() in told
    assert deadline.law_day.isoformat() in told
    assert deadline.send_by.isoformat() in told


def test_the_explanation_of_a_request_at_a_designated_address():
    deadline = law.DESIGNATED.start(datetime.fromisoformat("2026-06-03T12:00-07:00"))
    assert [(str(part), part.citation) for part in deadline.explanation] == [
        (
            "The request was received on 2026-06-03 in California. This day is not counted.",
            "Cal. Civ. Code § 10",
        ),
        (
            "It came to an address we publish for these requests: respond within 30 days, by 2026-07-03.",
            "Cal. Civ. Code § 1798.83(b)(1)",
        ),
        (
            "The last day is a weekend day or a holiday of the courts, so the period runs to 2026-07-06.",
            "Cal. Code Civ. Proc. § 12a",
        ),
        (
            "We are closed on 2026-07-03, and the day does not move for that: send it by 2026-07-02.",
            "Cal. Civ. Code § 10",
        ),
    ]


def test_a_week_of_closed_days_is_named_in_the_explanation():
    closed = frozenset(date(2026, 4, day) for day in range(6, 11))
    deadline = law.DESIGNATED.start(datetime.fromisoformat("2026-03-10T09:00-07:00"), closed)
    # Due on Thursday 9 April; the week begins on Monday 6, so the last open day is Friday 3.
    assert deadline.send_by == date(2026, 4, 3)


def test_only_the_law_s_own_thirty_days_are_promised():
    received = datetime(2026, 3, 10, 16, 0, tzinfo=UTC)
    assert law.DESIGNATED.start(received).is_promised
    assert not law.elsewhere(30).start(received).is_promised


def test_a_period_has_at_least_one_day():
    with pytest.raises(ValueError, match="at least one day"):
        law.elsewhere(0)
    with pytest.raises(ValueError, match="at least one day"):
        _business(0)


def test_an_instant_without_offset_is_refused():
    with pytest.raises(ValueError, match="offset"):
        law.DESIGNATED.start(datetime(2026, 3, 10, 9, 0))

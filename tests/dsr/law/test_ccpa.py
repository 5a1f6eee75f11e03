"""The clocks of a CCPA request, counted by hand with a paper calendar, one a row with the count."""

from datetime import date, datetime, timedelta

import pytest

from dsr.law import ccpa
from dsr.law.spans import local_date, roll_forward

# Received at, due_safe, due_latest.
TEN_BUSINESS_DAYS = (
    # Tuesday 10 March. With Saturdays: 11 12 13 14 16 17 18 19 20 21. Court days: 11 12 13 16 17 18 19 20 23 24.
    ("2026-03-10T09:00-07:00", "2026-03-21", "2026-03-24"),
    # One minute before midnight in California is the next day in UTC; a minute later the count moves by a day.
    ("2026-03-11T06:59+00:00", "2026-03-21", "2026-03-24"),
    ("2026-03-11T07:00+00:00", "2026-03-23", "2026-03-25"),
    # A Sunday starts like the Saturday before it: the first day counted is Monday 16.
    ("2026-03-15T12:00-07:00", "2026-03-26", "2026-03-27"),
    # Christmas counts for nobody: 19 21 22 23 24 26 28 29 30 31. Courts skip New Year too: 21-24, 28-31, 4, 5.
    ("2026-12-18T12:00-08:00", "2026-12-31", "2027-01-05"),
    # Thanksgiving counts for nobody, its Friday only for the courts is a holiday.
    ("2026-11-20T12:00-08:00", "2026-12-03", "2026-12-08"),
    # Farmworkers Day, 31 March, is a holiday of the courts alone: 24 25 26 27 28 30 31 1 2 3; 24-27, 30, 1-3, 6, 7.
    ("2026-03-23T12:00-07:00", "2026-04-03", "2026-04-07"),
)
FORTY_FIVE_DAYS = (
    # 10 + 45 = 55, less March's 31: Friday 24 April.
    ("2026-03-10T09:00-07:00", "2026-04-24", "2026-04-24"),
    # 23:59 and 0:00: the next day is Saturday 25 April, Monday 27.
    ("2026-03-11T06:59+00:00", "2026-04-24", "2026-04-24"),
    ("2026-03-11T07:00+00:00", "2026-04-25", "2026-04-27"),
    # 20 + 45 = 65, less 31 and 30: Saturday 4 July 2026, kept on Friday; Monday 6.
    ("2026-05-20T12:00-07:00", "2026-07-04", "2026-07-06"),
    # 10 + 45 = 55, less November's 30: Friday 25 December; Monday 28.
    ("2026-11-10T12:00-08:00", "2026-12-25", "2026-12-28"),
    # 15 + 45 = 60, less January's 31: 29 February 2028, a Tuesday.
    ("2028-01-15T12:00-08:00", "2028-02-29", "2028-02-29"),
)
NINETY_DAYS = (
    # 10 + 90 = 100, less 31, 30 and 31: Monday 8 June. Not 45 and 90 together.
    ("2026-03-10T09:00-07:00", "2026-06-08", "2026-06-08"),
    # 26 + 90 = 116, less 30, 31 and 30: Friday 25 December; Monday 28.
    ("2026-09-26T12:00-07:00", "2026-12-25", "2026-12-28"),
    # 1 + 90 = 91, less 31 and 30: Wednesday 30 December.
    ("2026-10-01T12:00-07:00", "2026-12-30", "2026-12-30"),
)


@pytest.mark.parametrize(
    ("clock", "row"),
    [
        *((ccpa.ACKNOWLEDGE, row) for row in TEN_BUSINESS_DAYS),
        *((ccpa.RESPOND, row) for row in FORTY_FIVE_DAYS),
        *((ccpa.EXTENDED, row) for row in NINETY_DAYS),
    ],
)
def test_the_dates_are_those_of_a_paper_calendar(clock, row):
    received, safe, latest = row
    deadline = clock.start(datetime.fromisoformat(received))
    assert (deadline.due_safe, deadline.due_latest) == (date.fromisoformat(safe), date.fromisoformat(latest))
    assert deadline.is_promised


def test_each_clock_cites_its_law():
    assert str(ccpa.ACKNOWLEDGE.citation) == "Cal. Code Regs. tit. 11, § 7021(a)"
    assert str(ccpa.RESPOND.citation) == "Cal. Code Regs. tit. 11, § 7021(b)"
    assert str(ccpa.EXTENDED.citation) == "Cal. Civ. Code § 1798.130(a)(2)(A)"
    assert str(ccpa.policy(30).citation) == "Cal. Bus. & Prof. Code § 22576"


def test_an_extension_never_passes_day_ninety():
    received = datetime.fromisoformat("2026-03-10T09:00-07:00")
    first, extended = ccpa.RESPOND.start(received), ccpa.EXTENDED.start(received)
    assert (extended.due_safe - first.due_safe).days == 45


def test_only_the_date_for_counsel_rolls_past_day_ninety():
    """Cal. Code Civ. Proc. § 12a moves the last day of a period; nobody works to it, and no requester is told."""
    for offset in range(366):
        received = datetime.fromisoformat("2026-01-01T12:00-08:00") + timedelta(days=offset)
        deadline = ccpa.EXTENDED.start(received)
        last = local_date(received) + timedelta(days=90)
        assert (deadline.due_safe, deadline.due_latest) == (last, roll_forward(last))
        rolled = [segment for segment in deadline.explanation if segment.citation == "Cal. Code Civ. Proc. § 12a"]
        assert bool(rolled) == (deadline.due_latest > last)
        assert deadline.due_latest <= last + timedelta(days=4)


def test_what_only_our_policy_promises_takes_the_days_of_the_setting():
    deadline = ccpa.policy(21).start(datetime.fromisoformat("2026-03-10T09:00-07:00"))
    assert (deadline.due_safe, deadline.is_promised) == (date(2026, 3, 31), True)

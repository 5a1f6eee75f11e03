"""A run as of another instant: every process of it reads the time that the run was told."""

import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from dsr import clock
from dsr.lifecycle import State
from tests import given
from tests.guard import machine_clock

ROOT = Path(__file__).resolve().parents[1]
# An evening in California: in UTC it is the next day already.
EVENING = "2027-01-14T20:00:00-08:00"


def _child(**told: str) -> str:
    """What a Python that a test starts says of the time."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DAYLIGHT_TEST_CLOCK")}
    code = "from dsr import clock; print(clock.now().isoformat(), clock.today())"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, env={**environment, **told}, capture_output=True, text=True, check=False)
    return done.stdout or done.stderr


def test_a_process_begins_at_the_instant_that_the_run_was_told():
    now, today = _child(DAYLIGHT_TEST_AS_OF=EVENING).split()
    assert timedelta(0) <= datetime.fromisoformat(now) - datetime.fromisoformat(EVENING) < timedelta(hours=1)
    assert today == "2027-01-14"


def test_the_processes_of_a_run_are_ahead_by_the_same():
    day = timedelta(days=1).total_seconds()
    now, _today = _child(DAYLIGHT_TEST_AS_OF=EVENING, DAYLIGHT_TEST_CLOCK_AHEAD=str(day)).split()
    plain = clock.now() - machine_clock.ahead()
    assert timedelta(hours=23) < datetime.fromisoformat(now) - plain < timedelta(hours=25)


def test_an_instant_without_its_offset_is_refused(monkeypatch):
    monkeypatch.delenv("DAYLIGHT_TEST_CLOCK_AHEAD", raising=False)
    monkeypatch.setenv("DAYLIGHT_TEST_AS_OF", "2027-01-14T20:00:00")
    with pytest.raises(ValueError, match="needs its offset"):
        machine_clock.begin()


@pytest.mark.django_db
@pytest.mark.parametrize("instant", ["2026-01-01T00:30:00-08:00", EVENING, "2031-12-31T23:30:00-08:00"])
def test_what_is_given_answers_a_request_of_any_year(frozen, instant):
    frozen(given.at(instant))
    given.a_ledger()
    case = given.responded()
    assert (case.state, case.outcome) == (State.RESPONDED, "STL_DISCLOSED")
    assert case.year == given.last_year()

"""When the letters of bulk work leave, as the look before it says: by the clock, and what waits for nothing."""

from datetime import date, datetime, timedelta

import pytest

from dsr.clock import PACIFIC
from dsr.lifecycle import Who
from dsr.models import Bulk, Case
from portal.staff.wording import departure
from portal.staff.wording.departure import Departure
from tests import given
from tests.dsr.bulk.test_job import wave
from tests.portal.staff.bulk.test_views import at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def then_of(reviewer, settings, cases: list[Case], seconds: int = 600) -> str:
    """What the look says of when the letters leave."""
    settings.DECISION_WAIT = timedelta(seconds=seconds)
    sent = {"case": [case.reference for case in cases], "action": "approve"}
    reviewer.post("/desk/bulk/", sent)
    given.drain()
    said = reviewer.get(at(Bulk.objects.latest("pk"))).content.decode()
    return " ".join(said.split("<dt>Then</dt>")[1].split("</dd>")[0].removeprefix("<dd>").split())


def test_the_look_tells_by_the_clock_when_the_letters_leave(reviewer, settings, frozen):
    cases = wave(3)
    frozen(datetime(2026, 3, 10, 14, 30, tzinfo=PACIFIC))
    first = "Pressed now, the first waits until about 2:40 p.m., each 10 minutes after its decision."
    assert first in then_of(reviewer, settings, cases)
    assert "about 2:30 p.m., each 20 seconds after" in then_of(reviewer, settings, cases, 20)
    assert "as soon as they are written" in then_of(reviewer, settings, cases, 0)
    Case.objects.filter(pk=cases[0].pk).update(send_by=date(2026, 3, 10))
    said = then_of(reviewer, settings, cases)
    assert first in said and "1 does not wait: its day to send by is here." in said
    assert "Then the letters leave." in said
    Case.objects.update(send_by=date(2026, 3, 9))
    assert then_of(reviewer, settings, cases) == "The letters leave as soon as they are written."


@pytest.mark.parametrize("said", [departure.at_once, departure.after_wait])
def test_how_letters_travel_decides_their_verbs(said):
    email, paper, work = Departure
    assert "leave" in said([email]) and "leave" not in said([paper]) and "leave" not in said([work])
    assert "by email leave" in said([email, paper]) and "on paper are" in said([email, paper])
    assert "work begins" in said([work])


def test_before_a_second_person_the_look_tells_how_long_after_that(reviewer, settings):
    settings.BULK_SECOND_APPROVAL_ABOVE = 1
    for _person in range(2):
        given.an_account(Who.ADMINISTRATOR)
    said = then_of(reviewer, settings, wave(2))
    assert said.startswith("A second person approves before anything is done.")
    assert "Each waits 10 minutes after that, and can be taken back until then." in said and "Pressed now" not in said


@pytest.mark.parametrize(
    ("kind", "outcome", "how"),
    [
        ("account-deletion", "ACCOUNT_CLOSED", Departure.WORK),
        ("account-deletion", "N_NO_ACTION", Departure.PAPER),
        ("child", "CHILD_DATA_DELETED", Departure.PAPER),  # its work waits for nothing
        ("shine-the-light", "STL_DISCLOSED", Departure.PAPER),
        ("of a newer version", "X", Departure.PAPER),
    ],
)
def test_work_comes_first_only_where_it_waits(kind, outcome, how):
    assert departure.of_decision(Case(kind=kind, delivery="mail"), outcome) is how

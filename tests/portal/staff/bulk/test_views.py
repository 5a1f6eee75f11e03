"""From the queue to the result of each request, as an officer without a script goes."""

import pytest

from dsr.formats import references
from dsr.models import Bulk, Case
from tests import given
from tests.dsr.bulk.test_job import wave

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def at(made: Bulk, end: str = "") -> str:
    return f"/desk/bulk/{references.spell(made.reference)}/{end}"


def test_everything_that_matches_is_looked_at_and_approved(reviewer):
    wave(8)
    page = reviewer.get("/desk/").content.decode()
    assert "All 8 that match" in page and "Approve…" in page
    answer = reviewer.post("/desk/bulk/", {"everything": "1", "action": "approve", "back": "/desk/"})
    made = Bulk.objects.get()
    assert answer["Location"] == at(made)
    looking = reviewer.get(at(made))
    assert looking["Refresh"] == "5" and "0 of 8" in looking.content.decode()
    given.drain()
    look = reviewer.get(at(made))
    said = look.content.decode()
    assert "Refresh" not in look and "Approve 8 of 8" in said and "Disclose the list" in said and "8 by email" in said
    frame = reviewer.get(at(made, "letter/1/email/"))
    assert frame.status_code == 200 and "Alder Catalog" in frame.content.decode()
    pressed = reviewer.post(at(made, "begin/"), {"looks": 1, "ready": 8, "outcome": "STL_DISCLOSED"})
    assert pressed["Location"] == at(made)
    running = reviewer.get(at(made))
    assert running["Refresh"] == "5" and "0 of 8" in running.content.decode()
    given.drain()
    over = reviewer.get(at(made)).content.decode()
    assert "Approve: 8 done" in over
    assert {*Case.objects.values_list("outcome", flat=True)} == {"STL_DISCLOSED"}


def test_a_look_is_its_makers_own(reviewer, browse):
    wave(1)
    reviewer.post("/desk/bulk/", {"everything": "1", "action": "approve"})
    made = Bulk.objects.get()
    other = browse()
    assert "is looking at it" in other.get(at(made)).content.decode()
    assert other.get(at(made, "letter/1/email/")).status_code == 404
    other.post(at(made, "begin/"), {"looks": 1, "ready": 1, "outcome": "STL_DISCLOSED"})
    assert Bulk.objects.get().state == "look"


def test_bulk_work_that_was_begun_is_found_again_beside_the_letters(reviewer):
    wave(1)
    reviewer.post("/desk/bulk/", {"everything": "1", "action": "approve"})
    assert "Bulk work" not in reviewer.get("/desk/letters/").content.decode()
    made = Bulk.objects.get()
    reviewer.post(at(made, "begin/"), {"looks": 1, "ready": 1, "outcome": "STL_DISCLOSED"})
    assert "0 of 1" in reviewer.get("/desk/letters/").content.decode()
    given.drain()
    assert "1 of 1" in reviewer.get("/desk/letters/").content.decode()

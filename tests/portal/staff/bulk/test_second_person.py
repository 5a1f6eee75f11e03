"""A bulk decision that a second person approves, or who works alone with password and reason."""

import pytest

from dsr.formats import references
from dsr.lifecycle import Who
from dsr.models import Bulk, Case
from tests import given
from tests.dsr.bulk.test_job import wave
from tests.portal.staff.bulk.test_views import at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def two(browse, settings):
    """Two who may be the second person of each other, and a threshold that three requests pass."""
    settings.BULK_SECOND_APPROVAL_ABOVE = 2
    return browse(Who.ADMINISTRATOR), browse(Who.ADMINISTRATOR)


def test_two_people_approve_a_wave_and_the_first_is_never_the_second(two):
    first, second = two
    wave(3)
    first.post("/desk/bulk/", {"everything": "1", "action": "approve"})
    made = Bulk.objects.get()
    assert "A second person approves before anything is done." in first.get(at(made)).content.decode()
    first.post(at(made, "begin/"), {"looks": 1, "ready": 3, "outcome": "STL_DISCLOSED"})
    given.drain()
    assert {*Case.objects.values_list("state", flat=True)} == {"review"}
    own = first.get(at(made)).content.decode()
    assert "Approve all 3" not in own and "Another person gives the second approval" in own
    first.post(at(made, "approve/"))
    assert Bulk.objects.get().state == "waits"
    assert references.spell(made.reference) in second.get("/desk/").content.decode()
    page = second.get(at(made)).content.decode()
    assert "Approve all 3" in page and "The letters, word for word" in page
    assert second.get(at(made, "letter/1/email/")).status_code == 200
    second.post(at(made, "approve/"))
    given.drain()
    assert "Approve: 3 done" in second.get(at(made)).content.decode()
    assert references.spell(made.reference) not in second.get("/desk/").content.decode()


def test_what_is_not_approved_touches_nothing_and_says_why(two):
    first, second = two
    wave(3)
    first.post("/desk/bulk/", {"everything": "1", "action": "approve"})
    made = Bulk.objects.get()
    first.post(at(made, "begin/"), {"looks": 1, "ready": 3, "outcome": "STL_DISCLOSED"})
    assert second.post(at(made, "refuse/"), {"why": ""}).status_code == 422
    second.post(at(made, "refuse/"), {"why": "Two of them called."})
    told = first.get(at(made)).content.decode()
    assert "3 waited when it was stopped" in told and "Two of them called." in told
    assert "Second approval: refused · Robin Vale" in told
    assert {*Case.objects.values_list("state", flat=True)} == {"review"}


def test_who_works_alone_gives_password_and_reason_on_the_same_page(reviewer, settings):
    settings.BULK_SECOND_APPROVAL_ABOVE = 2
    wave(3)
    reviewer.post("/desk/bulk/", {"everything": "1", "action": "approve"})
    made = Bulk.objects.get()
    assert "Your password" in reviewer.get(at(made)).content.decode()
    pressed = {"looks": 1, "ready": 3, "outcome": "STL_DISCLOSED"}
    told = {"ground": "All three are of one wave.", "password": "wrong"}
    for lacking in ({}, {"ground": "x"}, told):
        assert reviewer.post(at(made, "begin/"), {**pressed, **lacking}).status_code == 422
    assert Bulk.objects.get().state == "look"
    reviewer.post(at(made, "begin/"), {**pressed, **told, "password": given.PASSWORD})
    given.drain()
    assert Bulk.objects.get().state == "done"
    told = reviewer.get(at(made)).content.decode()
    assert "Second approval: one pair of eyes · Robin Vale" in told and "All three are of one wave." in told

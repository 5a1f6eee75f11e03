"""What waits to leave as one thing, extending with one reason, and unassigning, without a script."""

from datetime import timedelta

import pytest

from dsr import letters, review
from dsr.formats import references
from dsr.journal import Actor
from dsr.lifecycle import Who
from dsr.models import Bulk, Case, Letter
from tests import given
from tests.dsr.bulk.test_job import looked, pressed, wave
from tests.given_agents import by_agent
from tests.portal.staff.bulk.test_views import at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def test_what_waits_is_one_thing_with_two_buttons_and_the_press_lists_what_had_left(reviewer, settings):
    settings.DECISION_WAIT = timedelta(minutes=10)
    cases = wave(3)
    reviewer.post("/desk/bulk/", {"everything": "1", "action": "approve"})
    made = Bulk.objects.get()
    reviewer.post(at(made, "begin/"), {"looks": 1, "ready": 3, "outcome": "STL_DISCLOSED"})
    given.drain()
    shown = reviewer.get(at(made)).content.decode()
    assert "3 wait, and can be taken back." in shown and "9:10 a.m." in shown and at(made, "take-back/") in shown
    outgoing = reviewer.get("/desk/letters/").content.decode()
    assert outgoing.count("Take back all") == 1 and references.spell(cases[0].reference) not in outgoing
    review.send_now(cases[0].pk, given.staff(), seen=Case.objects.get(pk=cases[0].pk).entry_count)
    given.drain()
    said = reviewer.post(at(made, "take-back/"), follow=True).content.decode()
    assert "Take back: 2 done" in said and "It has left already." in said
    assert references.spell(made.reference) in said
    assert sorted(Case.objects.values_list("state", flat=True)) == ["responded", "review", "review"]
    nothing = reviewer.post(at(made, "send-now/"), follow=True).content.decode()
    assert "Nothing of it waits any more" in nothing and "Take back all" not in nothing


def test_what_somebody_has_is_unassigned_and_the_rest_is_left(reviewer):
    cases = wave(2)
    review.assign(cases[0].pk, Actor(Who.REVIEWER, reviewer.account.pk), reviewer.account.pk)
    reviewer.post("/desk/bulk/", {"everything": "1", "action": "unassign"})
    made = Bulk.objects.get()
    look = reviewer.get(at(made)).content.decode()
    assert "Unassign 1 of 2" in look and "Nobody has it." in look
    reviewer.post(at(made, "begin/"), {"looks": 1, "ready": 1})
    given.drain()
    assert {*Case.objects.values_list("assignee_id", flat=True)} == {None}


def test_one_reason_for_all_is_drawn_in_the_letter_before_the_press_and_one_has_its_own(reviewer):
    one, two = by_agent(), by_agent()
    reviewer.post("/desk/bulk/", {"action": "extend", "case": [one.reference, two.reference]})
    made = Bulk.objects.get()
    page = reviewer.get(at(made)).content.decode()
    assert "the letter is shown with it" in page and "Another reason for single requests" in page
    pressed = {
        "looks": 1,
        "ready": 2,
        "words": "Two archives are left.",
        f"reason-{one.pk}": "",
        f"reason-{two.pk}": "",
    }
    assert reviewer.post(at(made, "begin/"), {**pressed, "words": ""}).status_code == 422
    unseen = reviewer.post(at(made, "begin/"), pressed, follow=True).content.decode()
    assert "The letter changed with what you wrote." in unseen and Bulk.objects.get().state == "look"
    assert "Two archives are left." in reviewer.get(at(made, "letter/1/email/")).content.decode()
    made.refresh_from_db()
    assert "archives" not in made.words
    own = {**pressed, f"reason-{two.pk}": "The warehouse is moving."}
    drawn = reviewer.post(at(made, "begin/"), {**own, "look": "1"}, follow=True).content.decode()
    assert "The warehouse is moving." in drawn and "The letter changed" not in drawn
    reviewer.post(at(made, "begin/"), own)
    given.drain()
    assert Bulk.objects.get().state == "done" and Bulk.objects.get().words == ""
    said = {
        letter.case_id: letters.body_of(letter)["text"]
        for letter in Letter.objects.filter(name__endswith="/extension")
    }
    assert "Two archives are left." in said[one.pk] and "warehouse" not in said[one.pk]
    assert "The warehouse is moving." in said[two.pk] and "archives" not in said[two.pk]


def test_a_decision_of_one_stands_beside_its_notice_that_bulk_work_wrote(reviewer, settings):
    settings.DECISION_WAIT = timedelta(minutes=10)
    one, two = by_agent(), by_agent()
    made = looked(Actor(Who.REVIEWER, reviewer.account.pk), "extend", [one, two])
    why = {one.pk: "Two archives are left.", two.pk: "Two archives are left."}
    made = pressed(made, Actor(Who.REVIEWER, reviewer.account.pk), words_of=why)
    Case.objects.filter(pk=one.pk).update(state="working", leaves_at=made.begun_at + timedelta(minutes=5))
    shown = reviewer.get("/desk/letters/").content.decode()
    assert shown.count("Take back all") == 1 and f"/desk/{references.spell(one.reference)}/take-back/" in shown
    assert references.spell(two.reference) not in shown and "extension-back" not in shown

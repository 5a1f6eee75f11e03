"""Bulk work that waits to leave is taken back, or sent now, with one press; what has left is listed."""

from datetime import timedelta

import pytest

from dsr import bulk, letters, review
from dsr.clock import now
from dsr.errors import BadInput, Changed, NotAllowed
from dsr.journal import Actor, facts_of
from dsr.lifecycle import Who
from dsr.models import Bulk, Case, Entry, Letter
from tests import given
from tests.dsr.bulk.test_job import looked, pressed, results, wave
from tests.given_agents import by_agent

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def waits(settings, frozen):
    settings.DECISION_WAIT = timedelta(minutes=10)


def states() -> list[str]:
    return [*Case.objects.order_by("pk").values_list("state", flat=True)]


def names(case: Case) -> list[str]:
    return [*Entry.objects.filter(case=case).order_by("number").values_list("name", flat=True)]


def test_all_of_it_is_taken_back_but_what_has_left_or_was_decided_anew(frozen):
    actor, other, cases = given.staff(), given.staff(), wave(9)
    made = pressed(looked(actor, "approve", cases), actor)
    assert bulk.what_waits(made).count == 9 and [one.bulk for one in bulk.all_that_waits()] == [made]
    review.send_now(cases[0].pk, other, seen=Case.objects.get(pk=cases[0].pk).entry_count)
    given.drain()
    review.take_back(cases[1].pk, other, seen=Case.objects.get(pk=cases[1].pk).entry_count)
    given.approved(Case.objects.get(pk=cases[1].pk), other)
    with pytest.raises(NotAllowed):
        bulk.take_all_back(made.pk, Actor(Who.VIEWER, actor.account_id))
    back = bulk.take_all_back(made.pk, other)
    assert bulk.take_all_back(made.pk, actor).pk == back.pk  # the same while it goes on
    given.drain()
    back.refresh_from_db()
    assert back.state == "done" and results(back) == ["cannot", "cannot", *["done"] * 7]
    assert [row.why for row in back.rows.order_by("number")[:2]] == [
        "It has left already.",
        "It was taken back, or decided anew, already.",
    ]
    assert states() == ["responded", "working", *["review"] * 7]
    for case in cases[2:]:
        entry = Entry.objects.get(case=case, name="return")
        assert facts_of(entry)["bulk"] == back.reference and entry.account_id == other.account_id
    assert bulk.what_waits(made) is None and bulk.all_that_waits() == []
    with pytest.raises(Changed):
        bulk.take_all_back(made.pk, actor)
    frozen(now() + timedelta(hours=1))
    given.drain()
    assert states() == ["responded", "responded", *["review"] * 7]
    assert Letter.objects.filter(is_response=True).count() == 2


def test_a_few_are_sent_at_once_in_the_same_press_and_once():
    actor, cases = given.staff(), wave(2)
    made = pressed(looked(actor, "approve", cases), actor)
    assert states() == ["working"] * 2 and Letter.objects.filter(is_response=True).count() == 0
    sent = bulk.send_all_now(made.pk, actor)
    assert sent.state == "done" and results(sent) == ["done"] * 2
    given.drain()
    assert states() == ["responded"] * 2 and Letter.objects.filter(is_response=True).count() == 2
    assert facts_of(Entry.objects.get(case=cases[0], name="sent-at-once"))["bulk"] == sent.reference
    for press in (bulk.take_all_back, bulk.send_all_now):
        with pytest.raises(Changed):
            press(made.pk, actor)


def test_taking_back_what_is_still_at_work_stops_it_and_a_worker_begins_no_case_after():
    actor, cases = given.staff(), wave(3)
    made = looked(actor, "approve", cases)
    bulk.begin(made.pk, actor, bulk.Begun(made.looks, 3))
    first = made.rows.order_by("number").first()
    bulk.job._carry_out(bulk.job.Press(first, first.case, actor_of(made), made.choice), bulk.act_of("approve"))
    bulk.take_all_back(made.pk, actor)
    second = made.rows.get(number=2)  # in the hands of a worker who looked before the stop
    bulk.job._carry_out(bulk.job.Press(second, second.case, actor_of(made), made.choice), bulk.act_of("approve"))
    given.drain()
    made.refresh_from_db()
    assert made.state == "stopped" and results(made) == ["done", "ready", "ready"]
    assert states() == ["review"] * 3


def actor_of(made: Bulk) -> Actor:
    return bulk.look.actor_of(made)


def test_joins_are_taken_back_with_it():
    actor, cases = given.staff(), wave(2)
    made = pressed(looked(actor, "join", cases), actor)
    assert states() == ["review", "joined"]
    bulk.take_all_back(made.pk, actor)
    given.drain()
    assert states() == ["review", "review"]


def test_nobody_chooses_it_from_a_list():
    [case] = wave(1)
    for action in ("take-back", "send-now"):
        with pytest.raises(BadInput):
            bulk.begin_look(given.staff(), action, [case.pk])


def test_an_extension_of_many_waits_and_is_taken_back_with_its_dates(frozen):
    actor, cases = given.staff(), [by_agent(), by_agent()]
    before = [*Case.objects.order_by("pk").values_list("due_safe", "due_latest", "send_by")]
    why = {case.pk: "Two archives are left." for case in cases}
    made = pressed(looked(actor, "extend", cases), actor, words_of=why)
    given.drain()
    notices = Letter.objects.filter(name="deletion/extension")
    assert {*notices.values_list("state", flat=True)} == {"waits"}
    assert bulk.what_waits(made).count == 2
    back = bulk.take_all_back(made.pk, actor)
    assert results(back) == ["done", "done"]
    assert {*notices.values_list("state", flat=True)} == {"taken-back"}
    assert [*Case.objects.order_by("pk").values_list("due_safe", "due_latest", "send_by")] == before
    assert names(cases[0])[-2:] == ["extend", "extension-taken-back"]
    made = pressed(looked(actor, "extend", cases), actor, words_of=why)  # once more, and now it leaves
    frozen(now() + timedelta(minutes=11))
    given.drain()
    assert sorted(notices.values_list("state", flat=True)) == ["accepted"] * 2 + ["taken-back"] * 2
    assert letters.why_not_extended(Case.objects.get(pk=cases[0].pk)).startswith("The time was extended already.")

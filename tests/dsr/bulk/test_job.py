"""Bulk work does what one press would, once, in each case, and leaves out what changed since the look."""

from typing import Any

import pytest

from dsr import bulk, review
from dsr.errors import BadInput, Changed, NotAllowed
from dsr.journal import Actor, facts_of
from dsr.lifecycle import Who
from dsr.models import Bulk, Case, Entry, Letter
from tests import given
from tests.replay import replayed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@replayed
def wave(count: int, **changes: Any) -> list[Case]:
    """So many in review, with a report that is compiled."""
    business = given.a_ledger()
    cases = [given.a_case(business=business, **changes) for _ in range(count)]
    given.drain()
    return [*Case.objects.filter(pk__in=[case.pk for case in cases]).order_by("pk")]


def looked(actor: Actor, action: str, cases: list[Case], **choice: Any) -> Bulk:
    made = bulk.begin_look(actor, action, [case.pk for case in cases], choice=choice)
    given.drain()
    made.refresh_from_db()
    return made


def pressed(made: Bulk, actor: Actor, words: str = "", **more: Any) -> Bulk:
    ready = made.rows.waiting().count()
    bulk.begin(made.pk, actor, bulk.Begun(made.looks, ready, words, **more))
    given.drain()
    made.refresh_from_db()
    return made


def results(made: Bulk) -> list[str]:
    return [*made.rows.order_by("number").values_list("result", flat=True)]


def test_a_wave_is_approved_case_by_case_and_each_journal_names_the_bulk_work():
    actor, cases = given.staff(), wave(8)
    made = looked(actor, "approve", cases)
    assert made.choice == {"outcome": "STL_DISCLOSED"}
    assert results(made) == ["ready"] * 8 and Letter.objects.filter(is_response=True).count() == 0
    assert pressed(made, actor).state == "done"
    assert results(made) == ["done"] * 8
    for case in Case.objects.all():
        entry = Entry.objects.get(case=case, name="approve")
        assert facts_of(entry)["bulk"] == made.reference and entry.account_id == actor.account_id
        assert case.outcome == "STL_DISCLOSED"


def test_the_look_writes_nothing_into_any_case():
    actor, cases = given.staff(), wave(2)
    before = [*Case.objects.order_by("pk").values()], Entry.objects.count()
    looked(actor, "approve", cases)
    assert ([*Case.objects.order_by("pk").values()], Entry.objects.count()) == before


@pytest.mark.parametrize("is_own", [False, True], ids=["by a colleague", "by who began it"])
def test_what_changed_since_the_look_is_left_out_and_says_why(is_own):
    actor, cases = given.staff(), wave(3)
    author = None if is_own else given.staff()
    made = looked(actor, "approve", cases)
    review.add_note(cases[1].pk, author or actor, "She called: wait.")
    pressed(made, actor)
    assert results(made) == ["done", "left-out", "done"]
    left = made.rows.get(number=2)
    assert left.reason == "changed" and "changed since" in left.why
    assert Case.objects.get(pk=cases[1].pk).state == "review"


def test_a_ledger_that_moved_on_since_the_look_decides_nothing():
    actor, cases = given.staff(), wave(2)
    made = looked(actor, "approve", cases)
    business = cases[0].business
    business.ledger_version = 2
    business.save()
    pressed(made, actor)
    assert results(made) == ["left-out"] * 2


def test_only_who_looked_may_press_and_only_what_was_seen():
    actor, cases = given.staff(), wave(2)
    made = looked(actor, "approve", cases)
    with pytest.raises(Changed):
        bulk.begin(made.pk, given.staff(), bulk.Begun(made.looks, 2))
    with pytest.raises(Changed):
        bulk.begin(made.pk, actor, bulk.Begun(made.looks, 3))
    with pytest.raises(Changed):
        bulk.begin(made.pk, actor, bulk.Begun(made.looks + 1, 2))
    with pytest.raises(NotAllowed):
        bulk.begin(made.pk, Actor(Who.VIEWER, actor.account_id), bulk.Begun(made.looks, 2))
    pressed(made, actor)
    with pytest.raises(Changed):
        bulk.begin(made.pk, actor, bulk.Begun(made.looks, 2))


def test_who_left_since_decides_nothing_more():
    actor, cases = given.staff(), wave(2)
    made = looked(actor, "approve", cases)
    bulk.begin(made.pk, actor, bulk.Begun(made.looks, 2))
    type(made.asked_by).objects.filter(pk=actor.account_id).update(is_active=False)
    given.drain()
    assert results(made) == ["left-out"] * 2
    assert set(made.rows.values_list("reason", flat=True)) == {"not-allowed"}


def test_a_stop_lets_no_further_case_begin():
    actor, cases = given.staff(), wave(3)
    made = looked(actor, "approve", cases)
    bulk.begin(made.pk, actor, bulk.Begun(made.looks, 3))
    bulk.stop(made.pk, given.staff())
    given.drain()
    made.refresh_from_db()
    assert made.state == "stopped" and results(made) == ["ready"] * 3
    assert {*Case.objects.values_list("state", flat=True)} == {"review"}
    with pytest.raises(Changed):
        bulk.stop(made.pk, actor)


def test_nothing_and_too_much_and_no_action_are_refused():
    actor = given.staff()
    for action, ids in (("approve", []), ("approve", range(bulk.MOST + 1)), ("destroy", [1])):
        with pytest.raises(BadInput):
            bulk.begin_look(actor, action, ids)
    with pytest.raises(NotAllowed):
        bulk.begin_look(given.staff(Who.VIEWER), "approve", [1])

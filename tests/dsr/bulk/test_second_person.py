"""Bulk work waits for a second person before its first case is touched; what stops something never does."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from dsr import bulk, engine, letters, parties
from dsr.clock import PACIFIC
from dsr.errors import Blocked, Changed, NotAllowed
from dsr.journal import Actor, facts_of
from dsr.lifecycle import Who
from dsr.models import Account, Bulk, Case, DueWork, Entry, SecondApproval
from tests import given
from tests.dsr.bulk.test_job import looked, pressed, results, wave
from tests.given_systems import a_database, a_deletion, a_system

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture(autouse=True)
def above_two(settings):
    settings.BULK_SECOND_APPROVAL_ABOVE = 2


@pytest.fixture
def two() -> tuple[Actor, Actor]:
    return given.staff(Who.ADMINISTRATOR), given.staff(Who.ADMINISTRATOR)


def names(case: Case) -> list[str]:
    return [*Entry.objects.filter(case=case).order_by("number").values_list("name", flat=True)]


def test_more_than_the_setting_waits_and_both_stand_in_each_journal(two):
    first, second = two
    cases = wave(3)
    made = pressed(looked(first, "approve", cases), first)
    assert made.state == "waits" and results(made) == ["ready"] * 3
    assert {*Case.objects.values_list("state", flat=True)} == {"review"}
    with pytest.raises(NotAllowed):
        bulk.approve_second(made.pk, first)
    with pytest.raises(NotAllowed):
        bulk.approve_second(made.pk, given.staff())  # lacks the right
    bulk.approve_second(made.pk, second)
    with pytest.raises(Changed):
        bulk.approve_second(made.pk, second)
    given.drain()
    assert results(made) == ["done"] * 3
    for case in cases:
        approved = Entry.objects.get(case=case, name="approve")
        agreed = Entry.objects.get(case=case, name="second-approval-given")
        assert (approved.account_id, agreed.account_id) == (first.account_id, second.account_id)
        assert facts_of(agreed)["with"] == made.approval_id


def test_as_many_as_the_setting_allows_wait_for_nobody(two):
    first, _second = two
    made = pressed(looked(first, "approve", wave(2)), first)
    assert made.state == "done" and not SecondApproval.objects.exists()


def test_it_escalates_before_the_first_day_to_send_by_and_on_that_day_one_person_may_begin_it(two, frozen):
    first, second = two
    Account.objects.filter(pk=second.account_id).update(daily_email=False)
    made = pressed(looked(first, "approve", wave(3)), first)
    by = SecondApproval.objects.get().by
    frozen(datetime.combine(by - timedelta(days=3), time(9), tzinfo=PACIFIC))
    engine.run_daily_jobs()
    assert not SecondApproval.objects.exclude(escalated_at=None).exists()
    assert not DueWork.objects.filter(name="digest", target=second.account_id).exists()
    frozen(datetime.combine(by - timedelta(days=2), time(9), tzinfo=PACIFIC))
    for _twice in range(2):
        engine.run_daily_jobs()
    assert SecondApproval.objects.exclude(escalated_at=None).count() == 1
    assert DueWork.objects.filter(name="digest", target=second.account_id).count() == 1, "who switched it off, too"
    told = letters.compose_daily_email(Account.objects.get(pk=second.account_id)).body
    assert "One decision for many requests" in told
    with pytest.raises(NotAllowed):
        bulk.approve_second(made.pk, first)
    frozen(datetime.combine(by, time(9), tzinfo=PACIFIC))
    bulk.approve_second(made.pk, first)
    given.drain()
    assert (results(made), SecondApproval.objects.get(case=None).state) == (["done"] * 3, "alone")


def test_what_is_not_approved_or_is_stopped_touches_nothing(two):
    first, second = two
    cases = wave(3)
    made = pressed(looked(first, "approve", cases), first)
    bulk.refuse_second(made.pk, second, "Two of them called.")
    made.refresh_from_db()
    assert made.state == "stopped" and SecondApproval.objects.get().state == "refused"
    made = pressed(looked(first, "approve", cases), first)
    bulk.stop(made.pk, first)
    given.drain()
    assert Bulk.objects.get(pk=made.pk).state == "stopped"
    assert SecondApproval.objects.latest("pk").state == "withdrawn"
    assert {*Case.objects.values_list("state", flat=True)} == {"review"}


def test_who_works_alone_gives_a_ground_and_each_journal_says_one_pair_of_eyes():
    actor = given.staff()
    made = looked(actor, "approve", wave(3))
    with pytest.raises(Blocked):
        pressed(made, replace(actor, ground=""))
    pressed(made, replace(actor, ground="All three are of one wave."))
    for case in Case.objects.all():
        entry = case.entries.get(name="one-pair-of-eyes")
        assert parties.sealed_value(case, f"words:{entry.number}") == "All three are of one wave."


def test_one_deletion_among_few_waits_for_a_second_person_once(two, tmp_path):
    """The whole is approved before; the case itself does not ask again."""
    first, second = two
    a_system(url=a_database(tmp_path))
    case = a_deletion()
    made = pressed(looked(first, "approve", [Case.objects.get(pk=case.pk)]), first)
    assert made.state == "waits" and made.approval.what == "erasure"
    bulk.approve_second(made.pk, second)
    given.drain()
    found = Case.objects.get(pk=case.pk)
    assert results(made) == ["done"] and found.state == "responded"
    assert names(found).count("second-approval-given") == 1


def test_what_stops_something_never_waits(two):
    first, _second = two
    made = looked(first, "approve", wave(3))
    assert bulk.owed_approval(made) is not None
    for kind in ("opt-out", "unsubscribe", "child"):
        Case.objects.all().update(kind=kind)
        assert bulk.owed_approval(made) is None, kind


def test_a_note_for_many_and_an_assignment_wait_for_nobody(two):
    first, _second = two
    made = pressed(looked(first, "note", wave(3)), first, "They called together.")
    assert made.state == "done" and Account.objects.second_approvers().count() == 2

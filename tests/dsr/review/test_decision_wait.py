"""A decision waits before anything of it is done or sent; until then it is taken back as if it had never been."""

from datetime import timedelta

import pytest

from dsr import engine, review
from dsr.clock import now
from dsr.errors import Changed, NotAllowed
from dsr.lifecycle import Who
from dsr.models import Case, DueWork, Entry, Letter
from tests.given import a_ledger, declined, drain, in_review, staff, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

WAIT = timedelta(minutes=10)


@pytest.fixture(autouse=True)
def wait(settings):
    settings.DECISION_WAIT = WAIT


def again(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def responses(case: Case) -> int:
    return Letter.objects.filter(case=case, is_response=True).count()


def test_nothing_is_written_before_its_time_whatever_wakes_the_case(frozen):
    case = declined(in_review())
    assert case.leaves_at == now() + WAIT
    drain()
    for _wake in range(3):
        engine.advance(case.pk)
    assert (again(case).state, responses(case)) == ("working", 0)
    frozen(now() + WAIT - timedelta(seconds=1))
    drain()
    assert responses(case) == 0
    frozen(now() + timedelta(seconds=1))
    drain()
    assert (again(case).state, responses(case)) == ("responded", 1)


def test_its_row_rings_by_itself_and_once(frozen):
    case = declined(in_review())
    drain()
    row = DueWork.objects.unfinished().get(case=case)
    assert (row.name, row.not_before) == ("advance", case.leaves_at)
    engine.advance(case.pk)
    assert DueWork.objects.unfinished().filter(case=case).count() == 1


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_process_whose_clock_is_off_says_of_a_wait_what_the_worker_does(hours, frozen, monkeypatch):
    """The page in a process that is off, and the work by the database's clock."""
    machine, off = now(), timedelta(hours=hours)
    monkeypatch.setattr("dsr.clock.difference", lambda: -off)
    frozen(machine + off)
    case = declined(in_review())
    assert case.leaves_at == machine + WAIT
    frozen(machine + WAIT + off - timedelta(seconds=1))
    assert review.leaves_at(again(case)) == machine + WAIT
    drain()
    assert responses(case) == 0
    frozen(machine + WAIT + off)
    assert review.leaves_at(again(case)) is None
    drain()
    assert responses(case) == 1


def test_what_is_taken_back_while_it_waits_leaves_nothing(frozen):
    case = declined(in_review())
    drain()
    case = review.take_back(case.pk, staff(), seen=again(case).entry_count)
    assert (case.state, case.outcome, case.decided_at, case.leaves_at) == ("review", "", None, None)
    frozen(now() + WAIT)
    drain()
    assert (again(case).state, responses(case)) == ("review", 0)


def test_a_new_decision_waits_anew(frozen):
    case = declined(in_review())
    drain()
    review.take_back(case.pk, staff(), seen=again(case).entry_count)
    frozen(now() + WAIT - timedelta(seconds=5))
    case = declined(again(case))
    frozen(now() + timedelta(seconds=10))  # the first one would have left by now
    drain()
    assert responses(case) == 0
    frozen(case.leaves_at)
    drain()
    assert responses(case) == 1


def test_send_now_ends_the_wait_and_says_who(frozen):
    case, officer = declined(in_review()), staff()
    drain()
    review.send_now(case.pk, officer, seen=again(case).entry_count)
    drain()
    assert (again(case).state, responses(case)) == ("responded", 1)
    assert Entry.objects.get(name="sent-at-once").account_id == officer.account_id
    with pytest.raises(Changed):
        review.send_now(case.pk, officer, seen=again(case).entry_count)


def test_a_viewer_sends_nothing(frozen):
    case = declined(in_review())
    with pytest.raises(NotAllowed):
        review.send_now(case.pk, staff(Who.VIEWER), seen=again(case).entry_count)


@pytest.mark.parametrize("days", [0, 1])
def test_on_the_day_to_send_by_and_after_it_nothing_waits(frozen, days):
    case = told(in_review())
    frozen(now() + timedelta(days=(case.send_by - now().date()).days + days))
    case = declined(again(case))
    assert case.leaves_at is None
    drain()
    assert responses(case) == 1


def test_what_the_law_leaves_nobody_to_decide_never_waits(frozen):
    case = in_review(kind="opt-out", answers={"stops": "sale-sharing"})
    assert (case.leaves_at, case.state) == (None, "responded")


def test_without_a_wait_it_leaves_at_once(settings, frozen):
    settings.DECISION_WAIT = timedelta(0)
    case = declined(in_review(business=a_ledger()))
    assert case.leaves_at is None
    drain()
    assert responses(case) == 1

"""Due work: one worker at a time, tried again with patience, and never for ever."""

import threading
from datetime import timedelta
from itertools import pairwise

import pytest
from django.conf import settings
from django.db import connection

from dsr import engine, work_queue
from dsr.clock import now
from dsr.engine import work_handlers
from dsr.errors import TryAgain
from dsr.models import Case, DueWork
from dsr.models.due_work import WorkName
from dsr.reasons import Reason
from tests.given import a_case, drain
from tests.patience import PATIENCE, until

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(frozen) -> DueWork:
    case = a_case()
    return DueWork.objects.get(case=case)


@pytest.fixture
def fails(monkeypatch) -> list[int]:
    """Every attempt to advance a case fails; the list counts them."""
    attempts: list[int] = []

    def advance(case_id: int) -> None:
        attempts.append(case_id)
        raise TryAgain("not now")

    monkeypatch.setattr(work_handlers, "advance", advance)
    return attempts


def take(work_id: int) -> work_queue.Claim | None:
    """A worker takes a row that may be tried as often as most."""
    return work_queue.claim(work_id, lambda _name: settings.WORK_ATTEMPTS)


def later(frozen, **span: float) -> None:
    frozen(now() + timedelta(**span))


def test_a_key_makes_one_row(row):
    work_queue.add(WorkName(row.name), row.target + 1, row.key, case_id=row.case_id)
    assert DueWork.objects.get() == row and DueWork.objects.get().target == row.target


def test_it_rings_after_the_commit_and_not_before(frozen, django_capture_on_commit_callbacks, monkeypatch):
    rung: list[int] = []
    monkeypatch.setattr(work_queue, "ring", lambda work_id, _is_urgent, _wait: rung.append(work_id))
    with django_capture_on_commit_callbacks(execute=True):
        a_case()
        assert rung == []
    assert rung == [DueWork.objects.get().pk]


def test_what_stood_already_is_not_rung_for_again(frozen, django_capture_on_commit_callbacks, monkeypatch):
    rung: list[int] = []
    monkeypatch.setattr(work_queue, "ring", lambda work_id, _is_urgent, _wait: rung.append(work_id))
    work_queue.add(WorkName.PROVE, 0, "once")
    later(frozen, seconds=1)
    with django_capture_on_commit_callbacks(execute=True):
        work_queue.add(WorkName.PROVE, 0, "once")
        work_queue.add(WorkName.PROVE, 0, "another")
    assert rung == [DueWork.objects.get(key="another").pk]


def test_a_ring_is_for_the_one_task_and_carries_the_id_alone(row, monkeypatch):
    sent: list[tuple[str, list[int]]] = []
    monkeypatch.setattr("celery.app.base.Celery.send_task", lambda _app, name, args, **_: sent.append((name, args)))
    assert work_queue.ring(row.pk, False)
    assert sent == [("dsr.do_work", [row.pk])]


def test_a_broker_that_is_gone_costs_nothing(row, monkeypatch):
    def gone(*_args, **_kwargs):
        raise ConnectionError("no broker")

    monkeypatch.setattr("celery.app.base.Celery.send_task", gone)
    assert work_queue.ring(row.pk, False) is False
    assert work_queue.due() == [row.pk]


def test_a_claimed_row_is_not_due_until_its_lease_is_over(row, frozen, settings):
    claim = take(row.pk)
    assert claim is not None
    assert (claim.target, claim.attempts) == (row.target, 1)
    assert take(row.pk) is None
    assert work_queue.due() == []
    later(frozen, seconds=settings.WORK_LEASE.total_seconds())
    assert take(row.pk) is None
    later(frozen, seconds=1)
    second = take(row.pk)
    assert second is not None
    assert (second.attempts, second.lease != claim.lease) == (2, True)


def test_who_lost_the_lease_finishes_nothing(row, frozen, settings):
    lost = take(row.pk)
    later(frozen, seconds=settings.WORK_LEASE.total_seconds() + 1)
    held = take(row.pk)
    assert lost
    assert held
    assert work_queue.finish(lost) is False
    work_queue.put_off(lost, Reason.TRY_AGAIN)
    work_queue.give_to_person(lost, Reason.TRY_AGAIN)
    row.refresh_from_db()
    assert (row.done_at, row.reason, row.given_up_at, row.lease) == (None, "", None, held.lease)
    assert work_queue.finish(held) is True
    assert take(row.pk) is None


def test_put_off_work_waits_longer_each_time_and_at_most_an_hour(row, frozen, settings):
    settings.WORK_ATTEMPTS = 99
    waits = []
    for _ in range(14):
        claim = take(row.pk)
        assert claim
        work_queue.put_off(claim, Reason.TRY_AGAIN)
        row.refresh_from_db()
        assert row.reason == "try-again"
        waits.append((row.not_before - now()).total_seconds())
        frozen(row.not_before - timedelta(seconds=1))
        assert take(row.pk) is None
        frozen(row.not_before)
    assert waits[:4] == [10, 20, 40, 80]
    assert all(one <= next_one for one, next_one in pairwise(waits))
    assert waits[-1] == 3600


def test_failing_work_is_tried_so_often_and_then_a_person_sees_it(row, frozen, fails, settings):
    for attempt in range(1, settings.WORK_ATTEMPTS + 1):
        assert engine.do_work(row.pk)
        row.refresh_from_db()
        assert row.attempts == attempt
        later(frozen, hours=1)
    assert len(fails) == settings.WORK_ATTEMPTS
    assert (row.reason, row.done_at) == ("try-again", None)
    assert row.given_up_at is not None
    case = Case.objects.get(pk=row.target)
    assert case.stuck == "try-again"
    assert case.entries.get(number=case.entry_count).name == "stuck"
    later(frozen, days=300)
    assert work_queue.due() == []
    assert engine.do_work(row.pk) is False
    assert list(DueWork.objects.stuck()) == [row]


def test_work_that_kills_its_worker_every_time_is_given_up_too(row, frozen, settings, monkeypatch):
    done: list[int] = []
    monkeypatch.setattr(work_handlers, "advance", done.append)
    for _ in range(settings.WORK_ATTEMPTS):
        assert take(row.pk)  # and the worker dies: neither finished nor put off
        later(frozen, seconds=settings.WORK_LEASE.total_seconds() + 1)
    assert engine.do_work(row.pk)
    row.refresh_from_db()
    assert done == []
    assert row.reason == "worker-lost"
    assert Case.objects.get(pk=row.target).stuck == "worker-lost"
    assert work_queue.due() == []


def test_work_that_only_another_version_knows_goes_to_a_person(row, caplog):
    DueWork.objects.filter(pk=row.pk).update(name="of-tomorrow")
    assert engine.do_work(row.pk)
    row.refresh_from_db()
    assert (row.reason, row.attempts, row.done_at) == ("work-unknown", 1, None)
    assert row.given_up_at is not None
    assert Case.objects.get(pk=row.target).stuck == "work-unknown"
    assert "of-tomorrow" in caplog.text


def test_every_work_has_a_handler_and_mail_is_tried_for_a_day(settings):
    assert set(work_handlers.WORKS) == set(WorkName)
    settings.MAIL_ATTEMPTS, settings.WORK_ATTEMPTS = 30, 5
    patient = {name for name, handler in work_handlers.WORKS.items() if handler.attempts == 30}
    assert patient == {"anchor", "ask-owner", "digest", "event", "send", "tell"}
    assert {handler.attempts for handler in work_handlers.WORKS.values()} == {5, 30}


def test_a_person_sends_it_on_again(row, frozen, fails, settings, monkeypatch):
    for _ in range(settings.WORK_ATTEMPTS):
        engine.do_work(row.pk)
        later(frozen, hours=1)
    monkeypatch.undo()
    assert work_queue.try_again(row.target) == 1
    row.refresh_from_db()
    assert (row.attempts, row.given_up_at, row.reason) == (0, None, "")
    drain()
    row.refresh_from_db()
    assert row.done_at is not None


def test_a_failure_keeps_codes_and_never_words(row, frozen, monkeypatch, caplog):
    def advance(_case_id: int) -> None:
        raise ValueError("Dana Whitlow <dana@example.com> is not welcome")

    monkeypatch.setattr(work_handlers, "advance", advance)
    engine.do_work(row.pk)
    row.refresh_from_db()
    assert row.reason == "ValueError"
    assert "Dana" not in caplog.text
    assert "ValueError" in caplog.text


def test_a_forgotten_cases_work_is_dropped(row, frozen):
    work_queue.drop(row.target)
    assert work_queue.due() == []
    assert not DueWork.objects.unfinished().exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_gets_the_row():
    ids = list(DueWork.objects.filter(case__in=[a_case() for _ in range(6)]).values_list("pk", flat=True))
    start = threading.Barrier(4)
    won: list[tuple[int, int]] = []

    def compete() -> None:
        try:
            start.wait(PATIENCE)
            won.extend((claim.work_id, claim.attempts) for claim in map(take, ids) if claim)
        finally:
            connection.close()

    threads = [threading.Thread(target=compete) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert sorted(won) == [(work_id, 1) for work_id in ids]


@pytest.mark.django_db(transaction=True)
def test_long_work_keeps_its_lease_and_no_longer_than_it_goes_on(settings):
    settings.WORK_LEASE = timedelta(milliseconds=300)
    claim = take(DueWork.objects.get(case=a_case()).pk)
    assert claim

    def lease():
        return DueWork.objects.get(pk=claim.work_id).leased_until

    with work_queue.keep_lease(claim):
        first = lease()
        until(lambda: lease() > first + settings.WORK_LEASE, "two renewals")
        assert take(claim.work_id) is None, "nobody else may begin it"
    last = lease()
    until(lambda: now() > last, "the end of the lease")
    assert lease() == last
    assert take(claim.work_id), "whoever held it is gone"


@pytest.mark.django_db(transaction=True)
def test_what_was_put_off_or_taken_by_another_is_renewed_no_more(settings):
    claim = take(DueWork.objects.get(case=a_case()).pk)
    assert claim and work_queue.renew(claim)
    work_queue.put_off(claim, Reason.MAIL_LATER, timedelta(microseconds=1))
    assert not work_queue.renew(claim)
    assert take(claim.work_id)
    assert not work_queue.renew(claim)

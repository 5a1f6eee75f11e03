"""Bells: one for each row that is due, never a storm, never none; and a queue that bulk work cannot fill."""

from collections import deque
from datetime import timedelta

import pytest
from celery import Celery
from django.conf import settings as django_settings
from hypothesis import given as hypothesis_given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dsr import engine, work_queue
from dsr.clock import now
from dsr.journal import REQUESTER
from dsr.models import DueWork
from dsr.models.due_work import WorkName
from portal import celery
from tests import given
from tests.given import a_case, drain, in_review

pytestmark = pytest.mark.django_db


class Broker:
    """The queues of a broker: bells go in, workers take them out, and all can be lost."""

    def __init__(self, monkeypatch):
        self.queues = {work_queue.URGENT: deque(), work_queue.BULK: deque()}
        self.is_away = False
        monkeypatch.setattr("celery.app.base.Celery.send_task", self._send)
        monkeypatch.setattr(work_queue, "_bells", lambda queue: len(self.queues[queue]))

    def _send(self, name, args, *, queue, **_options):
        if self.is_away:
            raise ConnectionError("no broker")
        assert name == work_queue.TASK
        self.queues[queue].append(args[0])

    @property
    def bells(self):
        return [work_id for queue in self.queues.values() for work_id in queue]

    def lose(self):
        for queue in self.queues.values():
            queue.clear()


@pytest.fixture
def bell(monkeypatch, frozen):
    return Broker(monkeypatch)


def rows(count, *, is_urgent=False):
    """Work that does nothing, as after a restart: due, and not rung for."""
    made = []
    for number in range(count):
        key = f"nothing:{is_urgent}:{number}:{DueWork.objects.count()}"
        work_queue.add(WorkName.PROVE, 0, key, is_urgent=is_urgent)
        made.append(DueWork.objects.get(key=key).pk)
    DueWork.objects.filter(pk__in=made).update(rung_at=None)
    return made


def later(frozen, seconds):
    frozen(now() + timedelta(seconds=seconds))


def test_however_often_the_sweep_looks_a_waiting_row_has_one_bell(bell, frozen):
    ids = rows(260)
    for _look in range(30):
        engine.sweep()
        later(frozen, 10)
    assert sorted(bell.bells) == ids


def test_more_rows_than_one_sweep_takes_are_rung_for_by_the_next(bell, frozen):
    ids = rows(5)
    assert [work_queue.ring_again(limit=2) for _look in range(4)] == [2, 2, 1, 0]
    assert sorted(bell.bells) == ids


def test_bells_that_the_broker_lost_are_rung_again_once(bell, frozen):
    ids = rows(6)
    engine.sweep()
    bell.lose()
    assert engine.sweep() == 0  # they may be in a worker's hands
    later(frozen, django_settings.SWEEP_SECONDS)
    assert engine.sweep() == 6
    assert sorted(bell.bells) == ids
    later(frozen, 3_600)
    assert engine.sweep() == 0


def test_of_some_lost_bells_the_oldest_are_rung_again(bell, frozen):
    first = rows(3)
    engine.sweep()
    bell.lose()
    later(frozen, 60)
    second = rows(3)
    assert engine.sweep() == 6
    assert sorted(bell.bells) == first + second


def test_a_broker_that_is_away_is_asked_once_a_sweep_and_hears_all_later(bell, frozen):
    ids = rows(3)
    bell.is_away = True
    engine.sweep()
    assert not DueWork.objects.exclude(rung_at=None).exists()
    bell.is_away = False
    engine.sweep()
    assert sorted(bell.bells) == ids


def test_what_was_put_off_and_what_a_lost_worker_held_is_rung_for_again(bell, frozen, settings):
    put_off, held = rows(2)
    engine.sweep()
    bell.lose()
    for work_id in (put_off, held):
        claim = work_queue.claim(work_id, lambda _name: 8)
        if work_id == put_off:
            work_queue.put_off(claim, "mail-later", timedelta(seconds=60))
    assert engine.sweep() == 0
    later(frozen, 61)
    assert engine.sweep() == 1 and bell.bells == [put_off]
    later(frozen, settings.WORK_LEASE.total_seconds())
    assert engine.sweep() == 1 and bell.bells == [put_off, held]


@hypothesis_settings(max_examples=40)
@hypothesis_given(turns=st.lists(st.sampled_from(["add", "sweep", "work", "lose", "later"]), max_size=25))
def test_in_no_order_of_events_is_there_a_storm_or_a_row_without_a_bell(turns):
    with pytest.MonkeyPatch.context() as monkeypatch:
        broker, at = Broker(monkeypatch), [now()]
        monkeypatch.setattr(work_queue, "by_database", lambda: at[0])
        DueWork.objects.all().delete()

        def work():
            for queue in broker.queues.values():
                if queue and (claim := work_queue.claim(queue.popleft(), lambda _name: 8)):
                    work_queue.finish(claim)

        def pass_time():
            at[0] += timedelta(seconds=django_settings.SWEEP_SECONDS)

        acts = {"add": lambda: rows(2), "sweep": engine.sweep, "work": work, "lose": broker.lose, "later": pass_time}
        for turn in turns:
            acts[turn]()
            due = len(work_queue.due())
            assert len(broker.bells) <= due + 2 * turns.count("work"), turns
        for _round in range(3):  # whatever happened, all is done in the end
            pass_time()
            engine.sweep()
            while broker.bells:
                work()
        assert work_queue.due() == []


def test_what_a_person_waits_for_has_a_queue_of_its_own(bell, django_capture_on_commit_callbacks, monkeypatch):
    with django_capture_on_commit_callbacks(execute=True):
        case = a_case(actor=REQUESTER)
    assert bell.queues[work_queue.URGENT] == deque([DueWork.objects.get().pk])
    drain()
    send = DueWork.objects.get(name="send", case=case)
    assert send.is_urgent  # the acknowledgement
    given.a_ledger()
    response = given.responded()
    last = DueWork.objects.filter(name="send", case=response).latest("pk")
    assert not last.is_urgent


def test_an_opt_out_is_answered_like_an_acknowledgement(frozen):
    case = in_review(kind="opt-out", answers={"stops": "sale-sharing"})
    assert DueWork.objects.filter(case=case, name="send").exists()
    assert all(DueWork.objects.filter(case=case, name="send").values_list("is_urgent", flat=True))


def test_the_worker_takes_from_both_queues_and_a_bell_lies_in_one(broker):
    made = Celery("bells", set_as_current=False)
    made.add_defaults(celery._configuration)
    with made.connection_for_write() as connection:
        for name in (work_queue.URGENT, work_queue.BULK):
            made.amqp.queues[name].bind(connection.default_channel).declare()
        connection.default_channel.queue_purge(work_queue.BULK)
        connection.default_channel.queue_purge(work_queue.URGENT)
    assert [work_queue._bells(name) for name in (work_queue.URGENT, work_queue.BULK)] == [0, 0]
    assert work_queue.ring(1, True) and work_queue.ring(2, False) and work_queue.ring(3, False)
    assert [work_queue._bells(name) for name in (work_queue.URGENT, work_queue.BULK)] == [1, 2]
    made.close()

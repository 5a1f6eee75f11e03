"""Due work: added with the change that needs it, claimed with a lease, finished, put off, or given to a person."""

import logging
import secrets
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from celery import current_app
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q, QuerySet

from dsr import installation
from dsr.clock import by_database, now
from dsr.models import DueWork
from dsr.models.due_work import WorkName
from dsr.models.raw_sql import insert_unless_known, update_and_read
from dsr.reasons import Reason, Unforeseen

log = logging.getLogger(__name__)

# The one Celery task for every row of work, dsr/tasks.py.
TASK = "dsr.do_work"
# The queues of bells. A worker takes from both in turn, so that a person who just asked waits for no bulk of work.
BULK, URGENT = settings.QUEUES
# Work that goes on for longer hangs: its lease ends, and the row is tried again and at last given to a person.
_LONGEST = timedelta(hours=6)
# A bell for work that is due so soon is sent ahead; a worker holds it until then.
_SOON = timedelta(minutes=15)


@dataclass(frozen=True)
class Claim:
    """The right to do one row of work until the lease ends."""

    work_id: int
    name: str
    target: int
    case_id: int | None
    lease: str
    attempts: int
    limit: int  # of attempts

    @property
    def is_last(self) -> bool:
        return self.attempts >= self.limit

    @property
    def is_too_many(self) -> bool:
        """The last attempt came before and was not even put off: its worker was lost."""
        return self.attempts > self.limit


def add(
    name: WorkName,
    target: int,
    key: str,
    *,
    case_id: int | None = None,
    not_before: datetime | None = None,
    is_urgent: bool = False,
) -> None:
    """Write one row of due work in the caller's transaction, once for a key, and ring Celery after commit.

    `is_urgent`: a person who just pressed a button, or who must be acknowledged, waits for it.
    """
    at = by_database()
    wait = max(not_before - at, timedelta(0)) if not_before else timedelta(0)
    row = DueWork(
        name=name.value,
        target=target,
        key=key,
        case_id=case_id,
        not_before=not_before or at,
        added_at=at,
        is_urgent=is_urgent,
        rung_at=None if wait else at,
    )
    made = insert_unless_known(row)  # one statement: a key that is there stays as it is, and was rung for
    if made is not None and wait <= _SOON:  # it need not wait for the next sweep, which would find it, too
        kept = _kept_back.get()
        is_own = name is WorkName.SEND and not wait
        then = partial(ring, made, is_urgent, wait) if kept is None or not is_own else partial(kept.append, made)
        transaction.on_commit(then)


_kept_back: ContextVar[list[int] | None] = ContextVar("kept_back", default=None)


@contextmanager
def keep_letters() -> Iterator[list[int]]:
    """Within this nobody is rung for letters to send: who writes them sends them next, the ids in the list.

    Where that fails they are like rows whose bell was lost.
    """
    kept: list[int] = []
    token = _kept_back.set(kept)
    try:
        yield kept
    finally:
        _kept_back.reset(token)


def ring(work_id: int, is_urgent: bool, after: timedelta = timedelta(0)) -> bool:
    """Wake a worker, now or after a while. A broker that does not answer costs nothing: the sweep finds the row."""
    try:
        queue, wait = URGENT if is_urgent else BULK, after.total_seconds() or None
        current_app.send_task(TASK, args=[work_id], retry=False, queue=queue, countdown=wait)
    except Exception as error:  # any failure of the doorbell is the same to us
        log.warning("The broker did not take the bell for work %s (%s).", work_id, type(error).__name__)
        return False
    return True


def ring_again(limit: int = 500) -> int:
    """Ring for whatever is due and has no bell on its way; how many rows that were.

    A row that was put off, or that a dead worker held, has none. Bells that the broker lost are found by counting:
    more rows were rung for than bells wait in the queue, and those rung for first lack theirs. So there are never many
    more bells than rows, however long the queue is and however often this looks.
    """
    at = by_database()
    due = DueWork.objects.due(at)
    silent = [*due.filter(rung_at=None).order_by("not_before", "pk").values_list("pk", "is_urgent")[:limit]]
    for is_urgent, queue in ((True, URGENT), (False, BULK)):
        rung = due.filter(is_urgent=is_urgent).exclude(rung_at=None)
        lost = min(rung.count() - _bells(queue), limit) if rung.exists() else 0
        if lost > 0:  # one that was rung a moment ago may be in nobody's hands yet
            oldest = rung.filter(rung_at__lte=at - timedelta(seconds=settings.SWEEP_SECONDS)).order_by("rung_at", "pk")
            silent += oldest.values_list("pk", "is_urgent")[:lost]
    for work_id, is_urgent in silent:
        if not ring(work_id, is_urgent):
            break
        DueWork.objects.filter(pk=work_id).update(rung_at=by_database())
    return len(silent)


def _bells(queue: str) -> int:
    """How many bells wait in a queue of the broker. Without the broker: none, and nothing can be rung either."""
    try:
        with current_app.connection_for_read() as connection:
            try:
                declared = connection.default_channel.queue_declare(queue=queue, passive=True)  # type: ignore[attr-defined]
                return int(declared.message_count)
            except connection.channel_errors:  # a queue in which nothing waits is not there
                return 0
    except Exception as error:  # as of ring()
        log.warning("The broker did not count its bells (%s).", type(error).__name__)
        return 0


def claim(work_id: int, limit_of: Callable[[str], int], *, is_copied: bool = False) -> Claim | None:
    """Take the row if it is due and free. Compare-and-set, so both databases behave alike.

    `limit_of` says how often work of a name is tried, the name perhaps one that another version wrote. A restored
    copy takes none, nor does a process whose clock is off. `is_copied`: also what leaves the house of a request that
    waits since the copy was released.
    """
    if installation.is_clock_off():
        return None
    at = by_database()
    due = DueWork.objects.due_of_copies(at) if is_copied else DueWork.objects.due(at)
    lease = secrets.token_hex(16)
    taken = {"lease": lease, "leased_until": at + settings.WORK_LEASE, "attempts": F("attempts") + 1}
    fields = ("name", "target", "case", "attempts")
    took = update_and_read(due.filter(installation.may_work(), pk=work_id), taken, fields)
    if not took:
        return None
    [(name, target, case_id, attempts)] = took
    return Claim(work_id, name, target, case_id, lease, attempts, limit_of(name))


def _held(claim: Claim) -> "Q":
    return Q(pk=claim.work_id, lease=claim.lease, done_at=None)


def renew(claim: Claim) -> bool:
    """The work goes on: the lease begins anew. False when the row is done, put off, or another worker's."""
    running = DueWork.objects.filter(_held(claim), leased_until__isnull=False)
    return bool(running.update(leased_until=by_database() + settings.WORK_LEASE))


@contextmanager
def keep_lease(claim: Claim) -> Iterator[None]:
    """Within this the row stays this worker's. A lease that another worker took meanwhile is left to it."""
    ended = threading.Event()
    thread = threading.Thread(target=_renew, args=(claim, ended), name=f"lease-{claim.work_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _renew(claim: Claim, ended: threading.Event) -> None:
    pause, until = settings.WORK_LEASE.total_seconds() / 3, now() + _LONGEST  # by no clock of another machine
    while not ended.wait(pause) and now() < until:
        try:
            if not renew(claim):
                return
        except DatabaseError as error:  # it is tried again before the lease ends
            log.warning("The lease of work %s was not renewed (%s).", claim.work_id, type(error).__name__)
        finally:
            connection.close()  # this thread's own


def finish(claim: Claim) -> bool:
    """The work is done. False when the lease was lost to another worker meanwhile."""
    done = DueWork.objects.filter(_held(claim)).update(
        done_at=by_database(), leased_until=None, given_up_at=None, reason=""
    )
    return bool(done)


def discard(claim: Claim) -> None:
    """The row stood for nothing and is not kept."""
    DueWork.objects.filter(_held(claim)).delete()


def put_off(claim: Claim, reason: Reason | Unforeseen, wait: timedelta | None = None) -> None:
    """Try again later: after `wait`, or after twice as long as the last time, at most an hour."""
    backoff = wait or min(timedelta(seconds=5 * 2 ** min(claim.attempts, 10)), timedelta(hours=1))
    DueWork.objects.filter(_held(claim)).update(
        leased_until=None, not_before=by_database() + backoff, reason=reason, rung_at=None
    )


def give_to_person(claim: Claim, reason: Reason | Unforeseen) -> None:
    """The machine stops trying; the desk and the daily email show the row until a person acts."""
    DueWork.objects.filter(_held(claim)).update(leased_until=None, given_up_at=by_database(), reason=reason)


def give_rows_to_person(rows: "QuerySet[DueWork]", reason: Reason) -> None:
    """These rows wait for a person, without having been tried."""
    rows.filter(done_at=None).update(leased_until=None, given_up_at=by_database(), reason=reason)


def ring_for(case_id: int) -> None:
    """Ring after commit for whatever of this case is due now."""
    for work_id, is_urgent in (
        DueWork.objects.due(by_database()).filter(case_id=case_id).values_list("pk", "is_urgent")
    ):
        transaction.on_commit(partial(ring, work_id, is_urgent))


def try_again(case_id: int) -> int:
    """A person mended what was wrong: all of this case that was given up, or is tried in vain, is due again."""
    return again(DueWork.objects.shown().filter(case_id=case_id))


def again_of_target(names: Collection[WorkName], target: int) -> int:
    """The same for what belongs to no case: given-up work of these names on this target."""
    return again(DueWork.objects.stuck().filter(name__in=names, target=target))


def stuck_of_no_case() -> "QuerySet[DueWork]":
    """What was given up and belongs to no single request; an event stands with the tool that did not take it."""
    return DueWork.objects.stuck().filter(case=None).exclude(name=WorkName.EVENT)


def again(stuck: "QuerySet[DueWork]") -> int:
    """These rows are due again, in the caller's transaction; how many."""
    rows = list(stuck.values_list("pk", "is_urgent"))
    for work_id, is_urgent in rows:
        DueWork.objects.filter(pk=work_id, done_at=None).update(
            given_up_at=None, attempts=0, not_before=by_database(), reason="", rung_at=by_database()
        )
        transaction.on_commit(partial(ring, work_id, is_urgent))
    return len(rows)


def drop(case_id: int, reason: Reason = Reason.FORGOTTEN) -> None:
    """The case is forgotten, or closed: nothing of it is done any more."""
    drop_rows(DueWork.objects.filter(case_id=case_id), reason)


def drop_of_targets(name: WorkName, targets: Collection[int]) -> None:
    """The same for what belongs to no case: nothing of this name is done on these targets any more."""
    drop_rows(DueWork.objects.filter(name=name, target__in=targets), Reason.FORGOTTEN)


def drop_rows(work: "QuerySet[DueWork]", reason: Reason) -> None:
    """These rows are not done any more."""
    work.filter(done_at=None).update(done_at=by_database(), leased_until=None, given_up_at=None, reason=reason)


def due() -> list[int]:
    """The ids of what is due now, oldest first: the first 500; none on a restored copy."""
    rows = DueWork.objects.due(by_database()).filter(installation.may_work())
    return list(rows.order_by("not_before", "pk").values_list("pk", flat=True)[:500])

"""Due work: added with the change that needs it, claimed with a lease, finished, put off, or given to a person."""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from dsr.clock import now
from dsr.models import DueWork
from dsr.models.due_work import WorkName
from dsr.reasons import Reason, Unforeseen

log = logging.getLogger(__name__)

# The one Celery task for every row of work, dsr/tasks.py.
TASK = "dsr.do_work"


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
    name: WorkName, target: int, key: str, *, case_id: int | None = None, not_before: datetime | None = None
) -> DueWork:
    """Write one row of due work in the caller's transaction, once for a key, and ring Celery after commit."""
    at = now()
    row, made = DueWork.objects.get_or_create(
        key=key,
        defaults={
            "name": name.value,
            "target": target,
            "case_id": case_id,
            "not_before": not_before or at,
            "added_at": at,
        },
    )
    if made and row.not_before <= at:
        transaction.on_commit(lambda: ring(row.pk))
    return row


def ring(work_id: int) -> bool:
    """Wake a worker. A broker that does not answer costs nothing: the sweep finds the row."""
    try:
        current_app.send_task(TASK, args=[work_id], retry=False)
    except Exception as error:  # any failure of the doorbell is the same to us
        log.warning("The broker did not take the bell for work %s (%s).", work_id, type(error).__name__)
        return False
    return True


def claim(work_id: int, limit_of: Callable[[str], int]) -> Claim | None:
    """Take the row if it is due and free. Compare-and-set, so both databases behave alike.

    `limit_of` says how often work of a name is tried, the name perhaps one that another version wrote.
    """
    at = now()
    lease = secrets.token_hex(16)
    took = (
        DueWork.objects.due(at)
        .filter(pk=work_id)
        .update(lease=lease, leased_until=at + settings.WORK_LEASE, attempts=F("attempts") + 1)
    )
    if not took:
        return None
    row = DueWork.objects.get(pk=work_id)
    return Claim(row.pk, row.name, row.target, row.case_id, lease, row.attempts, limit_of(row.name))


def _held(claim: Claim) -> "Q":
    return Q(pk=claim.work_id, lease=claim.lease, done_at=None)


def finish(claim: Claim) -> bool:
    """The work is done. False when the lease was lost to another worker meanwhile."""
    done = DueWork.objects.filter(_held(claim)).update(done_at=now(), leased_until=None, given_up_at=None, reason="")
    return bool(done)


def discard(claim: Claim) -> None:
    """The row stood for nothing and is not kept."""
    DueWork.objects.filter(_held(claim)).delete()


def put_off(claim: Claim, reason: Reason | Unforeseen, wait: timedelta | None = None) -> None:
    """Try again later: after `wait`, or after twice as long as the last time, at most an hour."""
    backoff = wait or min(timedelta(seconds=5 * 2 ** min(claim.attempts, 10)), timedelta(hours=1))
    DueWork.objects.filter(_held(claim)).update(leased_until=None, not_before=now() + backoff, reason=reason)


def give_to_person(claim: Claim, reason: Reason | Unforeseen) -> None:
    """The machine stops trying; the desk and the daily email show the row until a person acts."""
    DueWork.objects.filter(_held(claim)).update(leased_until=None, given_up_at=now(), reason=reason)


def try_again(case_id: int) -> int:
    """A person mended what was wrong: everything of this case that was given up is due again."""
    return again(DueWork.objects.stuck().filter(case_id=case_id))


def again(stuck: "QuerySet[DueWork]") -> int:
    """These rows are due again, in the caller's transaction; how many."""
    ids = list(stuck.values_list("pk", flat=True))
    for work_id in ids:
        DueWork.objects.filter(pk=work_id, done_at=None).update(
            given_up_at=None, attempts=0, not_before=now(), reason=""
        )
        transaction.on_commit(partial(ring, work_id))
    return len(ids)


def drop(case_id: int) -> None:
    """The case is forgotten: nothing of it can be done any more."""
    DueWork.objects.unfinished().filter(case_id=case_id).update(
        done_at=now(), leased_until=None, reason=Reason.FORGOTTEN
    )


def due(limit: int = 500) -> list[int]:
    """The ids of what is due now, oldest first."""
    return list(DueWork.objects.due(now()).order_by("not_before", "pk").values_list("pk", flat=True)[:limit])

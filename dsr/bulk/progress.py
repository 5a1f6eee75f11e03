"""How far bulk work came: what a list offers, counts, the time that is left, and each case with its result."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count

from dsr.bulk.acts import ACTS
from dsr.clock import now
from dsr.models import Bulk, Case, DueWork
from dsr.models.bulk import BulkAction, BulkResult, BulkState
from dsr.models.due_work import WorkName


def offered_actions(cases: Iterable[tuple[Case, bool]]) -> list[BulkAction]:
    """What at least one of these can take, by its state; of each case whether letters of it wait to be mailed."""
    listed = list(cases)
    return [
        act.action
        for act in ACTS.values()
        if any(act.is_open(case, has_letters_to_mail=to_mail) for case, to_mail in listed)
    ]


@dataclass(frozen=True)
class Progress:
    """Counts of its cases by result, and how long the rest takes at the pace so far; None where nobody can say."""

    counts: dict[str, int]
    left: timedelta | None
    is_given_up: bool

    @property
    def total(self) -> int:
        """What is, or was, to be done."""
        return sum(self.counts.values()) - self.counts[BulkResult.CANNOT]

    @property
    def waiting(self) -> int:
        return self.counts[BulkResult.READY]

    @property
    def done(self) -> int:
        """Finished, with whatever result."""
        return self.total - self.waiting

    @property
    def looked_at(self) -> int:
        return sum(self.counts.values()) - self.counts[BulkResult.NEW]

    @property
    def listed(self) -> int:
        return sum(self.counts.values())


def progress_of(bulk: Bulk) -> Progress:
    found = dict(bulk.rows.order_by().values_list("result").annotate(Count("pk")))
    counts = {result.value: found.get(result.value, 0) for result in BulkResult}
    names = (WorkName.BULK, WorkName.BULK_LOOK)
    given_up = DueWork.objects.stuck().filter(name__in=names, target=bulk.pk).exists()
    progress = Progress(counts, None, given_up)
    begun = bulk.begun_at if bulk.state == BulkState.WORK else bulk.asked_at
    if bulk.state == BulkState.WORK and bulk.approval is not None:
        begun = bulk.approval.settled_at
    done, rest = (progress.done, progress.waiting)
    if bulk.state == BulkState.LOOK:
        done, rest = progress.looked_at, counts[BulkResult.NEW]
    if begun is None or not done or not rest:
        return progress
    return Progress(counts, (now() - begun) / done * rest, given_up)


def bulks_awaiting_second() -> list[Bulk]:
    """Bulk work of which no case is touched before a second person approves it, the nearest day first."""
    rows = Bulk.objects.filter(state=BulkState.WAITS).select_related("asked_by", "approval")
    return list(rows.order_by("approval__by", "pk"))


def newest_bulks(limit: int) -> list[Bulk]:
    """What was begun, the newest first; what is not over before what is."""
    rows = Bulk.objects.exclude(state=BulkState.LOOK).select_related("asked_by")
    running = [*rows.filter(ended_at=None).order_by("-begun_at", "-pk")[:limit]]
    return [*running, *rows.exclude(ended_at=None).order_by("-ended_at", "-pk")[: max(0, limit - len(running))]]

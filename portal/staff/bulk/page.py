"""What the pages of bulk work show: the look in groups, how far it came, and each request with its result."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dsr import bulk, parties
from dsr.clock import now, today
from dsr.formats.days import hour_of
from dsr.models import Bulk, BulkRow
from dsr.models.bulk import BulkAction, BulkResult
from dsr.models.case import Delivery
from portal.staff.bulk.sample_letters import Sample, sample_of
from portal.staff.wording import departure, states
from portal.staff.wording.bulk import verb
from portal.staff.wording.reasons import explain


@dataclass(frozen=True)
class Group:
    """Requests that are told alike: why, or the outcome, how many, and each with its reference."""

    words: str
    count: int
    rows: list[BulkRow]


@dataclass(frozen=True)
class Look:
    """`samples`: one letter of each sort; `cannot` and `ready` folded lists; `then`: what follows the press."""

    verb: str
    ready: int
    total: int
    outcome: str
    by_delivery: str
    rows: list[BulkRow]
    cannot: list[Group]
    samples: list[Sample]
    then: str
    is_seen: bool  # everything was looked at
    is_chosen: bool

    @property
    def cannot_count(self) -> int:
        return sum(group.count for group in self.cannot)


def look_of(bulk_row: Bulk) -> Look:
    """Everything in a number of queries that does not grow with the requests, but for the letters of each sort."""
    rows = list(bulk_row.rows.select_related("case").order_by("number"))
    ready = [row for row in rows if row.result == BulkResult.READY]
    refused = [row for row in rows if row.result == BulkResult.CANNOT]
    act = bulk.act_of(bulk_row.action)
    is_chosen = bulk.is_chosen(bulk_row, act)
    return Look(
        verb=verb(bulk_row.action),
        ready=len(ready),
        total=len(rows),
        outcome=_outcome(bulk_row, ready),
        by_delivery=_by_delivery(ready) if bulk_row.action in _WRITES else "",
        rows=ready,
        cannot=_grouped(refused),
        samples=_samples(bulk_row, ready) if is_chosen else [],
        then=_then(bulk_row, ready),
        is_seen=not any(row.result == BulkResult.NEW for row in rows),
        is_chosen=is_chosen,
    )


_WRITES = frozenset({BulkAction.APPROVE, BulkAction.DECLINE, BulkAction.EXTEND})


def _outcome(bulk_row: Bulk, ready: list[BulkRow]) -> str:
    code = bulk_row.choice.get("outcome", "")
    return states.outcome(ready[0].case.kind, code) if code and ready else ""


def _by_delivery(ready: list[BulkRow]) -> str:
    parties.note_deliveries([row.case for row in ready])
    by_email = sum(parties.goes_by(row.case) == Delivery.EMAIL for row in ready)
    told = {"email": by_email, "paper": len(ready) - by_email}
    if not told["paper"]:
        return _("%(email)d by email") % told
    return _("%(email)d by email, %(paper)d on paper") % told if by_email else _("%(paper)d on paper") % told


def _grouped(rows: list[BulkRow]) -> list[Group]:
    """By why, the most first."""
    found: dict[str, list[BulkRow]] = {}
    for row in rows:
        found.setdefault(row.why or explain(row.reason).why, []).append(row)
    groups = [Group(words, len(alike), alike) for words, alike in found.items()]
    return sorted(groups, key=lambda group: -group.count)


def _samples(bulk_row: Bulk, ready: list[BulkRow]) -> list[Sample]:
    if bulk_row.action not in _WRITES:
        return []
    sorts: dict[str, list[BulkRow]] = {}
    for row in ready:
        sorts.setdefault(row.sort, []).append(row)
    return [sample_of(bulk_row, alike[0], len(alike)) for alike in sorts.values()]


def _then(bulk_row: Bulk, ready: list[BulkRow]) -> str:
    """What follows, and the way back."""
    owed = bulk.owed_approval(bulk_row)
    is_second = owed is not None and not owed.is_left_to_one
    told = [_("A second person approves before anything is done.")] if is_second else []
    if bulk_row.action in _WRITES:
        told += _leaves(ready, bulk_row.choice.get("outcome", ""), is_second)
    return " ".join(told)


def _leaves(ready: list[BulkRow], code: str, is_second: bool) -> list[str]:
    """Until when each waits, by the clock where nobody else comes first; on the day to send by nothing waits."""
    at_once = sum(row.case.send_by <= today() for row in ready)
    how = {_how(row, code) for row in ready}
    if not settings.DECISION_WAIT or at_once == len(ready):
        return [departure.at_once(how)]
    told = {
        "wait": _wait_in_words(),
        "time": hour_of(now() + settings.DECISION_WAIT),
    }
    if is_second:
        said = [_("Each waits %(wait)s after that, and can be taken back until then.") % told]
    else:
        words = _("Pressed now, the first waits until about %(time)s, each %(wait)s after its decision.")
        said = [words % told, _("Until then it can be taken back.")]
    said.append(departure.after_wait(how))
    if at_once:
        words = ngettext(
            "%(count)d does not wait: its day to send by is here.",
            "%(count)d do not wait: their day to send by is here.",
            at_once,
        )
        said.append(words % {"count": at_once})
    return said


def _how(row: BulkRow, code: str) -> departure.Departure:
    """What comes after its wait; `code` is the outcome of a decision, empty for a notice of more time."""
    return departure.of_decision(row.case, code) if code else departure.of_letter(row.case)


def _wait_in_words() -> str:
    seconds = int(settings.DECISION_WAIT.total_seconds())
    if seconds < 60:
        return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
    return ngettext("%(count)d minute", "%(count)d minutes", seconds // 60) % {"count": seconds // 60}


def time_left(left: timedelta | None) -> str:
    """In words, never to the second."""
    if left is None:
        return ""
    minutes = round(left / timedelta(minutes=1))
    if minutes < 1:
        return _("less than a minute")
    return ngettext("about %(count)d minute", "about %(count)d minutes", minutes) % {"count": minutes}


@dataclass(frozen=True)
class Results:
    """What became of each, the not done first; `waiting`, after a stop, were not begun."""

    groups: list[Group]
    done: list[BulkRow]
    waiting: list[BulkRow]


def results_of(bulk_row: Bulk) -> Results:
    rows = list(bulk_row.rows.select_related("case").order_by("number"))
    by: dict[str, list[BulkRow]] = {result.value: [] for result in BulkResult}
    for row in rows:
        by[row.result].append(row)
    left = [*by[BulkResult.LEFT_OUT], *by[BulkResult.FAILED], *by[BulkResult.CANNOT]]
    return Results(_grouped(left), by[BulkResult.DONE], by[BulkResult.READY])


@dataclass(frozen=True)
class Listed:
    """Bulk work in a list: how many are done, with whatever result, of how many."""

    row: Bulk
    verb: str
    done: int
    total: int


def listed_bulks(most: int) -> list[Listed]:
    """What was begun, the newest first."""
    rows = bulk.newest_bulks(most)
    able = BulkRow.objects.filter(bulk__in=rows).exclude(result=BulkResult.CANNOT).order_by().values("bulk")
    counted = able.annotate(total=Count("pk"), left=Count("pk", filter=Q(result=BulkResult.READY)))
    counts = {pk: (total, left) for pk, total, left in counted.values_list("bulk", "total", "left")}
    return [
        Listed(row, verb(row.action), total - left, total)
        for row in rows
        for total, left in [counts.get(row.pk, (0, 0))]
    ]

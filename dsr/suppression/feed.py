"""The feed of opt-outs: what other programs are told, what they have taken, and which addresses may then go."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F, Max, Q, QuerySet

from dsr import sealing, work_queue
from dsr.clock import now
from dsr.kinds import base
from dsr.lifecycle import State
from dsr.models import ApiKey, Business, Case, Consent, Step, Suppression
from dsr.models.due_work import WorkName
from dsr.models.suppression import SEALED_ADDRESS, Purpose, Scope
from dsr.suppression.known_person import LOOKALIKE

# What no program is told: the exceptions that somebody is kept under, and that addresses which look alike are stopped.
_UNTOLD = Q(purpose=Purpose.LOCKED) | Q(field=LOOKALIKE)


def turn(business_id: int) -> int:
    """Wait until no other transaction changes the list of this business; the next number of a change.

    One writer a business at a time: programs read by number, so that a lower one must never come after a higher one.
    """
    _alone(business_id)
    return newest_feed_number(business_id) + 1


def _alone(business_id: int) -> None:
    Business.objects.select_for_update(no_key=True).get(pk=business_id)


_EVIDENCE = "suppression-evidence"


def seal_evidence(evidence: Mapping[str, str], row: Suppression | Consent) -> str:
    """It opens in this row alone."""
    told = json.dumps(dict(evidence), ensure_ascii=False)
    return sealing.seal_secret(_EVIDENCE, told, sealing.row_of(row, "sealed_evidence"))


def evidence_of(row: Suppression | Consent) -> dict[str, str]:
    """What the consent was that lifted or opened it."""
    told = sealing.open_secret(_EVIDENCE, row.sealed_evidence, sealing.row_of(row, "sealed_evidence"))
    found: dict[str, str] = json.loads(told)
    return found


def end(business_id: int, rows: QuerySet[Suppression], evidence: Mapping[str, str]) -> int:
    """Lift these, each under a number of its own, so that every program learns it; how many."""
    change = turn(business_id)
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    return sum(lift(key, evidence, change=change + n) for n, key in enumerate(keys))


def lift(key: int, evidence: Mapping[str, str], **changes: int) -> int:
    """End one row, with why sealed in it; whether it was there."""
    ended = {"lifted_at": now(), "sealed_evidence": seal_evidence(evidence, Suppression(pk=key)), "sealed_address": ""}
    return Suppression.objects.filter(pk=key).update(**ended, **changes)


_GAP = 1_000_000  # more changes than a list sees between a backup and its restoring


def replay_feed() -> None:
    """After a copy was restored every program reads the whole list once more.

    All changes get higher numbers than any that a program may have read from the desk that this is a copy of.
    """
    for business_id in Business.objects.values_list("pk", flat=True):
        newest = turn(business_id) - 1
        Suppression.objects.filter(business_id=business_id).update(change=F("change") + newest + _GAP)


def newest_feed_number(business_id: int) -> int:
    """The number of the last change."""
    last: int | None = Suppression.objects.filter(business_id=business_id).aggregate(last=Max("change"))["last"]
    return last or 0


def feed_after(business_id: int, number: int, limit: int) -> list[Suppression]:
    """The next changes, oldest first: a new opt-out, or one that was lifted, which comes again under a new number."""
    rows = Suppression.objects.filter(business_id=business_id, change__gt=number)
    return list(rows.exclude(_UNTOLD).order_by("change")[:limit])


def readers(business_id: int) -> list[ApiKey]:
    """The programs that read the feed."""
    keys = ApiKey.objects.filter(business_id=business_id, revoked_at=None)
    return [key for key in keys if Scope.FEED.value in key.scopes]


def seal(address: str, digest: str) -> str:
    return sealing.seal_secret(SEALED_ADDRESS, address, sealing.row_of_digest(digest))


def feed_address(row: Suppression) -> str:
    """The address while it is still sealed beside the hash; empty after."""
    if not row.sealed_address:
        return ""
    return sealing.open_secret(SEALED_ADDRESS, row.sealed_address, sealing.row_of_digest(row.digest))


def erase(business_id: int, which: Q) -> int:
    """Erase the addresses of these rows that nobody has to be told any more; how many. Again changes nothing.

    Every program must have confirmed the row, and no step of its case may be unsettled.
    """
    taken = [key.confirmed_up_to for key in readers(business_id)]
    waiting = Step.objects.unsettled().values("case_id")
    rows = Suppression.objects.filter(which, business_id=business_id).exclude(sealed_address="")
    if taken:
        rows = rows.filter(change__lte=min(taken))
    return rows.exclude(case_id__in=waiting).update(sealed_address="")


def erase_served_addresses(case: Case) -> int:
    """Erase the addresses that nobody has to be told any more: how many. Asking again changes nothing."""
    return erase(case.business_id, Q(case=case))


def is_feed_awaited(case: Case) -> bool:
    """True while a program that read the feed before this case was written down has not taken what it stopped."""
    awaited = _awaited(readers(case.business_id))
    return _told(case).filter(awaited, lifted_at=None, taken_at=None).exists()


def feed_taken_at(case: Case) -> datetime | None:
    """When the last program had taken what the case stopped, or it was lifted; nothing where no program had to."""
    ends = [end for row in _told(case) for end in (row.taken_at or row.lifted_at,) if end]
    return max(ends, default=None)


def taken_by_programs(business_id: int, rows: Iterable[Suppression]) -> tuple[bool, datetime | None]:
    """Whether programs have to take these rows, and when the last one had; None while one has not."""
    keys, rows = readers(business_id), list(rows)
    if any(_awaits(key, row) for key in keys for row in rows):
        return True, None
    last = max((row.taken_at for row in rows if row.taken_at), default=None)
    return last is not None, last


def _awaits(key: ApiKey, row: Suppression) -> bool:
    """The same as `_awaited`, of a row at hand."""
    is_owed = row.case is not None and row.case.entered_at >= key.made_at
    return is_owed and row.taken_at is None and row.change > key.confirmed_up_to


def _told(case: Case) -> QuerySet[Suppression]:
    return Suppression.objects.filter(case=case).exclude(_UNTOLD)


def _awaited(keys: Iterable[ApiKey]) -> Q:
    """Rows that one of these programs has not taken. A program that came after a case is not waited for."""
    waits = Q(pk__in=[])
    for key in keys:
        waits |= Q(case__entered_at__gte=key.made_at, change__gt=key.confirmed_up_to)
    return waits


def _note_taken(key: ApiKey, which: Q) -> None:
    """Of these rows: those for which this program was the last that was waited for are in effect everywhere."""
    rows = Suppression.objects.filter(which, business_id=key.business_id, lifted_at=None, taken_at=None)
    rows = rows.filter(case__entered_at__gte=key.made_at).exclude(_awaited(readers(key.business_id)))
    if Suppression.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).update(taken_at=now()):
        _go_on(key)


def _go_on(key: ApiKey) -> None:
    """The requests whose response waits for the programs go on, in the caller's transaction."""
    kinds = [kind.code for kind in base.every() if kind.suppression is not None]
    waiting = Case.objects.filter(business_id=key.business_id, state=State.WORKING, kind__in=kinds)
    for case in waiting:
        work_queue.add(WorkName.ADVANCE, case.pk, f"feed:{case.pk}:{key.pk}:{now().isoformat()}", case_id=case.pk)


@transaction.atomic
def confirm_feed(key: ApiKey, up_to: int) -> int:
    """A program has taken the feed up to this number: addresses that all have taken are erased; how many."""
    _alone(key.business_id)  # of two programs that confirm at once, the later one sees the other's number
    before = key.confirmed_up_to
    if not ApiKey.objects.filter(pk=key.pk, confirmed_up_to__lt=up_to).update(confirmed_up_to=up_to):
        return 0
    _note_taken(key, Q(change__gt=before, change__lte=up_to))
    return erase(key.business_id, Q(change__gt=before, change__lte=up_to))


@transaction.atomic
def release_addresses(key: ApiKey) -> int:
    """A key was revoked: erase the addresses that were kept for its program alone; how many."""
    _alone(key.business_id)
    if Scope.FEED.value in key.scopes:
        _note_taken(key, Q(change__gt=key.confirmed_up_to))
    return erase(key.business_id, Q())

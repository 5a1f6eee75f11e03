"""Rows of earlier releases get their twin under today's spelling, while somebody still knows whom they are of."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from django.db import transaction

from dsr import key_marks, parties, sealing
from dsr.errors import CannotOpen
from dsr.models import Business, Case, Consent, OwedRenewal, Suppression
from dsr.suppression import feed, stop_list
from dsr.suppression.known_person import FIELDS, digests_to_list

_BATCH = 500


@dataclass
class Renewal:
    """How many rows were looked at, how many twins were made, and of how many nobody knows the person any more."""

    looked_at: int = 0
    made: int = 0
    unknown: int = 0


def owed_renewals() -> tuple[int, int]:
    """How many hashes on the list and how many requests an earlier release left, at which nobody has looked since."""
    up_to = dict(OwedRenewal.objects.values_list("what", "up_to"))
    rows = Suppression.objects.filter(lifted_at=None, field__in=FIELDS, pk__lte=up_to.get(OwedRenewal.What.LIST, 0))
    cases = Case.objects.exclude(data_key=None).filter(pk__lte=up_to.get(OwedRenewal.What.REQUESTS, 0))
    return rows.count(), cases.count()


def note_renewal(what: OwedRenewal.What) -> None:
    """All of these were looked at."""
    OwedRenewal.objects.filter(what=what).delete()


def renew_list(business: Business, tell: Callable[[int], None]) -> Renewal:
    """Give every active row its twins where they are missing. Again, or after a break, makes only what is missing.

    Rows are read in batches, each in a transaction of its own. The row of before stays: checks look under both.
    Raises KeyLost.
    """
    key_marks.require_suppression_key()
    count, last = Renewal(), 0
    newest = stop_list.active(business.pk).order_by("-pk").values_list("pk", flat=True).first() or 0
    while last < newest:
        with transaction.atomic():
            feed.turn(business.pk)  # no consent lifts the row between reading it and writing its twin
            rows = stop_list.active(business.pk).filter(pk__gt=last, pk__lte=newest, field__in=FIELDS)
            batch = list(rows.select_related("case").order_by("pk")[:_BATCH])
            _renew(batch, count)
        last = batch[-1].pk if batch else newest
        tell(count.looked_at)
    return count


def _renew(batch: list[Suppression], count: Renewal) -> None:
    said: dict[int, dict[str, str]] = {}
    for row in batch:
        count.looked_at += 1
        value = _value(row, said)
        if value is None:
            count.unknown += 1
            continue
        for twin in _twins(row, value):
            if not stop_list.is_active(twin):
                twin.save(force_insert=True)
                count.made += 1
            _copy_consents(row, twin)


def _value(row: Suppression, said: dict[int, dict[str, str]]) -> str | None:
    """What the row is of, where it is sealed beside it or in its case; None where that is gone or is another's."""
    try:
        value = feed.feed_address(row) or (_said_in(row.case, said).get(row.field, "") if row.case else "")
    except CannotOpen:
        return None
    return value if value and row.digest in sealing.person_digests(row.field, value) else None


def _said_in(case: Case, said: dict[int, dict[str, str]]) -> dict[str, str]:
    if case.pk not in said:
        said[case.pk] = stop_list.suppressed_person(parties.sealed_values(case))
    return said[case.pk]


def _sealed_anew(row: Suppression, digest: str) -> str:
    """The address of the row, for its twin: it opens beside its own hash alone."""
    return feed.seal(feed.feed_address(row), digest) if row.sealed_address else ""


def _twins(row: Suppression, value: str) -> Iterator[Suppression]:
    for field, digest in digests_to_list({row.field: value}).items():
        if digest != row.digest:
            yield Suppression(
                business_id=row.business_id,
                purpose=row.purpose,
                scope=row.scope,
                field=field,
                digest=digest,
                since=row.since,
                made_at=row.made_at,
                source=row.source,
                case=row.case,
                # As the row: who has not taken it takes both under one number, and who has hears nothing new.
                change=row.change,
                taken_at=row.taken_at,
                sealed_address=_sealed_anew(row, digest) if field == row.field else "",
            )


def _copy_consents(row: Suppression, twin: Suppression) -> None:
    """What the person agreed to again opens the twin of a lock as it opened the lock."""
    for consent in Consent.objects.filter(business_id=row.business_id, field=row.field, digest=row.digest):
        copied, is_new = Consent.objects.get_or_create(
            business_id=row.business_id,
            purpose=consent.purpose,
            scope=consent.scope,
            digest=twin.digest,
            at=consent.at,
            defaults={
                "field": twin.field,
                "recorded_at": consent.recorded_at,
            },
        )
        if is_new and consent.sealed_evidence:
            _copy_evidence(consent, copied)


def _copy_evidence(consent: Consent, copied: Consent) -> None:
    """What opens no more stays with the consent of before, and keeps nobody from the twin."""
    with suppress(CannotOpen):
        copied.sealed_evidence = feed.seal_evidence(feed.evidence_of(consent), copied)
        copied.save(update_fields=["sealed_evidence"])

"""The feed of opt-outs: what other programs are told, what they have taken, and which addresses may then go."""

from django.db import transaction
from django.db.models import Max, Q

from dsr import sealing
from dsr.models import ApiKey, Business, Step, Suppression
from dsr.models.suppression import Purpose, Scope

_SEALED = "suppression"


def turn(business_id: int) -> int:
    """Wait until no other transaction changes the list of this business; the next number of a change.

    One writer a business at a time: programs read by number, so that a lower one must never come after a higher one.
    """
    Business.objects.select_for_update(no_key=True).get(pk=business_id)
    return newest(business_id) + 1


def newest(business_id: int) -> int:
    """The number of the last change."""
    last: int | None = Suppression.objects.filter(business_id=business_id).aggregate(last=Max("change"))["last"]
    return last or 0


def after(business_id: int, number: int, limit: int) -> list[Suppression]:
    """The next changes, oldest first: a new opt-out, or one that was lifted, which comes again under a new number."""
    rows = Suppression.objects.filter(business_id=business_id, change__gt=number)
    return list(rows.exclude(purpose=Purpose.LOCKED).order_by("change")[:limit])


def readers(business_id: int) -> list[ApiKey]:
    """The programs that read the feed."""
    keys = ApiKey.objects.filter(business_id=business_id, revoked_at=None)
    return [key for key in keys if Scope.FEED.value in key.scopes]


def seal(address: str) -> str:
    return sealing.seal_secret(_SEALED, address)


def address_of(row: Suppression) -> str:
    """The address while it is still sealed beside the hash; empty after."""
    return sealing.open_secret(_SEALED, row.sealed_address) if row.sealed_address else ""


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


@transaction.atomic
def confirm(key: ApiKey, up_to: int) -> int:
    """A program has taken the feed up to this number: addresses that all have taken are erased; how many."""
    before = key.confirmed_up_to
    if not ApiKey.objects.filter(pk=key.pk, confirmed_up_to__lt=up_to).update(confirmed_up_to=up_to):
        return 0
    return erase(key.business_id, Q(change__gt=before, change__lte=up_to))


def release(key: ApiKey) -> int:
    """A key was revoked: erase the addresses that were kept for its program alone; how many."""
    return erase(key.business_id, Q())

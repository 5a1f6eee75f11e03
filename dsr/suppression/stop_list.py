"""Who must not be mailed or shared: keyed hashes without end, effective at receipt, lifted only by a later consent."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from dsr import key_marks, parties
from dsr.clock import now
from dsr.kinds import base
from dsr.kinds.base import SuppressedUse
from dsr.law.opt_out import ASK_AGAIN_MONTHS
from dsr.law.spans import add_months, local_date
from dsr.models import BlindIndex, Case, Consent, Step, Suppression, System
from dsr.models.suppression import Purpose
from dsr.models.system import StepState
from dsr.models.transactions import joined
from dsr.suppression import feed
from dsr.suppression.known_person import (
    FIELDS,
    LOOKALIKE,
    Known,
    digests_of,
    digests_to_lift,
    digests_to_list,
    fields_of,
    own_digests_of,
    read_person,
)

IMPORTED = "import"  # the source of what a file brought
# What a lock closes until the person agrees to it again.
USES = (Purpose.MAIL.value, Purpose.DIRECT_MARKETING.value, Purpose.SALE_SHARING.value)
SHARING = (Purpose.DIRECT_MARKETING.value, Purpose.SALE_SHARING.value)
_BATCH = 2_000  # addresses a query; SQLite takes 32,766 values


@dataclass(frozen=True)
class Sharing:
    """May this person be shared? The flags by purpose, since when not, and the day we may ask again."""

    direct_marketing: bool
    sale_sharing: bool
    since: datetime | None = None
    ask_again_on: date | None = None

    @property
    def may_share(self) -> bool:
        return self.direct_marketing and self.sale_sharing


def suppress(case: Case, uses: Iterable[SuppressedUse], party: Mapping[str, str], *, source: str, at: datetime) -> int:
    """Suppress this person at once, in the caller's transaction; how many rows were new. Again changes nothing."""
    with joined():
        uses = list(uses)
        kind = base.get(case.kind)
        keeps_address = _is_told(case.business_id, kind.work.action if kind.work else "")
        rows = _rows(case.business_id, uses, party)
        for row in rows:
            row.since, row.source, row.case = at, source, case
            is_sealed = keeps_address and row.field != LOOKALIKE
            row.sealed_address = feed.seal(party[row.field], row.digest) if is_sealed else ""
        count = add(case.business_id, rows)
        # What was imported is on the list alone. From now on a request carries it to every other place.
        imported = active(case.business_id).filter(case=None, digest__in=digests_to_lift(party))
        for one in uses:
            imported.filter(purpose=one.purpose, scope=one.scope).update(case=case)
        return count


def _rows(business_id: int, uses: Iterable[SuppressedUse], party: Mapping[str, str]) -> list[Suppression]:
    """What stops this person: a row for each use and each thing by which the person is known."""
    return [
        Suppression(business_id=business_id, purpose=one.purpose, scope=one.scope, field=name, digest=digest)
        for one in uses
        for name, digest in digests_to_list(party).items()
    ]


def is_suppressed(business_id: int, uses: Iterable[SuppressedUse], party: Mapping[str, str]) -> bool:
    """True when all of this is stopped for the person now, by everything given. Raises KeyLost."""
    wanted = {(one.purpose, one.scope, name) for one in uses for name in fields_of(party)}
    return wanted <= {(row.purpose, row.scope, row.field) for row in own_rows(business_id, party)}


def add(business_id: int, rows: list[Suppression]) -> int:
    """Write the rows that are not active yet; how many, beside those of lookalikes. Raises KeyLost."""
    with joined():
        key_marks.require_suppression_key()
        change, at = feed.turn(business_id), now()
        known = {
            _identity(row)
            for chunk in chunks(rows)
            for row in active(business_id).filter(digest__in={row.digest for row in chunk})
        }
        fresh = {_identity(row): row for row in reversed(rows) if _identity(row) not in known}
        for row in (new := list(reversed(fresh.values()))):
            row.change, change, row.made_at = change, change + 1, at
        Suppression.objects.bulk_create(new, ignore_conflicts=True)
        return sum(row.field != LOOKALIKE for row in new)


def _identity(row: Suppression) -> tuple[str, str, str, str]:
    return row.purpose, row.scope, row.field, row.digest


def is_active(row: Suppression) -> bool:
    """True when such a row stands on the list."""
    same = active(row.business_id).filter(purpose=row.purpose, scope=row.scope, field=row.field, digest=row.digest)
    return same.exists()


def active(business_id: int) -> QuerySet[Suppression]:
    """What is stopped now."""
    return Suppression.objects.filter(business_id=business_id, lifted_at=None)


def _is_told(business_id: int, action: str) -> bool:
    """True when somebody must still be told the address: a system of this action, or a program that reads the feed."""
    systems = System.objects.active().filter(business_id=business_id)
    return bool(action and any(action in system.actions for system in systems)) or bool(feed.readers(business_id))


def rows_of_person(business_id: int, known: Known) -> list[Suppression]:
    """What stands against this person now, by anything that is known, in any spelling. Raises KeyLost."""
    return _rows_under(business_id, digests_of(known))


def own_rows(business_id: int, known: Known) -> list[Suppression]:
    """The same without what is there for somebody whose address only looks alike. Raises KeyLost."""
    return _rows_under(business_id, own_digests_of(known))


def _rows_under(business_id: int, digests: Iterable[str]) -> list[Suppression]:
    key_marks.require_suppression_key()
    rows = active(business_id).filter(digest__in=digests).select_related("case__joined_to")
    return list(rows.order_by("pk"))


def closing_locks(use: str, scope: str = "") -> Q:
    """Locks that no consent after them has opened for this use."""
    agreed = Consent.objects.filter(
        business=OuterRef("business"),
        digest=OuterRef("digest"),
        purpose=use,
        scope__in={"", scope},
        at__gt=OuterRef("since"),
    )
    return Q(~Exists(agreed), purpose=Purpose.LOCKED)


def chunks(things: Iterable[Any], size: int = _BATCH) -> Iterator[list[Any]]:
    """Things in lists of at most so many."""
    rest = iter(things)
    while chunk := list(islice(rest, size)):
        yield chunk


def may_share(business_id: int, known: Known) -> Sharing:
    """May this person be shared, and if not, from which day may we ask again? Raises KeyLost, BadInput.

    Who opted out on paper is known by the mailing address or phone alone: ask by everything that is known. About what
    is no email address, phone number or mailing address nothing is answered.
    """
    known = read_person(known, is_check=True)
    rows = rows_of_person(business_id, known)
    told = [row for row in rows if row.purpose in SHARING]
    locks = [row for row in rows if row.purpose == Purpose.LOCKED]
    closed = {use for use in closed_uses(business_id, known) if use in SHARING} if locks else set()
    stopped = {row.purpose for row in told} | closed
    if not stopped:
        return Sharing(True, True)
    last = max((local_date(row.since) for row in told), default=None)
    return Sharing(
        Purpose.DIRECT_MARKETING.value not in stopped,
        Purpose.SALE_SHARING.value not in stopped,
        min(row.since for row in [*told, *(locks if closed else [])]),
        add_months(last, ASK_AGAIN_MONTHS) if last and not closed else None,
    )


def closed_uses(business_id: int, known: Known) -> list[str]:
    """The uses that a lock of this person still closes. Raises KeyLost."""
    key_marks.require_suppression_key()
    rows = active(business_id).filter(digest__in=digests_of(known))
    return [use for use in USES if rows.filter(closing_locks(use)).exists()]


def is_opted_out(business_id: int, known: Known) -> bool:
    """True when the sale and sharing of this person's information is off already. Raises KeyLost."""
    return any(row.purpose == Purpose.SALE_SHARING for row in rows_of_person(business_id, known))


@transaction.atomic
def lock_kept_data(case: Case, party: Mapping[str, str], code: str) -> int:
    """What is kept of this person under an exception is used for nothing else, § 7022(f)(3).

    Where it is locked under this exception already, consents to the time before this request open it no more.
    """
    uses, at = (SuppressedUse(Purpose.LOCKED.value, code),), case.received_at
    count = suppress(case, uses, party, source="exception", at=at)
    rows = active(case.business_id).filter(purpose=Purpose.LOCKED, scope=code)
    rows = rows.filter(digest__in=digests_to_lift(party))
    rows.filter(since__lt=at).update(since=at, case=case)
    return count


@transaction.atomic
def unlock_kept_data(case: Case, code: str = "") -> int:
    """What this case kept, under `code` or at all, is decided anew; how many locks are lifted. Another's stay."""
    rows = active(case.business_id).filter(case=case, purpose=Purpose.LOCKED)
    rows = rows.filter(scope=code) if code else rows
    digests = BlindIndex.objects.filter(case=case, field="email").values("digest")
    same = BlindIndex.objects.filter(field="email", digest__in=digests).values("case_id")
    keeping = Step.objects.filter(case__in=same, state=StepState.KEPT).exclude(case=case).order_by("case_id")
    for scope in set(rows.values_list("scope", flat=True)):
        heir = keeping.filter(keep_code=scope, case__business_id=case.business_id).first()
        if heir is not None:
            rows.filter(scope=scope).update(case=heir.case_id)
    return sum(feed.lift(key, {"decided_anew": case.reference}) for key in list(rows.values_list("pk", flat=True)))


def suppressed_person(told: Mapping[str, Any]) -> dict[str, str]:
    """Who is suppressed: the person it is about; where only the address of who wrote is known, that."""
    subject = told.get("subject", {})
    if told.get("agent") and any(subject.get(name) for name in FIELDS):  # the agent wrote for many, or for a firm
        return dict(subject)
    return {**told.get("requester", {}), **subject}


def follow_decision(case: Case, *, is_declined: bool) -> None:
    """Let what was suppressed at receipt follow the decision, for a kind that can be denied. Again changes nothing."""
    kind = base.get(case.kind)
    rules = kind.suppression
    if rules is None or not rules.is_lifted_on_decline:
        return
    if is_declined:
        _withdraw(case)
    else:  # a denial may have been reopened
        suppress(
            case,
            rules.uses(case.answers),
            suppressed_person(parties.sealed_values(case)),
            source="decision",
            at=case.received_at,
        )


@transaction.atomic
def _withdraw(case: Case) -> None:
    """Lift what this case alone suppressed; another request of the same person goes on holding it."""
    rows = active(case.business_id).filter(case=case)
    rows.filter(source=IMPORTED).update(case=None)  # it held before this request, and goes on
    declines = [outcome.code for outcome in base.get(case.kind).outcomes if outcome.is_decline]
    digests = BlindIndex.objects.filter(case=case, field="email").values("digest")
    same = BlindIndex.objects.filter(field="email", digest__in=digests).values("case_id")
    others = Case.objects.filter(kind=case.kind, business_id=case.business_id, pk__in=same).exclude(pk=case.pk)
    heir = others.exclude(outcome__in=declines).order_by("received_at", "pk").first()
    if heir is not None:
        rows.update(case=heir, since=heir.received_at)
        return
    feed.end(case.business_id, rows, {"declined": case.outcome})


def follow_receipt(case: Case, recorded_at: datetime) -> int:
    """Its receipt was corrected: what it stopped holds since the real instant; how many rows moved.

    A consent counts when it was given after the person asked, so neither an earlier nor a later instant may stand.
    """
    rows = active(case.business_id).filter(case=case, since=recorded_at)
    return rows.update(since=case.received_at)

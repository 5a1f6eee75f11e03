"""Litigation holds: set, changed and ended by a person, and written into the journal of each case they cover.

Past its day a hold still stands: it comes back to a person, who ends it or gives another day.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import sealing
from dsr.clock import PACIFIC, now, today
from dsr.errors import BadInput, CannotOpen, Changed, NotAllowed
from dsr.formats import references
from dsr.journal import Actor
from dsr.law.deletion import LOOK_AGAIN_MONTHS_MOST
from dsr.law.spans import add_months
from dsr.lifecycle import APPROVES_SECOND
from dsr.models import Case, HoldChange, HoldDigest, LegalHold, Recipient
from dsr.models.case_surroundings import may_have
from dsr.models.legal_hold import HoldAct, HoldScope
from dsr.retention.held_cases import list_some, plan_hold
from dsr.retention.record_periods import least_months

MAY_HOLD = APPROVES_SECOND
_LONGEST_WHY = 4_000
_MOST_WAYS = 20  # addresses and names of one person


@dataclass(frozen=True)
class HoldOrder:
    """What is to be kept: of its scope only that scope's own fields are looked at.

    `person`: addresses, user names, phone numbers and full names, each of which finds the person.
    """

    scope: HoldScope
    until: date
    why: str
    person: Sequence[str] = ()
    reference: str = ""
    since: date | None = None
    through: date | None = None
    recipient: Recipient | None = None


def set_hold(order: HoldOrder, actor: Actor) -> LegalHold:
    """Begin a hold. Raises BadInput for what cannot be one, NotAllowed for whose role may not."""
    account_id = _who_holds(actor)
    _check(order.until, order.why)
    covered = _covered(order)
    hold = LegalHold(
        reference=references.new(),
        scope=order.scope,
        until=order.until,
        set_by_id=account_id,
        set_at=now(),
        **covered,
    )
    person = [one.strip() for one in order.person if one.strip()] if order.scope == HoldScope.PERSON else []
    hold.sealed = sealing.seal_secret(_name(hold), json.dumps({"person": person, "why": order.why.strip()}))
    with transaction.atomic():
        hold.save(force_insert=True)
        digests = {digest for one in person for digest in _digests(one)}
        HoldDigest.objects.bulk_create(HoldDigest(hold=hold, digest=digest) for digest in sorted(digests))
        _changed(hold, HoldAct.SET, order.why, account_id)
        list_some(hold)
    return hold


def _covered(order: HoldOrder) -> dict[str, Any]:
    if order.scope == HoldScope.CASE:
        case = Case.objects.filter(reference=references.parse(order.reference) or "").first()
        if case is None:
            raise BadInput(_("There is no request with this reference. Check it for a slip."))
        if case.forgotten_at is not None:
            raise BadInput(_("This request is forgotten: there is nothing left to keep."))
        return {"case": case}
    if order.scope == HoldScope.PERIOD:
        if order.since is None or order.through is None or order.through < order.since:
            raise BadInput(_("Give the first and the last day of the period, in this order."))
        after = order.through + timedelta(days=1)
        return {"begins_at": _midnight(order.since), "ends_at": _midnight(after)}
    if order.scope == HoldScope.RECIPIENT:
        if order.recipient is None:
            raise BadInput(_("Choose the recipient."))
        return {"business_id": order.recipient.business_id, "recipient_key": order.recipient.key}
    ways = [one for one in order.person if one.strip()]
    if not ways or len(ways) > _MOST_WAYS:
        said = _(
            "Give the person’s email address, user name, phone number or full name. One a line, %(most)d at most."
        )
        raise BadInput(said % {"most": _MOST_WAYS})
    return {}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), PACIFIC)


def _digests(text: str) -> list[str]:
    fields = ("email", "account") if "@" in text else ("name", "account", "phone")
    return [digest for field in fields for digest in sealing.blind_indexes(field, text)]


def change_hold(hold_id: int, until: date, why: str, actor: Actor, *, seen: int) -> LegalHold:
    """Let it stand until another day. `seen`: the newest change that the page showed."""
    account_id = _who_holds(actor)
    _check(until, why)
    with transaction.atomic():
        hold = _locked(hold_id, seen)
        hold.until = until
        hold.save(update_fields=["until"])
        _changed(hold, HoldAct.CHANGED, why, account_id)
    return hold


def end_hold(hold_id: int, why: str, actor: Actor, *, seen: int) -> LegalHold:
    """What waited for it is erased from now on, where nothing else keeps it."""
    account_id = _who_holds(actor)
    _check_why(why)
    with transaction.atomic():
        hold = _locked(hold_id, seen)
        hold.ended_at = now()
        hold.save(update_fields=["ended_at"])
        hold.digests.all().delete()
        _changed(hold, HoldAct.ENDED, why, account_id)
    return hold


def _who_holds(actor: Actor) -> int:
    """The account. Raises NotAllowed for whose role may not."""
    if actor.account_id is None or actor.who not in MAY_HOLD:
        raise NotAllowed(_("Only approvers and administrators set, change and end litigation holds."))
    return actor.account_id


def _check(until: date, why: str) -> None:
    most = add_months(today(), LOOK_AGAIN_MONTHS_MOST)
    if not today() < until <= most:
        said = _("Give a day after today, at most %(months)d months ahead. On it somebody looks at the hold again.")
        raise BadInput(said % {"months": LOOK_AGAIN_MONTHS_MOST})
    _check_why(why)


def _check_why(why: str) -> None:
    if not why.strip():
        raise BadInput(_("Write why."))
    if len(why) > _LONGEST_WHY:
        raise BadInput(_("Write at most %(most)d characters.") % {"most": _LONGEST_WHY})


def _locked(hold_id: int, seen: int) -> LegalHold:
    hold = LegalHold.objects.select_for_update().get(pk=hold_id)
    newest = hold.changes.last()
    if hold.ended_at is not None or newest is None or newest.pk != seen:
        raise Changed(_("Somebody changed or ended this hold since you opened the page. Look at it again."))
    return hold


def _name(hold: LegalHold) -> str:
    return f"hold:{hold.reference}"


def _changed(hold: LegalHold, act: HoldAct, why: str, account_id: int) -> None:
    sealed = sealing.seal_secret(_name(hold), json.dumps(why.strip()))
    change = HoldChange.objects.create(hold=hold, act=act, at=now(), by_id=account_id, until=hold.until, sealed=sealed)
    plan_hold(hold, str(change.pk))


@dataclass(frozen=True)
class HoldWords:
    """What of a hold is sealed: whom it is about, as typed, and why it was set."""

    person: list[str]
    why: str


def hold_words(hold: LegalHold) -> HoldWords:
    """Raises CannotOpen."""
    if not hold.sealed:
        return HoldWords([], "")
    said = json.loads(sealing.open_secret(_name(hold), hold.sealed))
    return HoldWords(said["person"], said["why"])


def change_words(change: HoldChange) -> str:
    """Why a hold was set, changed or ended. Raises CannotOpen."""
    return str(json.loads(sealing.open_secret(_name(change.hold), change.sealed))) if change.sealed else ""


@transaction.atomic
def forget_holds() -> int:
    """Whom a hold was on, and why, is kept as long as any record after it ended; how many were forgotten."""
    since = _midnight(add_months(today(), -least_months()))
    over = LegalHold.objects.filter(ended_at__lt=since).exclude(sealed="")
    HoldChange.objects.filter(hold__in=over).update(sealed="")
    return over.update(sealed="")


def renew_digests() -> list[LegalHold]:
    """A release spells addresses or names otherwise: what was typed finds the person under the new hashes, too.

    Those whose words do not open any more keep the hashes that they have.
    """
    closed = []
    for hold in LegalHold.objects.standing().filter(scope=HoldScope.PERSON):
        try:
            found = {digest for one in hold_words(hold).person for digest in _digests(one)}
        except CannotOpen:
            closed.append(hold)
            continue
        HoldDigest.objects.bulk_create(
            [HoldDigest(hold=hold, digest=one) for one in sorted(found)], ignore_conflicts=True
        )
    return closed


def holds_of(case: Case) -> list[LegalHold]:
    """The holds that stand and cover a case by its list, the one that stands longest first."""
    if not may_have(case, "hold"):
        return []
    return list(LegalHold.objects.standing().filter(cases__case=case).order_by("-until", "pk"))


def overdue_holds() -> list[LegalHold]:
    """Those whose day is past: they stand until a person ends them or gives another day."""
    return list(LegalHold.objects.standing().filter(until__lt=today()).order_by("until", "pk"))

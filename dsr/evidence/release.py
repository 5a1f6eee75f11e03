"""Who may have a pack: asked for with recipient and ground, approved by a second person, stopped, deleted on time."""

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from dsr import sealing, second_approvals, work_queue
from dsr.clock import PACIFIC, now
from dsr.errors import BadInput, Changed, NotAllowed
from dsr.evidence.secret_orders import check_may_know, orders_in_force
from dsr.formats import references
from dsr.journal import Actor
from dsr.kinds.base import TwoPersonAct
from dsr.law.evidence_grounds import GROUNDS, RECEIVERS
from dsr.lifecycle import APPROVES_SECOND
from dsr.models import BlindIndex, Bundle, Business, Case, EvidencePack, EvidencePart, holds
from dsr.models.case import CaseRows
from dsr.models.due_work import WorkName
from dsr.models.evidence import PackState
from dsr.models.second_approval import ApprovalState

_DETAILS = "evidence"
_OVER = (PackState.STOPPED, PackState.REFUSED, PackState.GONE)


@dataclass(frozen=True)
class Days:
    """The requests of a business that were received from one day to another, in California."""

    business: Business
    from_day: date
    to_day: date


@dataclass(frozen=True)
class WantedPack:
    """Of what, in which form, for whom: a sort of receiver, its name and address; the ground, and what it rests on.

    `orders`: why who gets it may know of an order that forbids to tell; asked only where one is in force.
    """

    of: Case | Bundle | Days
    is_redacted: bool
    receiver: str
    ground: str
    recipient: str
    address: str
    why: str
    orders: str = ""


@dataclass(frozen=True)
class Details:
    """What of a pack was typed: who gets it, where, what the ground rests on, and why orders may be known there."""

    recipient: str
    address: str
    why: str
    orders: str = ""


def must_release(actor: Actor) -> int:
    """The account of who may give out what is personal. Raises NotAllowed for anybody else."""
    if actor.who not in APPROVES_SECOND or actor.account_id is None:
        raise NotAllowed(_("An approver or an administrator gives out evidence packs."))
    return actor.account_id


@transaction.atomic
def ask_pack(wanted: WantedPack, actor: Actor) -> EvidencePack:
    """Make it, or ask for the second approval that it needs. Raises NotAllowed, BadInput, ToldOfOrder, and Blocked
    where one person does what two should, and gave no ground.
    """
    account = must_release(actor)
    _check(wanted)
    pack = EvidencePack(
        reference=references.new(),
        is_redacted=wanted.is_redacted,
        receiver=wanted.receiver,
        ground=wanted.ground,
        asked_by_id=account,
        asked_at=now(),
        **_scope(wanted.of),
    )
    pack.total = cases_of(pack).count()
    if not pack.total:
        raise BadInput(_("No request was received in these days. Choose other days."))
    _refuse_requester(pack, wanted)
    check_may_know(cases_of(pack), wanted.orders)
    typed = {name: getattr(wanted, name) for name in ("recipient", "address", "why", "orders")}
    details = {name: words.strip() for name, words in typed.items()}
    pack.details = sealing.seal_secret(_name(pack), json.dumps(details))
    pack.approval = second_approvals.require(TwoPersonAct.RELEASE, actor)
    pack.state = PackState.WAITS if pack.approval.state == ApprovalState.ASKED else PackState.WORK
    pack.save()
    if pack.state == PackState.WORK:
        _plan(pack)
    return pack


def _scope(of: Case | Bundle | Days) -> dict[str, object]:
    if isinstance(of, Days):
        return {"business": of.business, "from_day": of.from_day, "to_day": of.to_day}
    return {"case": of} if isinstance(of, Case) else {"bundle": of}


def _check(wanted: WantedPack) -> None:
    receiver = RECEIVERS.get(wanted.receiver)
    if receiver is None or wanted.ground not in {ground.code for ground in receiver.grounds}:
        raise BadInput(_("On this ground it may not go there. Choose another ground, or give it to nobody."))
    if not wanted.recipient.strip():
        raise BadInput(_("Name who gets it."))
    if not wanted.why.strip():
        raise BadInput(_("Write what the ground rests on: the order, the law, the claim, or the review."))
    if isinstance(wanted.of, Days) and wanted.of.from_day > wanted.of.to_day:
        raise BadInput(_("The first day comes before the last."))


def _refuse_requester(pack: EvidencePack, wanted: WantedPack) -> None:
    """What is kept of many people, and what staff wrote, goes to none of those who asked."""
    fields = {"email": wanted.address} if pack.business_id else {"email": wanted.address, "name": wanted.recipient}
    same = Q(pk__in=())
    for field, typed in fields.items():
        if typed.strip():
            same |= Q(field=field, digest__in=sealing.blind_indexes(field, typed.strip()))
    if BlindIndex.objects.filter(same, case__in=cases_of(pack).values("pk")).exists():
        raise BadInput(_("This is somebody who asked, or of whom it tells. A pack goes to no requester: answer them."))


def tells_of_orders(of: Case | Bundle | Days) -> bool:
    """Whether a pack of this would tell now of an order that forbids to tell."""
    return bool(orders_in_force(cases_of(EvidencePack(**_scope(of)))))


def cases_of(pack: EvidencePack) -> CaseRows:
    """The requests that it tells of, by age."""
    rows = Case.objects.order_by("pk")
    if pack.case_id:
        return rows.filter(pk=pack.case_id)
    if pack.bundle_id:
        return rows.filter(bundled__bundle=pack.bundle_id)
    first, last = (datetime.combine(day, time(), PACIFIC) for day in (pack.from_day, pack.to_day) if day)
    return rows.filter(business=pack.business_id, received_at__gte=first, received_at__lt=last + timedelta(days=1))


def stop_told_of_orders(pack: EvidencePack) -> bool:
    """Stopped where an order came since it was asked for, or while it was made, and who gets it may not know of it."""
    with transaction.atomic():
        held = EvidencePack.objects.select_for_update().filter(pk=pack.pk, state=PackState.WORK).first()
        if held is None or details_of(held).orders or not orders_in_force(cases_of(held)):
            return False
        _end(held, PackState.STOPPED)
    return True


def details_of(pack: EvidencePack) -> Details:
    """Empty once they were forgotten."""
    if not pack.details:
        return Details("", "", "")
    return Details(**json.loads(sealing.open_secret(_name(pack), pack.details)))


def words_of(pack: EvidencePack) -> str:
    """Who gets it and why, as the journal of each request keeps it."""
    details = details_of(pack)
    return "\n".join(filter(None, (details.recipient, details.address, details.why)))


def _name(pack: EvidencePack) -> str:
    return f"{_DETAILS}:{pack.reference}"


def law_of(pack: EvidencePack) -> str:
    """Where the law lets the record be given on this ground."""
    return str(GROUNDS[pack.ground].citation)


def _plan(pack: EvidencePack) -> None:
    work_queue.add(WorkName.EVIDENCE, pack.pk, f"evidence:{pack.pk}")


def approve_pack(pack_id: int, actor: Actor) -> EvidencePack:
    """The second person approves, or one alone where nobody else may by now: the work begins."""
    with transaction.atomic():
        pack = _held(pack_id, PackState.WAITS)
        check_may_know(cases_of(pack), details_of(pack).orders, is_asked=True)
        if pack.approval is not None:
            second_approvals.agree(pack.approval, actor)
        pack.state = PackState.WORK
        pack.save(update_fields=["state"])
        _plan(pack)
    return pack


def refuse_pack(pack_id: int, actor: Actor, why: str) -> EvidencePack:
    """The second person does not approve: nothing is made."""
    with transaction.atomic():
        pack = _held(pack_id, PackState.WAITS)
        if pack.approval is not None:
            second_approvals.refuse(pack.approval.pk, actor, why)
        return _end(pack, PackState.REFUSED, actor)


def stop_pack(pack_id: int, actor: Actor) -> EvidencePack:
    """It is not made, or what was made is deleted now."""
    must_release(actor)
    with transaction.atomic():
        pack = EvidencePack.objects.select_for_update().get(pk=pack_id)
        if pack.state in _OVER:
            raise Changed(_("It is stopped or deleted already."))
        if pack.state == PackState.WAITS and pack.approval_id:
            second_approvals.withdraw(pack.approval_id)
        is_made = pack.state == PackState.READY
        work_queue.drop_of_targets(WorkName.EVIDENCE, [pack.pk])
        return _end(pack, PackState.GONE if is_made else PackState.STOPPED, actor)


def _held(pack_id: int, state: PackState) -> EvidencePack:
    pack = EvidencePack.objects.select_for_update().get(pk=pack_id)
    if pack.state != state:
        raise Changed(_("It waits for no second person any more."))
    return pack


def _end(pack: EvidencePack, state: PackState, actor: Actor | None = None) -> EvidencePack:
    """Its parts and their key are destroyed; that it was there, and for whom, stays."""
    pack.state, pack.data_key = state, None
    if actor is not None:
        pack.stop_asked_at, pack.stopped_by_id = now(), actor.account_id
    pack.save(update_fields=["state", "data_key", "stop_asked_at", "stopped_by"])
    EvidencePart.objects.filter(pack=pack).delete()
    return pack


def packs_awaiting_second() -> list[EvidencePack]:
    """Those of which nothing is made before a second person approves, the oldest first."""
    rows = EvidencePack.objects.filter(state=PackState.WAITS)
    return list(rows.select_related("case", "bundle", "asked_by").order_by("pk"))


def try_pack_again(pack_id: int, actor: Actor) -> int:
    """A person saw that the work was given up: it begins anew; how many rows of work."""
    must_release(actor)
    with transaction.atomic():
        return work_queue.again_of_target((WorkName.EVIDENCE,), pack_id)


def forget_packs() -> int:
    """What can no longer be fetched, and what tells of somebody who was forgotten since; how many."""
    over = 0
    for pack in EvidencePack.objects.filter(state=PackState.READY):
        is_over = pack.keep_until is not None and pack.keep_until <= now()
        if is_over or cases_of(pack).filter(forgotten_at__gte=pack.begun_at).exists():
            with transaction.atomic():
                _end(pack, PackState.GONE)
            over += 1
    _forget_details()
    return over


def _forget_details() -> None:
    """Who got a pack and why, once the record of requests would be gone, too; not of what a hold keeps."""
    old = now() - timedelta(days=31 * settings.RETAIN_MONTHS)
    for pack in EvidencePack.objects.filter(state__in=_OVER, asked_at__lt=old).exclude(details=""):
        if not cases_of(pack).filter(holds.kept()).exists():
            EvidencePack.objects.filter(pk=pack.pk).update(details="")

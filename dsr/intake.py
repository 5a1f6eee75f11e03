"""Receiving a request: from the public form, or entered by staff with the instant it really came."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from dsr import journal, parties, references
from dsr.clock import PACIFIC, now
from dsr.errors import BadInput
from dsr.journal import Actor
from dsr.kinds import base
from dsr.law import shine_the_light as law
from dsr.law.clocks import Deadline
from dsr.models import Brand, Business, Case, ChoiceMode, ClosedDay, DesignatedAddress, PolicyVersion
from dsr.models.case import Channel, Delivery
from dsr.models.policy import PolicyChoice

# A request of more than a year ago is a slip of the pen: its longest deadline of 150 days is long over.
_OLDEST = timedelta(days=366)


@dataclass(frozen=True)
class Request:
    """What came in. `parties` are subject, requester and agent; `sealed` are other personal texts by name."""

    kind: str
    brand: Brand
    submission: str
    channel: str
    came_to: DesignatedAddress | None
    received_at: datetime
    parties: Mapping[str, Mapping[str, str]]
    answers: Mapping[str, str]
    delivery: str
    is_for_another: bool = False
    sealed: Mapping[str, str] = field(default_factory=dict)
    language: str = "en"


@dataclass(frozen=True)
class Received:
    """The case, and whether this call made it or an earlier press of the same form did."""

    case: Case
    is_new: bool


def receive(request: Request, actor: Actor) -> Received:
    """Write the case down and start its clock at receipt. The same submission again gives the same case.

    Raises BadInput when the request came in the future or names nobody to answer.
    """
    _check(request)
    known = Case.objects.filter(submission=request.submission).first()
    if known is not None:
        return Received(known, is_new=False)
    try:
        with transaction.atomic():
            return Received(_open(request, actor), is_new=True)
    except IntegrityError:
        # The other press of the same button won the race between the look and the write.
        known = Case.objects.filter(submission=request.submission).first()
        if known is None:
            raise
        return Received(known, is_new=False)


def _check(request: Request) -> None:
    if request.received_at > now() + timedelta(minutes=1):
        raise BadInput(_("A request cannot have been received in the future. Check the date and time."))
    if request.received_at < now() - _OLDEST:
        raise BadInput(_("This date of receipt is more than a year ago. Check the year."))
    if request.came_to is not None and request.came_to.business_id != request.brand.business_id:
        raise BadInput(_("Choose an address of this business."))
    if request.came_to is not None and request.came_to.medium != request.channel:
        raise BadInput(
            _("A request by %(channel)s cannot have come to that address. Choose one that fits, or another.")
            % {"channel": Channel(request.channel).label}
        )
    if not request.parties.get("subject", {}).get("name", "").strip():
        raise BadInput(_("Give the name of the person this is about."))
    reply = request.parties.get("requester", {})
    if request.delivery == Delivery.EMAIL and not reply.get("email", "").strip():
        raise BadInput(_("Give the email address for the response."))
    if request.delivery == Delivery.MAIL and not reply.get("postal", "").strip():
        raise BadInput(_("Give the mailing address for the response."))


def is_designated(request: Request) -> bool:
    """True when it came to an address that had been published by then, even if it was withdrawn since.

    A form of ours always counts. Cal. Civ. Code § 1798.83(b)(1).
    """
    if request.channel == Channel.FORM:
        return True
    if request.came_to is None:
        return False
    ever = DesignatedAddress.objects.filter(
        business_id=request.came_to.business_id, medium=request.came_to.medium
    ).values_list("value", "published_on")
    return law.is_designated(request.came_to.value, ever, request.received_at.astimezone(PACIFIC).date())


def _choice(business: Business, policy: PolicyVersion | None, received_at: datetime) -> ChoiceMode | None:
    """The choice mode that holds for a request received then, with the policy in force that day."""
    offers = policy is not None and policy.choice != PolicyChoice.NONE
    for mode in ChoiceMode.objects.filter(business=business).order_by("-since"):
        if law.choice_holds(offers, mode.means, mode.since, mode.until, received_at):
            return mode
    return None


def _open(request: Request, actor: Actor) -> Case:
    kind = base.get(request.kind)
    business = request.brand.business
    came_on = request.received_at.astimezone(PACIFIC).date()
    designated = is_designated(request)
    closed = ClosedDay.objects.filter(business=business).values_list("day", flat=True)
    deadline = kind.start_clock(
        base.Receipt(request.received_at, designated, settings.REASONABLE_PERIOD_DAYS, frozenset(closed))
    )
    policies = PolicyVersion.objects.filter(business=business, published_on__lte=came_on)
    policy = policies.order_by("-published_on").first()
    entered_at = now()
    case = Case(
        reference=references.new(),
        submission=request.submission,
        kind=kind.code,
        business=business,
        brand=request.brand,
        language=request.language,
        channel=request.channel,
        came_to=request.came_to,
        is_designated=designated,
        received_at=request.received_at,
        entered_at=entered_at,
        policy_version=policy,
        choice_mode=_choice(business, policy, request.received_at),
        answers=dict(request.answers),
        is_for_another=request.is_for_another,
        delivery=request.delivery,
        year=kind.reporting_year(request.received_at) if kind.reporting_year else None,
        due_safe=deadline.due_safe,
        due_latest=deadline.due_latest,
    )
    facts = _facts(case, deadline)
    sealed = {**{name: dict(party) for name, party in request.parties.items()}, **request.sealed}
    return journal.open_case(case, actor, facts, sealed, parties.indexes_of(request.parties))


def _facts(case: Case, deadline: Deadline) -> dict[str, Any]:
    """What the first entry says: how the request came, and its clock with the explanation."""
    return {
        "kind": case.kind,
        "channel": case.channel,
        "designated": case.is_designated,
        "received_at": case.received_at.isoformat(),
        "entered_at": case.entered_at.isoformat(),
        "year": case.year,
        "clock": deadline.as_facts(),
        "reference": case.reference,
        "answers": case.answers,
    }

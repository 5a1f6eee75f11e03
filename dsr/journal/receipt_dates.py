"""What follows from how a request came: its clocks, its year, and the rules in force that day."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from dsr.clock import PACIFIC
from dsr.journal.receipt_rules import rules_at
from dsr.kinds import base
from dsr.law import shine_the_light as law
from dsr.law.clocks import Deadline
from dsr.models import Brand, DesignatedAddress
from dsr.models.case import Channel

# What of a case says how it came: written with it, and by a correction of the receipt alone.
OF_RECEIPT = frozenset(
    {
        *("brand_id", "came_to_id", "channel", "choice_mode_id", "is_designated", "is_for_another"),
        *("policy_version_id", "received_at", "year"),
    }
)


@dataclass(frozen=True)
class Came:
    """How a request came; `came_to` is the designated address, None for any other or our own form."""

    brand: Brand
    channel: str
    came_to: DesignatedAddress | None
    received_at: datetime


def is_designated(came: Came) -> bool:
    """True when it came to an address that had been published by then, even if it was withdrawn since.

    A form of ours always counts. Cal. Civ. Code § 1798.83(b)(1).
    """
    if came.channel == Channel.FORM:
        return True
    if came.came_to is None:
        return False
    ever = DesignatedAddress.objects.filter(
        business_id=came.came_to.business_id, medium=came.came_to.medium
    ).values_list("value", "published_on")
    return law.is_designated(came.came_to.value, ever, came.received_at.astimezone(PACIFIC).date())


@dataclass(frozen=True)
class Dated:
    """What follows from how a request came, and is frozen with its receipt."""

    is_designated: bool
    policy_id: int | None
    choice_id: int | None
    form_id: int | None  # the designated address of our own form, in force that day
    year: int | None  # the reporting year, of a kind that has a report
    respond: Deadline
    acknowledge: Deadline | None


def date_receipt(kind: base.Kind, came: Came) -> Dated:
    """The dates, the year and the rules that hold for a request that came so."""
    rules = rules_at(came.brand.business_id, came.received_at)
    receipt = base.Receipt(came.received_at, is_designated(came), settings.REASONABLE_PERIOD_DAYS, rules.closed_days)
    return Dated(
        receipt.is_designated,
        rules.policy_id,
        rules.choice_id,
        rules.form_id,
        kind.report.year(came.received_at) if kind.report is not None else None,
        kind.clocks.respond(receipt),
        kind.clocks.acknowledge(receipt) if kind.clocks.acknowledge is not None else None,
    )


def clock_facts(dated: Dated, received_at: datetime) -> dict[str, Any]:
    """The receipt with its clocks as an entry keeps them, each with its explanation."""
    facts: dict[str, Any] = {
        "designated": dated.is_designated,
        "received_at": received_at.isoformat(),
        "year": dated.year,
        "clock": dated.respond.as_facts(),
    }
    if dated.acknowledge is not None:
        facts["acknowledge_by"] = dated.acknowledge.as_facts()
    return facts

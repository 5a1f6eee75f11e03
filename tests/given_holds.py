"""Litigation holds, set as a person sets them, and noted in the journals of what they cover."""

from datetime import timedelta
from typing import Any

from dsr import retention
from dsr.clock import today
from dsr.journal import Actor
from dsr.models import LegalHold
from dsr.models.legal_hold import HoldScope
from dsr.retention import HoldOrder
from tests.given import drain


def hold_on(actor: Actor, scope: HoldScope = HoldScope.PERSON, **changes: Any) -> LegalHold:
    fields = {"until": today() + timedelta(days=90), "why": "Lee v. Fernwood", "person": ["dana@example.com"]}
    hold = retention.set_hold(HoldOrder(scope=scope, **{**fields, **changes}), actor)
    drain()
    return hold


def newest(hold: LegalHold) -> int:
    """The change that a page of it would show last."""
    return hold.changes.latest("pk").pk

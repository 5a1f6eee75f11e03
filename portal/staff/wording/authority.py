"""The desk's words about who acts for whom: what an entry of the journal tells."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from dsr.formats.days import long_day
from dsr.law.agents import PARENT_METHODS, Asks, Authority
from portal.staff.wording import proof


def permission_in_short(facts: Mapping[str, Any]) -> str:
    """What an entry says of permission, in short."""
    asks, until = str(facts.get("asks", "")), str(facts.get("until", ""))
    parts = [
        _(Authority(facts["authority"]).label) if facts.get("authority") in set(Authority) else "",
        _(PARENT_METHODS[facts["method"]]) if facts.get("method") in PARENT_METHODS else "",
        _(Asks(asks).label) if asks in set(Asks) else "",
        ", ".join(proof.points(facts.get("points", []))),
        _("until %(day)s") % {"day": long_day(date.fromisoformat(until))} if until else "",
    ]
    return "; ".join(part for part in parts if part)

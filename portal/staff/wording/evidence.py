"""Evidence packs in words: of what they are, for whom, on what ground."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from dsr.formats import references
from dsr.formats.days import short_day
from dsr.law.evidence_grounds import GROUNDS, RECEIVERS
from dsr.models import EvidencePack


def covers(pack: EvidencePack) -> str:
    """Of what it is, such as “Request 8F5Y-KQVS-9ZE”."""
    if pack.case is not None:
        return _("Request %(reference)s") % {"reference": references.spell(pack.case.reference)}
    if pack.bundle is not None:
        return _("Bundle %(reference)s") % {"reference": references.spell(pack.bundle.reference)}
    first, last = (short_day(day) for day in (pack.from_day, pack.to_day) if day)
    days = {"first": first, "last": last}
    return _("Requests received %(first)s to %(last)s") % days


def receiver(code: str) -> str:
    """Who it goes to; of a code that this version does not know, the code."""
    return _(RECEIVERS[code].words) if code in RECEIVERS else code


def ground(code: str) -> str:
    return _(GROUNDS[code].words) if code in GROUNDS else code


def law(code: str) -> str:
    return str(GROUNDS[code].citation) if code in GROUNDS else ""


def in_short(facts: Mapping[str, Any]) -> str:
    """Of an entry of the journal: to whom, on what ground, and in which form."""
    told = (receiver(facts["receiver"]), ground(facts["ground"]), facts["law"])
    form = _("without personal data") if facts["redacted"] else _("whole")
    return "; ".join((*told, form, *([_("may know of the order")] if facts.get("knows_of_orders") else [])))


def form(pack: EvidencePack) -> str:
    return _("Without personal data") if pack.is_redacted else _("Whole")

"""A notice in words: to whom, how far, why it waits and the way out; and what its entries of the journal tell."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import reasons
from dsr.law import third_party_notices as law
from dsr.models.third_party_notice import ThirdPartyNoticeState, What
from dsr.reasons import Reason
from portal.staff.wording.reasons import explain
from portal.staff.wording.reasons import notice_reasons as of_notices

TONES = {
    ThirdPartyNoticeState.ACKNOWLEDGED: "good",
    ThirdPartyNoticeState.SENT: "warn",
    ThirdPartyNoticeState.CANNOT: "late",
    ThirdPartyNoticeState.GIVEN_UP: "",
    ThirdPartyNoticeState.NOT_TOLD: "",
}
_ANSWERS = {
    "done": gettext_lazy("done"),
    "not-held": gettext_lazy("nothing held"),
    "cannot": gettext_lazy("it cannot"),
    "give-up": gettext_lazy("given up"),
}


def reason(code: str) -> tuple[str, str]:
    """Why it waits for a person, and the way out."""
    ground = next((one for one in law.NOT_TOLD if one.code == code), None)
    if ground is not None:
        return _("%(words)s (%(citation)s)") % {"words": _(ground.words), "citation": ground.citation}, ""
    found = reasons.read_reason(code)
    if isinstance(found, Reason) and found in of_notices.OF_MAIL:
        why, way_out = of_notices.OF_MAIL[found]
    elif isinstance(found, Reason) and found in of_notices.REASONS:
        why, way_out = of_notices.REASONS[found]
    else:
        why, way_out = explain(code).why, of_notices.AGAIN
    return str(why), str(way_out)


def notice_in_short(facts: Mapping[str, Any]) -> str:
    """The details of an entry."""
    if "names" in facts:
        return f"{_what(facts)}: {', '.join(facts['names'])}"
    if "not_told" in facts:
        return reason(str(facts["reason"]))[0] if facts["reason"] else ""
    said = _ANSWERS.get(str(facts.get("answer", "")), _what(facts))
    return ": ".join(str(part) for part in (facts.get("to", ""), said) if part)


def _what(facts: Mapping[str, Any]) -> str:
    return str(What(facts["what"]).label) if facts.get("what") in What.values else ""

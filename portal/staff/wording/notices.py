"""A telling in words: to whom, how far, why it waits and the way out; and its entries of the journal."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr.law import third_party_notices as law
from dsr.models.third_party_notice import ThirdPartyNoticeState, What
from portal.staff.wording import states, webhook

_AGAIN = gettext_lazy("Mend it in the set-up, then tell again; or record what came of it.")
_STUCK: dict[str, tuple[Any, Any]] = {
    "telling-silent": (
        gettext_lazy("nobody answers"),
        gettext_lazy("Tell again, or ask and record the answer."),
    ),
    "telling-no-address": (gettext_lazy("the register does not say where this company is told"), _AGAIN),
    "telling-nobody-named": (gettext_lazy("the webhook is told by points that the request does not have"), _AGAIN),
    "telling-cannot": (
        gettext_lazy("the company says that it cannot"),
        gettext_lazy("Read why in the journal. Tell again, or record what came of it."),
    ),
    "mail-refused": (gettext_lazy("the email address refuses the mail"), _AGAIN),
    "mail-uncertain": (
        gettext_lazy("we cannot tell whether the mail was sent"),
        gettext_lazy("Tell again, or ask and record the answer."),
    ),
    "nothing-to-tell": (gettext_lazy("the decision left nothing to tell"), ""),
    "given-up": (gettext_lazy("staff gave it up"), ""),
}
TONES = {
    ThirdPartyNoticeState.ACKNOWLEDGED: "good",
    ThirdPartyNoticeState.SENT: "warn",
    ThirdPartyNoticeState.CANNOT: "late",
    ThirdPartyNoticeState.GIVEN_UP: "",
    ThirdPartyNoticeState.NOT_TOLD: "",
}
ENTRIES = {
    "tellings-wanted": gettext_lazy("Others are told"),
    "tellings-chosen": gettext_lazy("Chosen which recipients are told, and why others are not"),
    "telling-sent": gettext_lazy("A company was told"),
    "telling-answered": gettext_lazy("What came of telling a company"),
    "telling-chased": gettext_lazy("A company is told again"),
}
_ANSWERS = {
    "done": gettext_lazy("done"),
    "not-held": gettext_lazy("nothing held"),
    "cannot": gettext_lazy("it cannot"),
    "give-up": gettext_lazy("given up"),
}


def reason(code: str) -> tuple[str, str]:
    """Why it waits for a person, and the way out."""
    grounds = {ground.code: f"{_(ground.words)} ({ground.citation})" for ground in law.NOT_TOLD}
    if code in grounds:
        return grounds[code], ""
    if code in _STUCK:
        return str(_STUCK[code][0]), str(_STUCK[code][1])
    if code in webhook.STUCK:
        return str(webhook.STUCK[code][0]), str(_AGAIN)
    known = states.stuck(code)
    return known.why, str(_AGAIN)


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

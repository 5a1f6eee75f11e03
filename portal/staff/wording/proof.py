"""The desk's words about proof: levels, what is given, points, and what an entry tells of them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr.formats.law_numbers import law_text_now
from dsr.law.verification import BY_POINT, Level, Proof
from portal.staff.wording import unknown_codes
from portal.staff.wording.reasons import explain

_NEEDS = {
    Proof.EMAIL: gettext_lazy("Control of the email address: the link or the code that was sent there"),
    Proof.CONFIRM: gettext_lazy("The request confirmed in a second step"),
    Proof.POINTS: gettext_lazy("Matching points"),
    Proof.DECLARATION: gettext_lazy("A declaration signed under penalty of perjury"),
    Proof.ACCOUNT: gettext_lazy("Signed in at the business's own site, and again just before"),
}


_SHORT = {
    Proof.EMAIL: gettext_lazy("address"),
    Proof.CONFIRM: gettext_lazy("confirmed"),
    Proof.POINTS: gettext_lazy("points"),
    Proof.DECLARATION: gettext_lazy("declaration"),
    Proof.ACCOUNT: gettext_lazy("account"),
}


def need(proof: Proof) -> str:
    return str(_NEEDS[proof])


def level(code: str) -> str:
    return law_text_now(Level(code).label) if code in set(Level) else unknown_codes.sentence("level of proof", code)


def points(names: Iterable[str]) -> list[str]:
    return [_(BY_POINT[name].words) if name in BY_POINT else unknown_codes.sentence("point", name) for name in names]


def proof_in_short(facts: Mapping[str, Any]) -> str:
    """What an entry says of proof, in short; empty when it says nothing of it."""
    given = facts.get("proof", facts.get("given", []))
    parts = [
        level(facts["level"]) if facts.get("level") else "",
        ", ".join(str(_SHORT[Proof(word)]) for word in given if word in set(Proof)),
        ", ".join(points(facts.get("points", []))),
        _("seen by hand") if facts.get("by_hand") else "",
        explain(str(facts["reason"])).why if facts.get("reason") else "",
    ]
    return "; ".join(part for part in parts if part)

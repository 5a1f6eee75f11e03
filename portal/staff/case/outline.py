"""How the page of a case is laid out: who heads it, what stands first, what is folded, what opens when asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr.lifecycle import State
from dsr.models.case import Channel
from portal.staff import queue
from portal.staff.case import steps
from portal.staff.case.action import SeenForm
from portal.staff.case.page import Page
from portal.staff.wording import dates, states

# What is seldom done: a link opens its form on the page, and nothing of it is made before.
DRAWERS: Mapping[str, str | Promise] = {
    "extend": gettext_lazy("Extend the time"),
    "assign": gettext_lazy("Assign to somebody"),
    "correct": gettext_lazy("Correct the address"),
    "correct-receipt": gettext_lazy("Correct how it came"),
    "readdress": gettext_lazy("Send the response somewhere else"),
    "reopen": gettext_lazy("Open it again: the answer was wrong or incomplete"),
    "returned": gettext_lazy("The response came back"),
    "letter-returned": gettext_lazy("A letter came back"),
    "ask-withdrawal": gettext_lazy("The person asks to withdraw it"),
    "close": gettext_lazy("Close without an answer"),
}
_OFTEN = frozenset({"extend", "assign", "reopen", "returned"})  # the others are folded under “More”
_WITH = {"no-request": "close"}  # a form that stands in the drawer of another
_ALWAYS = frozenset({"ask-withdrawal", "close"})  # also where they are barred: there the drawer says why


@dataclass(frozen=True)
class Drawer:
    """A link that opens a form of the page, by its action's name."""

    name: str
    words: str
    address: str


@dataclass(frozen=True)
class Outline:
    """`first` is what must be done and so stands open under “Next”: identity, work, mail, address, or decide.

    `identity_first` of proof, authority and entitlement is what lacks and stands there, too; the rest is folded.
    """

    heading: str
    kind: str
    facts: list[str]
    first: str
    identity_first: list[str]
    identity_folded: list[str]
    drawers: list[Drawer]
    opened: str
    leads_to_work: bool  # what is next stands among the systems, folded below

    @property
    def often(self) -> list[Drawer]:
        return [one for one in self.drawers if one.name in _OFTEN]

    @property
    def seldom(self) -> list[Drawer]:
        return [one for one in self.drawers if one.name not in _OFTEN]


def outline(page: Page, forms: Mapping[str, SeenForm], wanted: str, listed: str) -> Outline:
    """What stands where on the page.

    `listed` is the list that one works through; `wanted` the drawer that the address asks for, or the action whose
    form was sent and comes back.
    """
    offered = _drawers(page, forms, listed)
    name = _WITH.get(wanted, wanted)
    step = page.next_step.step
    lacking = _lacking(page) if _first(page) == "identity" else []
    return Outline(
        heading=_heading(page),
        kind=states.title(page.case.kind),
        facts=_facts(page),
        first=_first(page),
        identity_first=lacking,
        identity_folded=[part for part in _identity(page) if part not in lacking],
        drawers=offered,
        opened=name if name in {one.name for one in offered} else "",
        leads_to_work=bool(step.place and page.work and step.tone != "wait" and _first(page) != "work"),
    )


def _heading(page: Page) -> str:
    """Whom it is about; of who gave no name, that it is a request."""
    return page.facts.name or _("Request")


def _facts(page: Page) -> list[str]:
    """How it came, in a line."""
    case = page.case
    channel = str(Channel(case.channel).label)
    came = _("received %(day)s") % {"day": dates.short(page.facts.received_on)}
    whose = _("for another person") if case.is_for_another else _("own request")
    return [channel, came, whose]


def _first(page: Page) -> str:
    state = State(page.case.state)
    if state is State.UNDELIVERED:
        return "address"
    if state is State.WORKING and page.next_step.step.tone != "wait" and steps.blocking(page.work) is not None:
        return "work"
    if any(one.is_to_mail for one in page.letters) and page.decide is None:
        return "mail"
    if page.decide is not None and page.decide.unproved:
        return "identity"
    return "decide" if page.decide is not None else ""


def _identity(page: Page) -> list[str]:
    there = {"proof": page.proof, "authority": page.authority, "entitlement": page.kind.entitlement}
    return [part for part, known in there.items() if known]


def _lacking(page: Page) -> list[str]:
    """The proof first; the authority of who is proved."""
    if page.proof is not None and not page.proof.is_proved:
        return ["proof"]
    return ["authority"] if page.authority is not None else _identity(page)


def _drawers(page: Page, forms: Mapping[str, SeenForm], listed: str) -> list[Drawer]:
    is_open = page.may_decide and page.case.is_open
    kept = {queue.PARAMETER: listed} if listed else {}
    return [
        Drawer(name, str(words), f"?{urlencode({**kept, 'open': name})}#drawer")
        for name, words in DRAWERS.items()
        if (name.replace("-", "_") in forms or (name in _ALWAYS and is_open)) and name != _shown_anyway(page)
    ]


def _shown_anyway(page: Page) -> str:
    """The form that is what must be done now stands open."""
    return "readdress" if page.case.state == State.UNDELIVERED else ""

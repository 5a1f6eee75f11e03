"""A case's journal in words: who, when, what, from where to where."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import journal, references
from dsr.lifecycle import Who
from dsr.models import Account, Case, Entry
from dsr.models.case import Channel
from portal.staff import words


@dataclass(frozen=True)
class Told:
    """One entry as the page tells it. `words` were sealed; `change` is “from → to” or empty."""

    number: int
    at: datetime
    who: str
    what: str
    detail: str
    change: str
    words: str


def tell(case: Case, entries: list[Entry], opened: Mapping[str, Any], reader: Account) -> list[Told]:
    """Every entry in words, the newest first."""
    names = _accounts(entries)
    return [_tell(case, entry, opened, names, reader) for entry in reversed(entries)]


def _tell(case: Case, entry: Entry, opened: Mapping[str, Any], names: Mapping[int, str], reader: Account) -> Told:
    facts = journal.facts_of(entry)
    moved = entry.from_state and entry.from_state != entry.to_state
    return Told(
        number=entry.number,
        at=entry.at,
        who=who(entry, reader),
        what=what(entry),
        detail=_detail(case, entry.name, facts, names),
        change=f"{words.state(entry.from_state)} → {words.state(entry.to_state)}" if moved else "",
        words=str(opened.get(f"words:{entry.number}", "")),
    )


def who(entry: Entry, reader: Account) -> str:
    """Who made an entry, seen by this reader."""
    if entry.account_id == reader.pk:
        return _("You")
    if entry.account is not None:
        return str(entry.account)
    return _("The requester") if entry.who == Who.REQUESTER else _("The desk")


def what(entry: Entry) -> str:
    """What an entry tells, without its details."""
    return str(_WHAT.get(entry.name, entry.name))


_WHAT = {
    "receive": gettext_lazy("Request received"),
    "queue": gettext_lazy("Acknowledgement written; waits for a decision"),
    "join": gettext_lazy("Joined to an earlier request"),
    "approve": gettext_lazy("Approved"),
    "decline": gettext_lazy("Declined"),
    "return": gettext_lazy("Decision taken back"),
    "prepare": gettext_lazy("Response written, its words fixed"),
    "respond": gettext_lazy("Response is out"),
    "fail-delivery": gettext_lazy("Response did not reach the person"),
    "readdress": gettext_lazy("Another address given"),
    "correct": gettext_lazy("Address for the response corrected"),
    "forget": gettext_lazy("Personal information destroyed"),
    "note": gettext_lazy("Note"),
    "assign": gettext_lazy("Assigned"),
    "try-again": gettext_lazy("Tried again"),
    "stuck": gettext_lazy("Stuck"),
    "duplicate-joined": gettext_lazy("A later request was joined to this one"),
    "letter-accepted": gettext_lazy("The mail server took the letter"),
    "letter-refused": gettext_lazy("The mail server refused the letter"),
    "letter-later": gettext_lazy("The mail server did not take the letter yet"),
    "letter-uncertain": gettext_lazy("The line broke: the letter may or may not have been taken"),
    "letter-mailed": gettext_lazy("Letter put in the mail"),
}


def _detail(case: Case, name: str, facts: Mapping[str, Any], names: Mapping[int, str]) -> str:
    if name == "receive":
        return str(Channel(facts["channel"]).label)
    if name == "approve":
        return words.outcome(case.kind, facts["outcome"])
    if name == "decline":
        return "; ".join(words.outcome(case.kind, code) for code in facts["reasons"])
    if name == "assign":
        return names.get(facts["account"], _("nobody"))
    if name in {"readdress", "correct"}:
        return words.delivery(facts["delivery"])
    if name == "stuck":
        return words.stuck(str(facts["reason"])).why
    if "mailed_on" in facts:
        return _("mailed on %(day)s") % {"day": facts["mailed_on"]}
    if facts.get("reason") == "report-not-compiled":
        return _("The report could not be compiled")
    reference = facts.get("first") if name == "join" else facts.get("reference")
    return references.spell(str(reference)) if reference else ""


def _accounts(entries: list[Entry]) -> dict[int, str]:
    ids = {journal.facts_of(entry).get("account") for entry in entries if entry.name == "assign"}
    return {account.pk: str(account) for account in Account.objects.filter(pk__in=ids - {None})} if ids else {}

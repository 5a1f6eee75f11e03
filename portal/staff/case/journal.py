"""A case's journal in words: who, when, what, from where to where."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr.formats import references
from dsr.journal import facts_of
from dsr.kinds import base
from dsr.lifecycle import State, Transition, Who
from dsr.models import Account, Case, Entry
from dsr.models.case import Channel
from portal.staff.case import dates, documents, steps
from portal.staff.wording import authority, notices, proof, states


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


def entries_in_words(case: Case, entries: list[Entry], opened: Mapping[str, Any], reader: Account) -> list[Told]:
    """Every entry in words, the newest first."""
    names = _accounts(entries)
    return [_tell(case, entry, opened, names, reader) for entry in reversed(entries)]


def _tell(case: Case, entry: Entry, opened: Mapping[str, Any], names: Mapping[int, str], reader: Account) -> Told:
    facts = facts_of(entry)
    moved = entry.from_state and entry.from_state != entry.to_state
    return Told(
        number=entry.number,
        at=entry.at,
        who=author_of(entry, reader),
        what=entry_in_words(entry),
        detail=_detail(case, entry.name, facts, names),
        change=f"{states.state(entry.from_state)} → {states.state(entry.to_state)}" if moved else "",
        words=str(opened.get(f"words:{entry.number}", "")),
    )


def author_of(entry: Entry, reader: Account) -> str:
    """Who made an entry, seen by this reader."""
    if entry.account_id == reader.pk:
        return _("You")
    if entry.account is not None:
        return str(entry.account)
    return _("The requester") if entry.who == Who.REQUESTER else _("The desk")


def entry_in_words(entry: Entry) -> str:
    """What an entry tells, without its details."""
    if entry.name == Transition.QUEUE and entry.from_state == State.RECEIVED:
        return _("Acknowledgement written; waits for a decision")
    return str(_WHAT.get(entry.name, entry.name))


_WHAT: dict[str, Any] = {
    "receive": gettext_lazy("Request received"),
    "queue": gettext_lazy("Waits for a decision"),
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
    "ask-proof": gettext_lazy("Proof asked for"),
    "verify": gettext_lazy("Proof suffices"),
    "fail-verification": gettext_lazy("No proof came in time; the letter that says so follows"),
    "grant": gettext_lazy("Granted by the desk: the law leaves nothing to decide"),
    "answer": gettext_lazy("The page was the answer; the address is erased here"),
    "reopen": gettext_lazy("Opened again"),
    "extend": gettext_lazy("Time extended"),
    "extension-notice": gettext_lazy("The notice of more time, to the corrected address"),
    "proof-given": gettext_lazy("Proof given"),
    "proof-letter": gettext_lazy("Another link for the proof, as the person asked"),
    "proof-reminded": gettext_lazy("Reminded of the proof"),
    "shown-entitled": gettext_lazy("The requester showed to be the parent"),
    "permission-asked": gettext_lazy("The person was asked about the permission"),
    "permission-reminded": gettext_lazy("The person was reminded"),
    "permission-given": gettext_lazy("The person says: yes, I gave permission"),
    "permission-denied": gettext_lazy("The person says: no, I gave no permission"),
    "permission-short": gettext_lazy("The person says yes, but proved too little"),
    "permission-unanswered": gettext_lazy("The person did not answer in time"),
    "permission-no-address": gettext_lazy("The person cannot be asked: no address of theirs is known to us"),
    "permission-shown": gettext_lazy("Seen: by what right the requester acts"),
    "permission-skipped": gettext_lazy("Goes on without asking the person"),
    "covering-letter": gettext_lazy("One covering letter acknowledges all of the bundle"),
    "requests-opened": gettext_lazy("Requests opened that hid in it"),
    "disowned": gettext_lazy("The owner of the address says: this was not me"),
    "statement-filed": gettext_lazy("The person filed a statement"),
    "value-compared": gettext_lazy("The person compared a value with ours"),
    "correction-undone": gettext_lazy("A correction was undone in a system"),
    "correction-again": gettext_lazy("Corrected again"),
    "concluded": gettext_lazy("The work is done"),
    "step-done": gettext_lazy("Done in a system"),
    "step-not-held": gettext_lazy("Nothing held in a system"),
    "step-kept": gettext_lazy("Kept in a system under an exception"),
    "step-dry": gettext_lazy("Only counted in a system: its mapping is not approved"),
    "step-changed": gettext_lazy("The rows changed in a system"),
    "step-failed": gettext_lazy("The work in a system failed"),
    "step-beside": gettext_lazy("Looked again in a system: the other request of the form had acted there"),
    "step-retry": gettext_lazy("Tried again in a system"),
    "step-confirm": gettext_lazy("Several rows in a system confirmed as one person's"),
    "step-chase": gettext_lazy("The owner of a system asked again"),
    "step-held": gettext_lazy("A hold renewed"),
    "recipients-told": gettext_lazy("Recipients told"),
    **notices.ENTRIES,
    "documents-added": gettext_lazy("Documents came"),
    "document-opened": gettext_lazy("A document was opened"),
    "documents-deleted": gettext_lazy("Documents deleted"),
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
    if name in {"approve", "grant", "concluded"}:
        return states.outcome(case.kind, facts["outcome"])
    if name == "decline":
        return "; ".join(states.outcome(case.kind, code) for code in facts["reasons"])
    if name in _TOLD:
        return _TOLD[name](facts)
    if "method" in facts:
        entitlement = base.get(case.kind).entitlement
        ways = {way.value: str(way.label) for way in entitlement.methods} if entitlement else {}
        return ways.get(str(facts["method"]), str(facts["method"]))
    if name == "extend":
        return dates.day(date.fromisoformat(facts["clock"]["due_safe"]))
    if name.startswith("step-"):
        return _step(case, facts)
    if name == "assign":
        return names.get(facts["account"], _("nobody"))
    if name in {"readdress", "correct"}:
        return states.delivery(facts["delivery"])
    if name == "stuck":
        return states.stuck(str(facts["reason"])).why
    if "mailed_on" in facts:
        return _("mailed on %(day)s") % {"day": facts["mailed_on"]}
    if name == "return" and facts.get("reason"):
        return states.stuck(str(facts["reason"])).why
    one = facts.get("first") if name == "join" else facts.get("reference")
    return ", ".join(references.spell(str(reference)) for reference in facts.get("references", [one]) if reference)


def _step(case: Case, facts: Mapping[str, Any]) -> str:
    """The system, its counts, and why."""
    counted = "; ".join(steps.by_table(facts[part]) for part in ("did",) if facts.get(part))
    why = states.stuck(str(facts["reason"])).why if facts.get("reason") else ""
    kept = steps.keep_words(base.get(case.kind), facts.get("keep_code", ""))
    until = dates.day(date.fromisoformat(facts["ends_on"])) if facts.get("ends_on") else ""
    return "; ".join(part for part in (str(facts.get("system", "")), counted, why, kept, until) if part)


_OF_PERMISSION = ("asked", "reminded", "given", "denied", "short", "shown")

_TOLD: dict[str, Callable[[Mapping[str, Any]], str]] = {
    # Their facts hold levels and names of points.
    **dict.fromkeys(("ask-proof", "verify", "queue", "proof-given"), proof.proof_in_short),
    **dict.fromkeys(notices.ENTRIES, notices.notice_in_short),
    **dict.fromkeys((f"permission-{one}" for one in _OF_PERMISSION), authority.permission_in_short),
    "documents-added": documents.added,
    "document-opened": documents.was_opened,
    "documents-deleted": documents.deleted,
}


def _accounts(entries: list[Entry]) -> dict[int, str]:
    given = (facts_of(entry).get("account") for entry in entries if entry.name == "assign")
    ids = {number for number in given if number is not None}
    return {account.pk: str(account) for account in Account.objects.filter(pk__in=ids)} if ids else {}

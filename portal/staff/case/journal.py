"""A case's journal in words: who, when, what, from where to where."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from dsr import parties, reasons
from dsr.formats import references
from dsr.journal import EntryName, facts_of
from dsr.kinds import base
from dsr.lifecycle import State, Transition, Who
from dsr.models import Account, Case, Entry
from dsr.models.case import Channel
from dsr.models.due_work import WorkName
from dsr.reasons import Unforeseen
from dsr.second_approvals import act_in_words
from portal.staff.case import dates, documents, joins, parent_acts, receipt, steps
from portal.staff.wording import authority, eligibility, evidence, notices, proof, states
from portal.staff.wording import entries as entry_words
from portal.staff.wording.reasons import Stuck, explain
from portal.staff.wording.works import WORDS as WORKS


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
    if reader.may_approve_second and any("counsel" in facts_of(entry) for entry in entries):
        opened = {**opened, **parties.notes_for_counsel(case)}
    return [_tell(case, entry, opened, names, reader) for entry in reversed(entries)]


def _tell(case: Case, entry: Entry, opened: Mapping[str, Any], names: Mapping[int, str], reader: Account) -> Told:
    facts = facts_of(entry)
    moved = entry.from_state and entry.from_state != entry.to_state
    return Told(
        number=entry.number,
        at=entry.at,
        who=author_of(entry, reader),
        what=entry_in_words(entry),
        detail="; ".join(filter(None, (_detail(case, entry.name, facts, names), *_beside(facts, names)))),
        change=f"{states.state(entry.from_state)} → {states.state(entry.to_state)}" if moved else "",
        words=str(opened.get(f"words:{entry.number}") or opened.get(f"counsel:{entry.number}") or ""),
    )


def author_of(entry: Entry, reader: Account) -> str:
    """Who made an entry, seen by this reader."""
    if entry.account_id == reader.pk:
        return _("You")
    if entry.account is not None:
        return str(entry.account)
    return _("The requester") if entry.who == Who.REQUESTER else _("The desk")


def entry_in_words(entry: Entry) -> str:
    """What an entry tells, without its details. What is acknowledged with others has no letter of its own."""
    if entry.name == Transition.QUEUE and entry.from_state == State.RECEIVED and "letter" in facts_of(entry):
        return _("Acknowledgement written; waits for a decision")
    return entry_words.words(entry.name)


_CAME_BACK = frozenset({Transition.RETURN, Transition.QUEUE, Transition.UNDO_JOIN})


def came_back(entries: list[Entry]) -> Stuck | None:
    """Why the machine gave the case back to a person; None when it did not, or somebody decided since."""
    moved = [entry for entry in entries if entry.from_state != entry.to_state]
    last = moved[-1] if moved else None
    reason = facts_of(last).get("reason") if last and last.name in _CAME_BACK else ""
    return explain(str(reason)) if reason else None


def _detail(case: Case, name: str, facts: Mapping[str, Any], names: Mapping[int, str]) -> str:
    if name == Transition.RECEIVE:
        return str(Channel(facts["channel"]).label)
    if name in {Transition.APPROVE, Transition.GRANT, EntryName.CONCLUDED}:
        return states.outcome(case.kind, facts["outcome"])
    if name == Transition.DECLINE:
        return "; ".join(states.outcome(case.kind, code) for code in facts["reasons"])
    if name in _TOLD:
        return _TOLD[name](facts)
    if "method" in facts or name == EntryName.ENTITLED_ACT:
        return parent_acts.in_words(base.get(case.kind), facts)
    if name == EntryName.EXTEND:
        return dates.day(date.fromisoformat(facts["clock"]["due_safe"]))
    if name in _IN_SYSTEM:
        return _step(case, facts)
    if name == EntryName.ASSIGN:
        return names.get(facts["account"], _("nobody"))
    if name in {Transition.READDRESS, Transition.CORRECT}:
        return states.delivery(facts["delivery"])
    if name == EntryName.STUCK:
        return _stuck(facts)
    if "mailed_on" in facts:
        return _("mailed on %(day)s") % {"day": dates.day(date.fromisoformat(facts["mailed_on"]))}
    if name in {Transition.RETURN, EntryName.EXTENSION_TAKEN_BACK} and facts.get("reason"):
        return explain(str(facts["reason"])).why
    return ", ".join(references.spell(str(one)) for one in facts.get("references", [facts.get("reference")]) if one)


def _beside(facts: Mapping[str, Any], names: Mapping[int, str]) -> tuple[str, ...]:
    """What entries of any name may tell besides."""
    apart = _("for counsel, sealed apart") if "counsel" in facts else ""
    return _proposer(facts, names), _bulk(facts), apart


def _proposer(facts: Mapping[str, Any], names: Mapping[int, str]) -> str:
    """Of what two people decided, the other one; the entry bears the name of who agreed."""
    name = names.get(facts.get("proposed_by", 0))
    return _("proposed by %(name)s") % {"name": name} if name else ""


def _bulk(facts: Mapping[str, Any]) -> str:
    """The bulk work by which it was done."""
    reference = facts.get("bulk")
    return _("bulk work %(reference)s") % {"reference": references.spell(str(reference))} if reference else ""


def _stuck(facts: Mapping[str, Any]) -> str:
    """Why; and of what nobody foresaw, what the desk was doing."""
    reason, work = str(facts["reason"]), str(facts.get("work", ""))
    doing = str(WORKS[WorkName(work)]) if isinstance(reasons.read_reason(reason), Unforeseen) and work in WORKS else ""
    return "; ".join(part for part in (explain(reason).why, doing) if part)


def _step(case: Case, facts: Mapping[str, Any]) -> str:
    """The system, its counts, and why."""
    counted = "; ".join(steps.by_table(facts[part]) for part in ("did",) if facts.get(part))
    why = explain(str(facts["reason"])).why if facts.get("reason") else ""
    kept = steps.keep_words(base.get(case.kind), facts.get("keep_code", ""))
    until = dates.day(date.fromisoformat(facts["ends_on"])) if facts.get("ends_on") else ""
    return "; ".join(part for part in (str(facts.get("system", "")), counted, why, kept, until) if part)


_IN_SYSTEM = frozenset(
    {
        EntryName.STEP_DONE,
        EntryName.STEP_NOT_HELD,
        EntryName.STEP_KEPT,
        EntryName.STEP_DRY,
        EntryName.STEP_CHANGED,
        EntryName.STEP_FAILED,
        EntryName.STEP_BESIDE,
        EntryName.STEP_RETRY,
        EntryName.STEP_CONFIRM,
        EntryName.STEP_CHASE,
        EntryName.STEP_DIRECTED,
        EntryName.STEP_HELD,
        EntryName.STEP_KEPT_BECAUSE,
        EntryName.STEP_KEPT_ON,
        EntryName.STEP_KEEP_ENDED,
        EntryName.MAPPING_APPROVED,
    }
)
_OF_PROOF = (Transition.ASK_PROOF, Transition.VERIFY, Transition.QUEUE, EntryName.PROOF_GIVEN)
_OF_PERMISSION = (
    EntryName.PERMISSION_ASKED,
    EntryName.PERMISSION_REMINDED,
    EntryName.PERMISSION_GIVEN,
    EntryName.PERMISSION_DENIED,
    EntryName.PERMISSION_SHORT,
    EntryName.PERMISSION_SHOWN,
)
_OF_ELIGIBILITY = (EntryName.ELIGIBILITY_ASKED, EntryName.ELIGIBILITY_RECORDED)
_OF_NOTICES = (
    EntryName.TELLINGS_WANTED,
    EntryName.TELLINGS_CHOSEN,
    EntryName.TELLING_SENT,
    EntryName.TELLING_ANSWERED,
    EntryName.TELLING_CHASED,
)
_OF_JOINS = (
    Transition.JOIN,
    Transition.UNDO_JOIN,
    Transition.JOIN_AGAIN,
    EntryName.DUPLICATE_JOINED,
    EntryName.DUPLICATE_SEPARATED,
)
_OF_CLOSURE = (Transition.CLOSE, Transition.OPEN_AGAIN)
_OF_SECOND_APPROVAL = (
    EntryName.SECOND_APPROVAL_ASKED,
    EntryName.SECOND_APPROVAL_GIVEN,
    EntryName.SECOND_APPROVAL_REFUSED,
    EntryName.PROPOSAL_TAKEN_BACK,
    EntryName.ONE_PAIR_OF_EYES,
)
_OF_PAGE = (
    EntryName.PAGE_CODE_SENT,
    EntryName.PAGE_CODE_FAILED,
    EntryName.PAGE_OPENED,
    EntryName.PAGE_CODE_TRIED,
)
_OF_HOLDS = (EntryName.HOLD_SET, EntryName.HOLD_CHANGED, EntryName.HOLD_ENDED)


def _hold(facts: Mapping[str, Any]) -> str:
    until = dates.day(date.fromisoformat(facts["until"]))
    return _("hold %(reference)s, to be looked at again on %(day)s") % {
        "reference": references.spell(facts["hold"]),
        "day": until,
    }


_TOLD: dict[str, Callable[[Mapping[str, Any]], str]] = {
    # Their facts hold levels and names of points.
    **dict.fromkeys(_OF_PROOF, proof.proof_in_short),
    **dict.fromkeys(_OF_PERMISSION, authority.permission_in_short),
    **dict.fromkeys(_OF_NOTICES, notices.notice_in_short),
    **dict.fromkeys(_OF_ELIGIBILITY, eligibility.eligibility_in_short),
    **dict.fromkeys(_OF_JOINS, joins.in_words),
    EntryName.WITHDRAWAL_ASKED: lambda facts: str(Channel(facts["how"]).label),
    **dict.fromkeys((EntryName.EXTENSION_LAPSED, EntryName.EXTENSION_RESTORED), dates.day_again),
    EntryName.RECEIPT_CORRECTED: receipt.in_words,
    EntryName.RECEIPT_WAITS: receipt.in_words,
    **dict.fromkeys(_OF_CLOSURE, lambda facts: states.closure(facts["closure"])),
    **dict.fromkeys(_OF_SECOND_APPROVAL, lambda facts: act_in_words(facts["what"])),
    EntryName.EVIDENCE_PACK: evidence.in_short,
    **dict.fromkeys(_OF_HOLDS, _hold),
    EntryName.DOCUMENTS_ADDED: documents.added,
    EntryName.DOCUMENT_OPENED: documents.was_opened,
    EntryName.BUNDLE_DOCUMENT_OPENED: documents.of_bundle_was_opened,
    **dict.fromkeys(
        _OF_PAGE, lambda facts: _("the page of the person, for whom another wrote") if "of" in facts else ""
    ),
    **dict.fromkeys((EntryName.DOCUMENTS_DELETED, EntryName.DOCUMENT_CHECKED), documents.deleted),
}


def _accounts(entries: list[Entry]) -> dict[int, str]:
    told = [(entry.name, facts_of(entry)) for entry in entries]
    given = [facts.get("account") for name, facts in told if name == EntryName.ASSIGN]
    ids = {number for number in (*given, *(facts.get("proposed_by") for _name, facts in told)) if number is not None}
    return {account.pk: str(account) for account in Account.objects.filter(pk__in=ids)} if ids else {}

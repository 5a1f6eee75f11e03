"""What the rows of a case tell without naming anybody: the facts of either form of a pack."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model

from dsr import journal
from dsr.journal import EntryName
from dsr.kinds import base
from dsr.law.clocks import Deadline
from dsr.lifecycle import Transition
from dsr.models import Attachment, Bundled, Case, Entry, Letter, SecondApproval

_CASE = (
    *("reference", "kind", "state", "language", "channel", "is_designated", "received_at", "entered_at", "answers"),
    *("is_for_another", "delivery", "year", "due_safe", "send_by", "outcome", "reasons", "verified_at"),
    *("verified_level", "extended_at", "join_ground", "decided_at", "leaves_at", "responded_at", "retain_until"),
    *("closure", "forgotten_at", "assignee_id", "policy_version_id"),
)
_STEP = (
    *("id", "action", "state", "recipients", "keep_code", "review_on", "found", "found_at", "did", "left", "reason"),
    *("due_on", "asked_at", "reminders", "settled_at", "begun_at", "asked_parts", "done_parts", "left_parts"),
)
_NOTICE = (
    *("id", "what", "name", "recipient_key", "is_confirmed", "how", "state", "answer", "reason", "made_at", "due_on"),
    *("sent_at", "acknowledged_at", "reminders"),
)
_PROOF = ("level", "state", "needs", "given", "points_offered", "points_matched", "begun_at", "ends_on", "letters")
_ITEM = ("number", "field", "is_health", "decision", "code", "is_source_told", "statement_at", "tries")
_APPROVAL = ("what", "state", "by", "asked_by_id", "asked_at", "settled_by_id", "settled_at")
_LETTER = (
    *("id", "name", "is_response", "delivery", "language", "message_id", "state", "written_at", "leaves_at"),
    *("accepted_at", "mailed_on", "answer_code", "compilation_id"),
)
_DOCUMENT = ("id", "purpose", "media_type", "size", "digest", "acts", "added_at", "who", "account_id", "purged_at")


def facts_of_case(case: Case, entries: list[Entry], letters: Iterable[Letter]) -> dict[str, Any]:
    """As JSON: dates are ISO 8601, staff stand by their numbers."""
    proof = getattr(case, "verification", None)
    bundled = Bundled.objects.filter(case=case).select_related("bundle").first()
    return {
        "case": {
            **_told(case, _CASE),
            "business": case.business.name,
            "brand": case.brand.name,
            "came_to": case.came_to.value if case.came_to else None,
            "bundle": bundled.bundle.reference if bundled else None,
            "joined_to": case.joined_to.reference if case.joined_to else None,
            "opened_by": case.opened_by.reference if case.opened_by else None,
        },
        "dates": explained_dates(entries),
        "law": [str(one) for one in base.get(case.kind).law],
        "verification": _told(proof, _PROOF) if proof else None,
        "steps": [{**_told(step, _STEP), "system": step.system.name} for step in case.steps.select_related("system")],
        "notices": [_told(notice, _NOTICE) for notice in case.third_party_notices.all()],
        "items": [_told(item, _ITEM) for item in case.items.all()],
        "second_approvals": [_told(row, _APPROVAL) for row in SecondApproval.objects.filter(case=case).order_by("pk")],
        "letters": [facts_of_letter(letter) for letter in letters],
        "documents": [facts_of_document(document) for document in case.attachments.order_by("pk")],
    }


def facts_of_letter(letter: Letter) -> dict[str, Any]:
    """`message_id` is of what left: of a letter about several requests, alike in the record of each."""
    return {**_told(letter, _LETTER), "message_id": (letter.goes_with or letter).message_id}


def facts_of_document(document: Attachment) -> dict[str, Any]:
    """`digest` is of what is sealed, so that the desk can show later which file it was."""
    return _told(document, _DOCUMENT)


def _told(row: Model, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


_CLOCKS = {Transition.RECEIVE, EntryName.RECEIPT_CORRECTED, EntryName.EXTEND}


def explained_dates(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Each date that the journal fixed: by which entry, and how it was counted, each step with its law."""
    found = []
    for entry in entries:
        if entry.name in _CLOCKS:
            facts = journal.facts_of(entry)
            clocks = {"respond": facts.get("clock"), "acknowledge": facts.get("acknowledge_by")}
            found += [_explained(entry, what, told) for what, told in clocks.items() if told]
    return found


def _explained(entry: Entry, what: str, told: Mapping[str, Any]) -> dict[str, Any]:
    deadline = Deadline.from_facts(told)
    because = [{"words": str(part), "law": part.citation} for part in deadline.explanation]
    days = {"by": deadline.due_safe, "send_by": deadline.send_by, "basis": deadline.basis.value}
    return {"entry": entry.number, "at": entry.at, "what": what, **days, "because": because}

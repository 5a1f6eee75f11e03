"""Reading entries of the journal: how they are chained, what they tell, and which is the newest."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Max, OuterRef, Subquery, Value, When
from django.db.models import Case as Choose
from django.db.models.lookups import Exact

from dsr.formats import canonical_json
from dsr.journal.entry_names import OF_DOCUMENTS_READ, OF_HOLDS, OF_PAGE, SAYS_MORE, EntryName
from dsr.lifecycle import Transition, Who
from dsr.models import Case, Entry
from dsr.models.case_surroundings import may_have
from dsr.reasons import ON_PROOF

# By these a case is decided; the same decision may be carried out in several turns.
_DECISIONS = (
    Transition.APPROVE,
    Transition.DECLINE,
    Transition.GRANT,
    Transition.FAIL_VERIFICATION,
    Transition.SUPPLEMENT,
    Transition.FINISH,
)


def chain(previous: str, row: Mapping[str, Any]) -> str:
    """The digest of an entry: SHA-256 over the canonical JSON of the entry and the digest before it."""
    return canonical_json.digest({"previous": previous, **row})


def chained_fields(entry: Entry) -> dict[str, Any]:
    """The fields of an entry that its digest covers."""
    return {
        "case": entry.case_id,
        "number": entry.number,
        "at": entry.at.isoformat(),
        "who": entry.who,
        "account": entry.account_id,
        "name": entry.name,
        "from": entry.from_state,
        "to": entry.to_state,
        "facts": entry.facts,
    }


def newest_number(case_id: int) -> int:
    """The number of the newest entry: what is asked for because of it is asked for once."""
    return Entry.objects.filter(case_id=case_id).aggregate(Max("number"))["number__max"] or 0


def newest_decision(case_id: int) -> int:
    """The number of the newest decision, 0 before the first. Two decisions of one instant differ by it."""
    entries = Entry.objects.filter(case_id=case_id, name__in=_DECISIONS)
    return entries.aggregate(Max("number"))["number__max"] or 0


def answered_before(case_id: int) -> int:
    """The number by which the case was answered last before its newest decision, 0 where it was not."""
    rows = Entry.objects.filter(case_id=case_id, name=Transition.RESPOND, number__lt=newest_decision(case_id))
    return rows.aggregate(Max("number"))["number__max"] or 0


def closed_at(case_id: int) -> datetime | None:
    """When the case was closed without an answer, by its newest such entry; None where it never was."""
    closed = Entry.objects.filter(case_id=case_id, name=Transition.CLOSE).order_by("-number")
    return closed.values_list("at", flat=True).first()


def is_entered_by_staff(case_id: int) -> bool:
    """True when a member of staff wrote the request down, and the person did not send it themselves."""
    return Entry.objects.filter(case_id=case_id, number=1).exclude(account=None).exists()


def receipt_facts(entries: Iterable[Entry]) -> dict[str, Any]:
    """How a request came, as it was corrected last, by its entries in order: the facts with the clocks."""
    of_receipt = {Transition.RECEIVE.value, EntryName.RECEIPT_CORRECTED.value}
    found = [entry for entry in entries if entry.name in of_receipt]
    return facts_of(found[-1]) if found else {}


def is_finishing(case: Case) -> bool:
    """True when the newest decision was to do after all what had been kept: the rest of the decision stands."""
    if not may_have(case, "finish"):
        return False
    decisions = Entry.objects.filter(case=case, name__in=_DECISIONS).order_by("-number")
    return decisions.values_list("name", flat=True).first() == Transition.FINISH


def facts_of(entry: Entry) -> dict[str, Any]:
    """The facts of an entry, read back from their canonical JSON."""
    facts: dict[str, Any] = json.loads(entry.facts)
    return facts


def is_disowned() -> Choose:
    """Of cases, as a column: whether the owner of the address said that it was not them, and nothing came since.

    Asked only of those that wait for a look at who asks.
    """
    since = (EntryName.DISOWNED, Transition.ASK_PROOF, Transition.VERIFY)
    words = Entry.objects.filter(case=OuterRef("pk"), name__in=since).order_by("-number").values("name")[:1]
    said = Exact(Subquery(words), Value(EntryName.DISOWNED.value))
    waits = When(stuck__in=sorted(ON_PROOF), verified_at=None, then=said)
    return Choose(waits, default=Value(False), output_field=BooleanField())


# Entries that tell of reading, or that the record is kept: who decides need not look again because of them.
_CHANGES_NOTHING = OF_HOLDS | OF_PAGE | OF_DOCUMENTS_READ | {EntryName.EVIDENCE_PACK}


def is_change(entry: Entry, account_id: int | None) -> bool:
    """Whether who decides must look again: at a transition, a colleague's act, or what the person says more."""
    if entry.from_state != entry.to_state or (entry.who == Who.REQUESTER and entry.name in SAYS_MORE):
        return True
    return bool(entry.account_id and entry.account_id != account_id and entry.name not in _CHANGES_NOTHING)

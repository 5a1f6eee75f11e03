"""Checking the journal: each case's chain of digests, its length, its head and its state."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from dsr.formats import canonical_json
from dsr.journal.entries import chain, chained_fields, facts_of
from dsr.lifecycle import State
from dsr.models import Case, Entry, Sealed

_RECENT = 1_000  # references kept in memory, so that the case before is rarely asked of the database


@dataclass(frozen=True)
class Checked:
    """One case's result: `number` is the first entry at fault, `fault` says what is wrong, empty when all holds."""

    reference: str
    entries: int
    number: int = 0
    fault: str = ""


def verify_chain(reference: str | None = None) -> Iterator[Checked]:
    """Check every case (or one), by age, a few rows in memory at a time."""
    cases = Case.objects.order_by("pk")
    if reference:
        cases = cases.filter(reference=reference)
    recent: deque[str] = deque(maxlen=_RECENT)
    for case in cases.only("reference", "entry_count", "head", "state", "due_safe", "due_latest", "answers").iterator(
        chunk_size=500
    ):
        checked = check_chain(case)
        yield checked if checked.fault else _check_before(case, checked, recent)
        recent.append(case.reference)


def _check_before(case: Case, checked: Checked, recent: deque[str]) -> Checked:
    """The first entry of a case names the newest case before it, which must still be there."""
    first = Entry.objects.filter(case_id=case.pk, number=1).first()
    before = facts_of(first).get("after") if first else None
    if not before or before in recent or Case.objects.filter(reference=before).exists():
        return checked
    return Checked(before, checked.entries, 1, "this case was removed, with its whole journal.")


def check_chain(case: Case) -> Checked:
    """Follow one case's chain from its first entry to its head."""
    head, state, number = "", "", 0
    for entry in Entry.objects.filter(case_id=case.pk).order_by("number").iterator(chunk_size=200):
        number += 1
        fault = _fault(entry, number, head) or ("" if case.state == State.FORGOTTEN else _fault_of_words(entry))
        if fault:
            return Checked(case.reference, number, number, fault)
        head, state = entry.digest, entry.to_state
    if number < case.entry_count:
        return Checked(case.reference, number, number + 1, "the journal was cut off here.")
    if number > case.entry_count or head != case.head:
        return Checked(case.reference, number, number, "the case does not know this entry as its last.")
    if state != case.state:
        return Checked(case.reference, number, number, f"the case says {case.state}, its journal {state}.")
    return Checked(case.reference, number, *_fault_of_case(case))


def _fault_of_case(case: Case) -> tuple[int, str]:
    """The case's dates and answers are those that its journal fixed."""
    dates: dict[str, str | None] = {}
    answers = None
    fixing = Entry.objects.filter(case_id=case.pk, name__in=["receive", "duplicate-joined", "extend"])
    for entry in fixing.order_by("number"):
        facts = facts_of(entry)
        answers = facts.get("answers", answers)
        kept = facts.get("clock", facts)
        dates = {name: kept.get(name, dates.get(name)) for name in ("due_safe", "due_latest")}
    now_is = {name: getattr(case, name).isoformat() for name in ("due_safe", "due_latest")}
    if dates != now_is:
        return 1, "the case has other dates than its journal."
    return (0, "") if answers == case.answers else (1, "the case has other answers than its journal.")


def _fault(entry: Entry, number: int, head: str) -> str:
    if entry.number != number:
        return "an entry was removed here."
    if entry.previous != head or entry.digest != chain(head, chained_fields(entry)):
        return "this entry was touched."
    return ""


def _fault_of_words(entry: Entry) -> str:
    """The words of an entry are sealed beside it; the entry keeps the digest of what is sealed."""
    kept = facts_of(entry).get("words")
    if kept is None:
        return ""
    row = Sealed.objects.filter(case_id=entry.case_id, name=f"words:{entry.number}").first()
    if row is None:
        return "the words of this entry were removed."
    return "" if canonical_json.digest(bytes(row.value).hex()) == kept else "the words of this entry were touched."

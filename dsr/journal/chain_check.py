"""Checking the journal: each case's chain of digests, its length, its head and its state.

One statement reads a case with its entries as of one instant; what looks wrong is read again before it is a fault."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from django.db.models import CharField, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat

from dsr import sealing
from dsr.errors import CannotOpen
from dsr.formats import canonical_json
from dsr.journal.entries import chain, chained_fields, facts_of
from dsr.journal.entry_names import EntryName
from dsr.lifecycle import State, Transition
from dsr.models import Case, Entry, Sealed
from dsr.models.sealed_value import COUNSEL, WORDS

_BATCH = 100  # cases read in one statement
_RECENT = 1_000  # references kept in memory, so that the case before is rarely asked of the database
_CASE = ("reference", "entry_count", "head", "state", "due_safe", "due_latest", "send_by", "answers")
# By these the dates and answers of a case are fixed.
_FIXING = {
    Transition.RECEIVE,
    EntryName.DUPLICATE_JOINED,
    EntryName.EXTEND,
    EntryName.EXTENSION_TAKEN_BACK,
    EntryName.EXTENSION_LAPSED,
    EntryName.EXTENSION_RESTORED,
    EntryName.RECEIPT_CORRECTED,
    Transition.FINISH,
    Transition.UNDO_FOLLOW_UP,
}
_FOLLOW_UPS = {Transition.SUPPLEMENT, Transition.FINISH}  # each says how the case stood before it


@dataclass(frozen=True)
class Fault:
    """What is wrong with a case: `number` is the entry at fault."""

    reference: str
    number: int
    words: str


@dataclass(frozen=True)
class Checked:
    """One case's result: how many entries it has, and every fault in it, from its first entry on.

    `without_mac`: entries of a release before, which nothing but their digests proves (add_entry_macs).
    """

    reference: str
    entries: int
    faults: tuple[Fault, ...] = ()
    without_mac: int = 0
    number: int = 0  # of the case, by which a check that was broken off goes on

    @property
    def fault(self) -> str:
        """The words of the first fault; empty when all holds."""
        return self.faults[0].words if self.faults else ""


def verify_chain(reference: str | None = None, *, after: int = 0) -> Iterator[Checked]:
    """Check every case (or one, or those with a higher number), by age.

    A batch is in memory at a time and read by one statement; no transaction is open between them, so that nobody
    waits for it, however many there are.
    """
    cases = Case.objects.order_by("pk")
    if reference:
        cases = cases.filter(reference=reference)
    recent: deque[str] = deque(maxlen=_RECENT)
    last = after
    while batch := list(cases.filter(pk__gt=last).values_list("pk", "reference")[:_BATCH]):
        last = batch[-1][0]
        recent.extend(known for _pk, known in batch)
        yield from _check_batch(batch, recent)


def check_chain(case: Case) -> Checked:
    """Follow one case's chain from its first entry to its head, as the database has it now."""
    return next(_check_batch([(case.pk, case.reference)], deque()))


def _check_batch(batch: list[tuple[int, str]], recent: deque[str]) -> Iterator[Checked]:
    found = _read(batch[0][0], batch[-1][0])
    for pk, reference in batch:
        checked = _check(reference, found.get(pk, []), recent)
        if checked.faults:  # a fault is what two readings have seen
            again = _check(reference, _read(pk, pk).get(pk, []), recent)
            seen = {fault.words for fault in checked.faults}
            faults = tuple(one for one in again.faults if one.words in seen)
            checked = Checked(reference, again.entries, faults, again.without_mac)
        yield replace(checked, number=pk)


def _read(first: int, last: int) -> dict[int, list[Entry]]:
    """The entries of each case between these numbers with their case, and the sealed words of each, as of one instant.

    Between, and not each by its number: a database that counted its rows never yet, such as one that was just
    restored, would read all entries for a hundred numbers.
    """
    number = Cast(OuterRef("number"), CharField())
    names = [Concat(Value(start), number) for start in (WORDS, COUNSEL)]
    words = Sealed.objects.filter(case_id=OuterRef("case_id"), name__in=names)
    rows = (
        Entry.objects.filter(case_id__gte=first, case_id__lte=last)
        .select_related("case")
        .only(*(field.attname for field in Entry._meta.concrete_fields), *(f"case__{name}" for name in _CASE))
        .annotate(sealed_words=Subquery(words.values("value")[:1]))
        .order_by("case_id", "number")
    )
    return {pk: list(entries) for pk, entries in groupby(rows, lambda entry: entry.case_id)}


def _check(reference: str, entries: list[Entry], recent: deque[str]) -> Checked:
    if not entries:
        return Checked(reference, 0, (Fault(reference, 1, "the journal was cut off here."),))
    case = entries[0].case
    said = [*_faults_of_chain(case, entries), *_faults_of_macs(entries), *_faults_of_end(case, entries[-1])]
    faults = [Fault(reference, number, words) for number, words in said]
    if not faults:
        faults = [Fault(reference, 1, words) for words in _faults_of_case(case, entries)]
    before = facts_of(entries[0]).get("after") if entries[0].number == 1 else None
    # The first entry of a case names the newest case before it, which must still be there.
    if before and before not in recent and not Case.objects.filter(reference=before).exists():
        faults.append(Fault(before, 1, "this case was removed, with its whole journal."))
    return Checked(reference, len(entries), tuple(faults), sum(not entry.mac for entry in entries))


def _faults_of_chain(case: Case, entries: list[Entry]) -> Iterator[tuple[int, str]]:
    head, number = "", 0
    thinned = max((entry.number for entry in entries if entry.name == EntryName.RECORD_THINNED), default=0)
    for entry in entries:
        number += 1
        if entry.number != number:
            yield number, "an entry was removed here."
            head, number = entry.previous, entry.number
        if entry.previous != head or entry.digest != chain(head, chained_fields(entry)):
            yield number, "this entry was touched."
        elif case.state != State.FORGOTTEN and (fault := _fault_of_words(entry, may_be_gone=entry.number < thinned)):
            yield number, fault
        head = entry.digest


def _faults_of_macs(entries: list[Entry]) -> Iterator[tuple[int, str]]:
    """Who can write to the database can make digests that fit, but no mac: its key is not there."""
    is_proved = False
    for entry in entries:
        if not entry.mac:
            if is_proved:
                yield entry.number, "this entry has no mac, though an earlier one has: it was not written here."
            continue
        is_proved = True
        try:
            fits = sealing.proves_entry(entry.digest, entry.mac)
        except CannotOpen as error:
            yield entry.number, f"this entry cannot be proved. {error}"
            return
        if not fits:
            yield entry.number, "this entry was not written here: its mac does not fit."


def _faults_of_end(case: Case, last: Entry) -> Iterator[tuple[int, str]]:
    if last.number < case.entry_count:
        yield last.number + 1, "the journal was cut off here."
    elif last.number > case.entry_count or last.digest != case.head:
        yield last.number, "the case does not know this entry as its last."
    elif last.to_state != case.state:
        yield last.number, f"the case says {case.state}, its journal {last.to_state}."


def _faults_of_case(case: Case, entries: list[Entry]) -> Iterator[str]:
    """The case's dates and answers are those that its journal fixed."""
    dates: dict[str, str | None] = {}
    before: dict[str, str | None] = {}
    answers = None
    for entry in entries:
        if entry.name not in _FIXING | _FOLLOW_UPS:
            continue
        facts = facts_of(entry)
        before = facts.get("before", before)
        answers = facts.get("answers", answers)
        kept = before if entry.name == Transition.UNDO_FOLLOW_UP else facts.get("clock", facts)
        dates = {name: kept.get(name, dates.get(name)) for name in ("due_safe", "due_latest")}
    if dates != {name: getattr(case, name).isoformat() for name in ("due_safe", "due_latest")}:
        yield "the case has other dates than its journal."
    elif case.send_by > case.due_safe:
        yield "the case is to be sent later than its journal says."
    if answers != case.answers:
        yield "the case has other answers than its journal."


def _fault_of_words(entry: Entry, *, may_be_gone: bool) -> str:
    """The words of an entry are sealed beside it; the entry keeps the digest of what is sealed.

    They may be gone once the record period was over and only what finds the person stayed.
    """
    facts = facts_of(entry)
    kept = facts.get(WORDS[:-1], facts.get(COUNSEL[:-1]))
    if kept is None:
        return ""
    value = entry.sealed_words  # type: ignore[attr-defined]  # read beside it, in the same statement
    if value is None:
        return "" if may_be_gone else "the words of this entry were removed."
    return "" if canonical_json.digest(bytes(value).hex()) == kept else "the words of this entry were touched."

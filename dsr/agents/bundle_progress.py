"""How far a bundle came: of each of its requests what is missing, whether it can be decided, and who must act."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from dsr import journal, parties, review
from dsr.journal import EntryName
from dsr.kinds import base
from dsr.lifecycle import State
from dsr.models import BlindIndex, BulkRow, Bundle, Bundled, Case, EligibilityRecord, Entry, Item, Letter
from dsr.models.bulk import BulkAction, BulkResult, BulkState
from dsr.models.eligibility import About, Says
from dsr.models.letter import LetterState
from dsr.parties import ListedAuthority


class Missing(StrEnum):
    """What the agent left out and can still give."""

    PERMISSION = "permission"
    ADDRESS = "address"
    REPLY = "reply"  # no permission is shown, so the person is written to: and nothing says where
    ITEMS = "items"
    RESIDENCE = "residence"


class Standing(StrEnum):
    """Where a request of a bundle stands, as its page counts them."""

    READY = "ready"  # a person can decide
    MISSING = "missing"  # it cannot be granted as it is: the agent left something out
    LOOK = "look"  # it cannot go on: the machine stopped, or its response came back
    WAITING = "waiting"  # the machine, the person, bulk work that was begun, a correction, or the letter's way
    ANSWERED = "answered"
    CLOSED = "closed"  # ended without an answer


# Without these nothing is granted. Where somebody lives may stay open: silence is never a no.
NEEDED = frozenset({Missing.PERMISSION, Missing.ADDRESS, Missing.REPLY, Missing.ITEMS})
_DECIDES = (BulkAction.APPROVE, BulkAction.DECLINE, BulkAction.JOIN, BulkAction.RECEIPT)
# Of letters, that the agent never had them.
_LOST = (LetterState.REFUSED, LetterState.BOUNCED, LetterState.REPLACED, LetterState.TAKEN_BACK)
_UNDECIDED = frozenset({State.RECEIVED, State.VERIFYING, State.REVIEW})
# No response is written: what it says of the person can still go to them.
_UNTOLD = _UNDECIDED | {State.JOINED, State.WORKING}


@dataclass(frozen=True)
class Stand:
    """One request of a bundle. `asked_on`, `answer_by`: when the agent was last asked, and until when.

    `bulk`: the bulk work, by reference, that was begun and decides it; empty where none does.

    `denied`: of the conditions under which the law of its kind covers the person, those that are not so; True where
    the agent's letter says it, False where it was recorded since.

    `is_unreached`: it is open, no permission is shown, no address of the person known, and nobody decided without.
    """

    line: Bundled
    standing: Standing
    missing: tuple[Missing, ...]
    authority: ListedAuthority
    asked_on: date | None = None
    answer_by: date | None = None
    asked_for: frozenset[Missing] = frozenset()
    denied: Mapping[About, bool] = field(default_factory=dict)
    bulk: str = ""
    is_unreached: bool = False

    @property
    def case(self) -> Case:
        return self.line.case

    @property
    def is_undecided(self) -> bool:
        return State(self.case.state) in _UNDECIDED


def stands_of(bundle: Bundle) -> list[Stand]:
    """Of every request of a bundle, in the order of its list. As many reads for one as for a thousand."""
    related = ("case__opened_by", "case__assignee", "case__business")
    lines = list(bundle.lines.select_related(*related))
    cases = [line.case for line in lines]
    found = _Found(lines, parties.authorities_of(cases, bundle.pk))
    return [_stand(line, found) for line in lines]


def counted(stands: Sequence[Stand]) -> Counter[Standing]:
    return Counter(stand.standing for stand in stands)


def questions_to_agent(case_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """By case, what its newest question to the agent says that reached them, or is on its way."""
    asked = _questions_written(case_ids)
    lost = Letter.objects.filter(pk__in={facts["letter"] for _case, facts in asked}, state__in=_LOST)
    is_lost = set(lost.values_list("pk", flat=True)) if asked else set()
    return {case: facts for case, facts in asked if facts["letter"] not in is_lost}


def questions_in(letter: Letter, case_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """By case, what this letter to the agent asks, whatever became of it."""
    return {case: facts for case, facts in _questions_written(case_ids) if facts["letter"] == letter.pk}


def _questions_written(case_ids: Iterable[int]) -> list[tuple[int, dict[str, Any]]]:
    entries = Entry.objects.filter(case__in=case_ids, name=EntryName.AGENT_ASKED).order_by("at", "pk")
    return [(entry.case_id, {**journal.facts_of(entry), "number": entry.number}) for entry in entries]


class _Found:
    """What is read of all cases at once."""

    def __init__(self, lines: Sequence[Bundled], authorities: dict[int, ListedAuthority]) -> None:
        cases = [line.case for line in lines]
        ids = [case.pk for case in cases]
        index = BlindIndex.objects.filter(case__in=ids, party="subject", field="email")
        self.authorities = authorities
        self.with_address = set(index.values_list("case_id", flat=True))
        direct = [line.case for line in lines if authorities[line.case_id].deals_with_person]
        self.addresses = parties.person_addresses(direct)
        self.through_agent = {line.case_id for line in lines if line.through_agent_at}
        self.with_items = set(Item.objects.filter(case__in=ids).values_list("case_id", flat=True))
        records = EligibilityRecord.objects.filter(case__in=ids).order_by("pk")
        self.recorded = {(one.case_id, About(one.about)): Says(one.says) for one in records}  # the newest of each
        self.asked = questions_to_agent(ids)
        self.corrected = journal.waiting_receipts(ids)
        deciding = BulkRow.objects.filter(case__in=ids, result=BulkResult.READY, bulk__action__in=_DECIDES)
        begun = deciding.filter(bulk__state__in=[BulkState.WAITS, BulkState.WORK]).order_by("pk")
        self.bulks = dict(begun.values_list("case_id", "bulk__reference"))

    def is_unreached(self, case_id: int) -> bool:
        """Whether nobody can be written to of this one."""
        is_decided = case_id in self.through_agent and not self.authorities[case_id].is_denied
        return self.addresses.get(case_id) == {} and not is_decided


def _stand(line: Bundled, found: _Found) -> Stand:
    case, authority = line.case, found.authorities[line.case_id]
    is_unreached = State(case.state) in _UNTOLD and found.is_unreached(case.pk)
    missing: tuple[Missing, ...] = (Missing.REPLY,) if is_unreached else ()  # whatever is done of it is to be told
    if State(case.state) in _UNDECIDED:
        missing = tuple(_missing(case, authority, found))
    told = found.asked.get(case.pk, {})
    bulk = found.bulks.get(case.pk, "")
    return Stand(
        line,
        _standing(case, missing, authority, is_held=bool(bulk) or case.pk in found.corrected),
        missing,
        authority,
        date.fromisoformat(told["on"]) if told else None,
        date.fromisoformat(told["answer_by"]) if told else None,
        frozenset(map(Missing, told["missing"])) if told else frozenset(),
        _denied(case, found),
        bulk,
        is_unreached,
    )


def _denied(case: Case, found: _Found) -> dict[About, bool]:
    """As `eligibility.standing_of` reads it of one: the newest record, else the request's own answer."""
    denied: dict[About, bool] = {}
    for rule in base.get(case.kind).eligibility:
        about = About(rule.about)
        recorded = found.recorded.get((case.pk, about), Says.OPEN)
        if recorded is Says.NOT_SO:
            denied[about] = False
        elif recorded is Says.OPEN and rule.answer and case.answers.get(rule.answer) == "no":
            denied[about] = True
    return denied


def _missing(case: Case, authority: ListedAuthority, found: _Found) -> list[Missing]:
    kind = base.get(case.kind)
    is_looked_up = kind.proof is not None and not kind.agents.lists_by_name
    asks_residence = any(rule.about == About.RESIDENCE for rule in kind.eligibility)
    is_said = case.answers.get("ca_resident") or (case.pk, About.RESIDENCE) in found.recorded
    is_unfound = is_looked_up and case.verified_at is None and case.pk not in found.with_address
    lacks = {
        Missing.PERMISSION: authority.is_wanted,
        Missing.ADDRESS: is_unfound,
        Missing.REPLY: found.is_unreached(case.pk)
        and not is_unfound,  # the address by which they are found serves for both
        Missing.ITEMS: kind.items is not None and case.pk not in found.with_items,
        Missing.RESIDENCE: asks_residence and not is_said,
    }
    return [one for one in Missing if lacks[one]]


def _standing(case: Case, missing: Sequence[Missing], authority: ListedAuthority, *, is_held: bool) -> Standing:
    """`is_held`: bulk work decides it, or nothing is decided while a correction of how it came waits."""
    state = State(case.state)
    if case.closure:
        return Standing.CLOSED
    if not case.is_open:
        return Standing.WAITING if review.owes_rest(case) else Standing.ANSWERED
    if NEEDED & set(missing):
        return Standing.MISSING
    if state is State.UNDELIVERED:
        return Standing.LOOK
    if state is not State.REVIEW or authority.is_person_asked or is_held:
        return Standing.WAITING
    return Standing.LOOK if case.stuck else Standing.READY

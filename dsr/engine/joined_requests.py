"""Requests that are joined to another: told of it where they may be, answered each by its own letter, or separated.

A join is looked at again whenever the machine relies on it: what it would not be right for goes back to a person.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import journal, letters, review
from dsr.clock import PACIFIC, now
from dsr.errors import DeskError
from dsr.formats import references
from dsr.journal import MACHINE
from dsr.kinds import base
from dsr.lifecycle import State, Transition
from dsr.models import Case, Compilation, Entry, Letter
from dsr.models.case_surroundings import may_have
from dsr.models.letter import MAY_HAVE_REACHED, LetterState

# The first is answered: its joined requests were, too, or another answer to it is on its way.
_ANSWERED = frozenset({State.RESPONDED, State.FORGOTTEN})


# -- the responses ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class JoinedResponse:
    """The response to one joined request, not written yet; `why` says why it cannot be answered so."""

    case: Case
    letter: letters.ComposedLetter | None
    why: str = ""
    is_response: bool = True  # else it is responded to already, and hears in short of what was done since


def compose_responses(first: Case, report: Compilation | None, under: Case | None = None) -> list[JoinedResponse]:
    """What each joined request gets by this decision: composed of its own facts, or the reason why not."""
    if journal.is_finishing(first):
        return [_compose_short(case, first, report) for case in _answered_with(first)]
    found = []
    for case in review.joined_directly(under or first):
        response = _compose(case, first, report)
        found.append(response)
        if response.letter is not None:  # what is joined to one that is decided alone waits for that one
            found += compose_responses(first, report, case)
    return found


def _answered_with(first: Case) -> list[Case]:
    """All that was answered with it, however one led to the other."""
    found = [case for case in review.answered_with(first) if State(case.state) is State.RESPONDED]
    return [one for case in found for one in (case, *_answered_with(case))]


def _compose_short(case: Case, first: Case, report: Compilation | None) -> JoinedResponse:
    name = letters.response_name(first, case, base.get(case.kind).outcome(first.outcome))
    return JoinedResponse(case, letters.compose(case, name, compilation=report), is_response=False)


def _compose(case: Case, first: Case, report: Compilation | None) -> JoinedResponse:
    case.outcome = first.outcome  # in memory only: the letter's words need it
    kind = base.get(case.kind)
    name = letters.response_name(first, case, kind.outcome(first.outcome))
    why = str(review.why_join_fails(case, first) or kind.letter(name).lacks(case))
    if not why and report is not None and not report.serves(case):
        why = _("The report is not the one that this request is owed.")
    if why:
        return JoinedResponse(case, None, why)
    try:
        return JoinedResponse(case, letters.compose(case, name, compilation=report))
    except DeskError:  # whatever its letter lacks, the first is answered all the same
        return JoinedResponse(case, None, _("The letter lacks something that it must say."))


def write_responses(first: Case, responses: list[JoinedResponse], facts: dict[str, str | int]) -> None:
    """Fix the words of each, in the caller's transaction; what cannot be answered so goes back to a person."""
    for response in responses:
        case = response.case
        if response.letter is None:
            review.separate(case.pk, response.why)
            continue
        if not response.is_response:
            key = f"finished:{case.pk}:{journal.newest_decision(first.pk)}"
            letters.write_letter(case, response.letter, key=key, is_response=False)
            continue
        key = f"response:{case.pk}:{case.entry_count}"
        letter = letters.write_letter(case, response.letter, key=key, is_response=True)
        told = {"letter": letter.pk, "first": first.reference, **facts}
        _answer_with(case, first, told)


def _answer_with(case: Case, first: Case, facts: dict[str, str | int]) -> None:
    changes = {
        "outcome": first.outcome,
        "reasons": first.reasons,
        "decided_at": first.decided_at,
        "compilation_id": first.compilation_id,
        "stuck": "",
    }
    journal.transition(
        case.pk, journal.Move(Transition.PREPARE, facts), MACHINE, seen=case.entry_count, changes=changes
    )


# -- what the person is told ------------------------------------------------------------------------------------------


def tell_joined(case: Case) -> None:
    """Tell the later writer that both requests are worked on together, where that tells no stranger of the first."""
    kind, first = base.get(case.kind), case.joined_to
    if first is None or not case.join_ground or not review.may_know_of(case, first):
        return
    words = {"first_reference": references.spell(first.reference)}
    composed = letters.compose(case, kind.letters.joined, extra=words)
    with transaction.atomic():
        letters.write_letter(
            case, composed, key=f"joined:{case.pk}:{_newest(case, Transition.JOIN)}", is_response=False
        )


def take_back_letter(case: Case) -> None:
    """A request that is decided on its own again: what was written of the join is not sent, or taken back."""
    joined = base.get(case.kind).letters.joined
    if not joined or not may_have(case, "undone_join") or not _newest(case, Transition.UNDO_JOIN):
        return
    written = Letter.objects.filter(case=case, name=joined)
    written.filter(state__in=[LetterState.WRITTEN, LetterState.TO_MAIL]).update(state=LetterState.REPLACED)
    told = written.filter(state__in=MAY_HAVE_REACHED).order_by("-pk").first()
    key = f"separated:{case.pk}:{told.pk}" if told else ""
    if not told or Letter.objects.filter(key=key).exists():
        return
    composed = letters.compose(case, base.get(case.kind).letters.separated)
    with transaction.atomic():
        letters.write_letter(case, composed, key=key, is_response=False)


def renew_letters(case_id: int) -> None:
    """What was written of a join, and taken back as its receipt was corrected, anew with the facts that rule now.

    Once, while the one that was taken back is the newest, and while it is so still.
    """
    case = Case.objects.select_related("business", "brand", "choice_mode", "joined_to").get(pk=case_id)
    said, is_joined = base.get(case.kind).letters, State(case.state) is State.JOINED
    name = said.joined if is_joined else said.separated
    newest = Letter.objects.filter(case=case, name=name).order_by("-pk").first() if name else None
    if newest is None or newest.state != LetterState.REPLACED or not case.is_open or journal.has_waiting_receipt(case):
        return
    words, key = {}, newest.key.split(":")[:3]
    if is_joined:
        if case.joined_to is None or key[2] != str(_newest(case, Transition.JOIN)):
            return  # it told of a join that was undone
        words = {"first_reference": references.spell(case.joined_to.reference)}
    composed = letters.compose(case, name, extra=words)
    with transaction.atomic():
        letters.write_letter(case, composed, key=":".join([*key, f"after-{newest.pk}"]), is_response=False)


def _newest(case: Case, name: Transition) -> int:
    """The number of the newest entry of this name; 0 where there is none."""
    found = Entry.objects.filter(case=case, name=name).order_by("-number").values_list("number", flat=True).first()
    return found or 0


# -- joins that do not hold -------------------------------------------------------------------------------------------


def failed_joins() -> list[int]:
    """The joined requests that the answer to the first would not be right for, or that it left behind."""
    waiting = Case.objects.filter(state=State.JOINED).select_related("joined_to").order_by("pk")
    return [case.pk for case in waiting if _is_left_behind(case) or _why_fails(case)]


def settle_join(case_id: int) -> None:
    """Give it back to a person; or, of one that an earlier release answered with the first, write that down."""
    case = Case.objects.select_related("business", "joined_to").get(pk=case_id)
    first = letters.deciding(case)
    if State(case.state) is not State.JOINED:
        return
    if _is_left_behind(case) and case.year == first.year:
        _write_down(case, first)
    elif why := _why_fails(case):
        review.separate(case.pk, why)


def _why_fails(case: Case) -> str:
    return review.why_join_fails(case, letters.deciding(case))


def _is_left_behind(case: Case) -> bool:
    """The first is answered and this one was not with it: before, a copy was sent, or one letter served both."""
    return State(letters.deciding(case).state) in _ANSWERED


@transaction.atomic
def _write_down(case: Case, first: Case) -> None:
    """The copy that was sent is its response, whatever became of it; without one, the first's letter was."""
    copy = Letter.objects.filter(case=case, key__startswith=f"copy:{case.pk}:").order_by("-pk").first()
    told: dict[str, str | int] = {"first": first.reference}
    if copy is not None:
        Letter.objects.filter(pk=copy.pk).update(is_response=True)
        told["letter"] = copy.pk
    _answer_with(case, first, told)
    mailed_on = copy.mailed_on if copy else None
    if copy is None or mailed_on:
        changes = {"responded_at": _mailed_at(mailed_on) if mailed_on else first.responded_at or now()}
        journal.transition(case.pk, journal.Move(Transition.RESPOND, told), MACHINE, changes=changes)


def _mailed_at(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=PACIFIC)

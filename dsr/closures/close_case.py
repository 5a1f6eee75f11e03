"""Closing a request without an answer, and opening it again. Each is one transition, with what stops because of it."""

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import journal, letters, parties, review, suppression, systems, verification, work_queue
from dsr.closures.closure_rules import why_not_closed
from dsr.errors import BadInput, Blocked, Changed
from dsr.journal import Actor, EntryName, Line, Move
from dsr.kinds import base
from dsr.law.closures import CLOSURES, MISTAKE, TEST, By
from dsr.lifecycle import State, Transition
from dsr.models import Case, Letter
from dsr.models.letter import MAY_HAVE_REACHED, LetterState
from dsr.reasons import Reason

_UNSENT = (LetterState.WAITS, LetterState.WRITTEN, LetterState.TO_MAIL)


def close(case_id: int, actor: Actor, code: str, *, seen: int, note: str) -> Case:
    """Staff end a request without an answer, and write down why. What was not sent yet is not sent.

    Raises BadInput for an ending that staff may not choose, Blocked with why it is not open to this case.
    """
    closure = CLOSURES.get(code)
    if closure is None or closure.by is not By.STAFF or closure.needs_second_person:
        raise BadInput(_("Choose how it ends."))
    journal.must_decide(actor)
    if not note.strip():
        raise BadInput(_("Write why it is closed without an answer."))
    words = _words_of_mistake(case_id) if closure is MISTAKE else None
    with transaction.atomic():
        # Held, so that no step in a system begins between the look and the end.
        case = Case.objects.select_for_update(of=("self",)).select_related("joined_to").get(pk=case_id)
        if why := why_not_closed(case, closure):
            raise Blocked(why)
        case = end(case, actor, Move(Transition.CLOSE, {"closure": code}, note.strip()), seen)
        if words is not None:
            key = f"closed:{case.pk}:{case.entry_count}"
            letters.write_letter(case, words, key=key, is_response=False)
        elif closure is MISTAKE and _was_told(case):
            raise Changed(_("A letter to the person went out at this moment. Nothing of yours was done: try again."))
    return case


def _was_told(case: Case) -> bool:
    return Letter.objects.filter(case=case, state__in=MAY_HAVE_REACHED).exists()


def _words_of_mistake(case_id: int) -> letters.ComposedLetter | None:
    """To who heard of the request: it was entered by mistake. Composed before, as a letter on paper takes its time."""
    case = Case.objects.select_related("business", "brand", "choice_mode").get(pk=case_id)
    name = base.get(case.kind).letters.mistake
    if not name or not _was_told(case):
        return None
    case.closure = MISTAKE.code  # in memory only: the letter says that it ended so
    return letters.compose(case, name)


def end(case: Case, actor: Actor, move: Move, seen: int | None) -> Case:
    """The transition, in the caller's transaction, with all that waited for this request or was asked for it."""
    first, waiting = case.joined_to, review.joined_directly(case)
    changes = {"closure": move.facts["closure"], "stuck": ""}
    case = journal.transition(case.pk, move, actor, seen=seen, changes=changes)
    if first is not None and State(first.state) is not State.FORGOTTEN:
        journal.record(first.pk, Line(EntryName.DUPLICATE_SEPARATED, {"reference": case.reference}), actor)
    for other in waiting:
        review.separate(other.pk, _("The earlier request ended without an answer."))
    Letter.objects.filter(case=case, state__in=_UNSENT).update(state=LetterState.REPLACED)
    verification.call_off_proof(case)
    suppression.unlock_kept_data(case)
    work_queue.drop(case.pk, Reason.CLOSED)
    return case


def open_again(case_id: int, actor: Actor, *, seen: int, note: str) -> Case:
    """It was a request after all: it is acknowledged anew, and its clock is that of the receipt.

    Raises NotAllowed once the record is forgotten.
    """
    if not note.strip():
        raise BadInput(_("Write why it is opened again."))
    with transaction.atomic():
        case = Case.objects.get(pk=case_id)
        facts = {"closure": case.closure}
        move = Move(Transition.OPEN_AGAIN, facts, note.strip())
        case = journal.transition(case_id, move, actor, seen=seen)
        if facts["closure"] == TEST.code:
            _stop_what_it_asks(case)
        systems.reopen_steps(case)
        systems.look_up_again(case)
    return case


def _stop_what_it_asks(case: Case) -> None:
    """A test stopped nothing at receipt. Now that it is a request, it does, from the day on which it came."""
    rules = base.get(case.kind).suppression
    if rules is not None:
        person = suppression.suppressed_person(parties.sealed_values(case))
        suppression.suppress(case, rules.uses(case.answers), person, source="staff", at=case.received_at)

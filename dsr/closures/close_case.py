"""Closing a request without an answer, and opening it again. Each is one transition, with what stops because of it."""

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import journal, parties, review, suppression, systems, verification, work_queue
from dsr.errors import BadInput
from dsr.journal import Actor, EntryName, Line, Move
from dsr.kinds import base
from dsr.law.closures import TEST
from dsr.lifecycle import State, Transition
from dsr.models import Case, Letter
from dsr.models.due_work import WorkName
from dsr.models.letter import LetterState
from dsr.reasons import Reason

_UNSENT = (LetterState.WAITS, LetterState.WRITTEN, LetterState.TO_MAIL)


def held(case_id: int) -> Case:
    """The case, locked, so that no step in a system begins between the look and the end."""
    return (
        Case.objects.select_for_update(no_key=True, of=("self",))
        .select_related("joined_to", "opened_by")
        .get(pk=case_id)
    )


def end(case: Case, actor: Actor, move: Move, seen: int | None) -> Case:
    """The transition, in the caller's transaction, with all that waited for this request or was asked for it."""
    first, waiting = case.joined_to, review.joined_directly(case)
    changes = {"closure": move.facts["closure"], "stuck": ""}
    case = journal.transition(case.pk, move, actor, seen=seen, changes=changes)
    if first is not None and State(first.state) is not State.FORGOTTEN:
        journal.record(first.pk, Line(EntryName.DUPLICATE_SEPARATED, {"reference": case.reference}), actor)
    for other in waiting:
        review.separate(other.pk, _("The earlier request ended without an answer."))
    journal.hold_letters(case)
    Letter.objects.filter(case=case, state__in=_UNSENT).update(state=LetterState.REPLACED)
    verification.call_off_proof(case)
    suppression.unlock_kept_data(case)
    work_queue.drop(case.pk, Reason.CLOSED)
    journal.take_back_whole(case, is_over=True)
    if Letter.objects.filter(bundle__lines__case=case, state=LetterState.REPLACED).exists():
        # The covering letter, or the question to the agent, was taken back for a correction of this request: the
        # others of the bundle still wait for it.
        work_queue.add(WorkName.RECEIPT, case.pk, f"covering-after-end:{case.pk}:{case.entry_count}")
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
        unsent = Letter.objects.filter(case=case, name__startswith="closure/", state__in=_UNSENT)
        unsent.update(state=LetterState.REPLACED)  # nobody is told any more what is not so
        systems.reopen_steps(case)
        systems.look_up_again(case)
    return case


def _stop_what_it_asks(case: Case) -> None:
    """A test stopped nothing at receipt. Now that it is a request, it does, from the day on which it came."""
    rules = base.get(case.kind).suppression
    if rules is not None:
        person = suppression.suppressed_person(parties.sealed_values(case))
        suppression.suppress(case, rules.uses(case.answers), person, source="staff", at=case.received_at)

"""Joining requests of one person that are owed the same answer, and undoing it before the response is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import journal, systems, work_queue
from dsr.errors import BadInput, Blocked, Changed, NotAllowed
from dsr.formats import references
from dsr.journal import MACHINE, Actor, EntryName, Line, Move
from dsr.kinds import base
from dsr.lifecycle import State, Transition
from dsr.models import Case, Letter
from dsr.models.case import JoinGround
from dsr.models.case_surroundings import may_have
from dsr.models.due_work import WorkName
from dsr.models.letter import LetterState
from dsr.reasons import ON_PROOF, Reason
from dsr.review.same_answer import is_same_address, why_not_join, why_not_same_answer

_UNSENT = (LetterState.WRITTEN, LetterState.TO_MAIL)
# What a response that is not sent leaves of the decision that it told.
_UNDECIDED: Mapping[str, Any] = MappingProxyType({"outcome": "", "reasons": [], "decided_at": None, "stuck": ""})


@dataclass(frozen=True)
class Joining:
    """The earlier request, and by what both are known to be of the same person; `note` says what was seen."""

    first_reference: str
    ground: str
    note: str = ""


@transaction.atomic
def join(case_id: int, actor: Actor, joining: Joining, *, seen: int) -> Case:
    """Answer this request by the decision on an earlier one. Each keeps its dates, its record and its own response.

    Raises BadInput where they are not owed the same answer, or where the ground does not hold or says nothing.
    """
    case = Case.objects.select_related("business").get(pk=case_id)
    first = Case.objects.filter(reference=joining.first_reference).first()
    if first is None or first.pk == case.pk:
        raise BadInput(_("Give the reference of the other request."))
    if why := why_not_join(case, first):
        raise BadInput(why)
    _check_ground(case, first, joining)
    facts = {"reference": case.reference, "ground": joining.ground}
    first = journal.record(first.pk, Line(EntryName.DUPLICATE_JOINED, facts), actor)
    if why := why_not_join(case, first):  # it changed between the look and the lock
        raise Changed(why)
    move = Move(Transition.JOIN, {"first": first.reference, "ground": joining.ground}, joining.note.strip())
    changes: dict[str, object] = {"joined_to_id": first.pk, "join_ground": joining.ground}
    changes |= journal.wait_from_now(case.send_by)
    changes |= {"stuck": ""} if case.stuck in ON_PROOF else {}
    return journal.transition(case_id, move, actor, seen=seen, changes=changes)


def _check_ground(case: Case, first: Case, joining: Joining) -> None:
    if joining.ground not in JoinGround.values:
        raise BadInput(_("Choose by what you know that both are of the same person."))
    if joining.ground == JoinGround.SAME_ADDRESS:
        if not is_same_address(case, first):
            raise BadInput(_("The two do not give the same name and the same email address of the person."))
    elif not joining.note.strip():
        raise BadInput(_("Write what you saw or heard: it stands in the record."))


def answered_with(case: Case) -> list[Case]:
    """The requests that were joined to this one and that nobody separated, in the order in which they came."""
    if not may_have(case, "joined"):
        return []
    found = Case.objects.filter(joined_to=case).select_related("business", "brand", "choice_mode", "joined_to")
    return list(found.order_by("received_at", "pk"))


def joined_directly(case: Case) -> list[Case]:
    """The requests that wait for the answer to this one, in the order in which they came."""
    if not may_have(case, "joined"):
        return []
    waiting = Case.objects.filter(joined_to=case, state=State.JOINED)
    return list(waiting.select_related("business", "brand", "choice_mode", "joined_to").order_by("received_at", "pk"))


def joined_requests(case: Case) -> list[Case]:
    """The same, with those that are joined to them."""
    return [found for one in joined_directly(case) for found in (one, *joined_requests(one))]


def require_serves_joined(case: Case, chosen: base.Outcome) -> None:
    """Raises Blocked where a decision does not hold for every request that is joined to this one."""
    for other in joined_requests(case):
        why = why_not_same_answer(other, case) or base.get(other.kind).bar(chosen, other)
        if why:
            told = {"reference": references.spell(other.reference), "why": why}
            words = _("%(reference)s is joined to this request, and this answer does not hold for it: %(why)s")
            raise Blocked(" ".join([words % told, _("Undo that join first, or decide otherwise.")]))


# -- undoing it -------------------------------------------------------------------------------------------------------


def may_undo_join(case: Case) -> bool:
    """Until its response is out: not written yet, or written and neither handed over nor mailed."""
    if case.joined_to_id is None or State(case.state) is State.JOINED:
        return case.joined_to_id is not None
    newest = Letter.objects.filter(case=case, is_response=True).order_by("-pk").first()
    return State(case.state) is State.RESPONDING and newest is not None and newest.state in _UNSENT


@transaction.atomic
def undo_join(case_id: int, actor: Actor, *, seen: int, note: str) -> Case:
    """The request is decided on its own again, with its own dates; what was told of the join is taken back.

    A response that waits, such as to be mailed, is not sent. Raises NotAllowed once it is out, Blocked while it goes.
    """
    if not note.strip():
        raise BadInput(_("Write why the join is undone."))
    if not may_undo_join(Case.objects.get(pk=case_id)):
        raise NotAllowed(_("This request is not joined to another, or its response is out."))
    return _separate(case_id, actor, {}, note.strip(), seen)


@transaction.atomic
def separate(case_id: int, why: str) -> Case:
    """The same by the machine: the answer to the first would not be right for this one."""
    return _separate(case_id, MACHINE, {"reason": Reason.JOIN_FAILS, "why": why}, "", None)


def _separate(case_id: int, actor: Actor, facts: dict[str, str], note: str, seen: int | None) -> Case:
    case = Case.objects.select_related("joined_to").get(pk=case_id)
    first = case.joined_to
    told = {**facts, "first": first.reference} if first else facts
    if first and State(first.state) is not State.FORGOTTEN:
        journal.record(first.pk, Line(EntryName.DUPLICATE_SEPARATED, {"reference": case.reference}), actor)
    is_written = State(case.state) is State.RESPONDING
    changes = {"leaves_at": None, **(_UNDECIDED if is_written else {})}
    if is_written:
        _require_none_waits(case)
        _call_back(case)
    move = Move(Transition.UNDO_JOIN, told, note)
    case = journal.transition(case_id, move, actor, seen=seen, changes=changes)
    systems.look_up_again(case)
    # The machine plans the work anew, and takes back what the person was told.
    work_queue.add(WorkName.ADVANCE, case.pk, f"advance:{case.pk}:{case.entry_count}", case_id=case.pk)
    return case


def _require_none_waits(case: Case) -> None:
    """Raises Blocked while the response to what was joined to it, by the same decision, is not out either."""
    for other in answered_with(case):
        if State(other.state) is State.RESPONDING:
            told = {"reference": references.spell(other.reference)}
            raise Blocked(
                _("%(reference)s is joined to this request, and its response is not out. Undo that join first.") % told
            )


def why_join_fails(case: Case, first: Case) -> str:
    """Why a request cannot wait for the answer to the first any longer; empty while it can."""
    if case.join_ground == "" and not is_same_address(case, first):
        return _("Nothing on record says that both are of the same person.")
    return why_not_same_answer(case, first)


def join_again(first: Case, actor: Actor) -> None:
    """What was answered with the first waits for its new answer, in the caller's transaction.

    Raises Blocked while one of those responses is being handed over at this moment.
    """
    for case in answered_with(first):
        if State(case.state) in {State.JOINED, State.FORGOTTEN}:
            continue
        _call_back(case)
        move = Move(Transition.JOIN_AGAIN, {"first": first.reference})
        journal.transition(case.pk, move, actor, changes={**_UNDECIDED, "responded_at": None})
        join_again(case, actor)


def _call_back(case: Case) -> None:
    """What is not out yet is not sent."""
    responses = Letter.objects.filter(case=case, is_response=True)
    responses.filter(state__in=_UNSENT).update(state=LetterState.REPLACED)
    if responses.filter(state__in=[LetterState.SENDING, LetterState.UNCERTAIN]).exists():
        told = {"reference": references.spell(case.reference)}
        raise Blocked(
            _("The response to %(reference)s is being sent at this moment. Try again when it is out.") % told
        )

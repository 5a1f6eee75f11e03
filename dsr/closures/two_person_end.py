"""An ending that two people agree on: what came is no request, or what somebody was told of was a mistake."""

from collections.abc import Callable, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import journal, parties, second_approvals
from dsr.closures.close_case import end, held
from dsr.closures.closing_letters import ClosingLetters, compose_closing, write_closing
from dsr.closures.closure_rules import why_not_closed
from dsr.closures.heard_parties import hearers
from dsr.closures.no_request import why_a_request
from dsr.errors import BadInput, Blocked, Changed
from dsr.journal import Actor, Move
from dsr.kinds.base import TwoPersonAct
from dsr.law.closures import CLOSURES, MISTAKE, NO_REQUEST, By, Closure
from dsr.lifecycle import Transition
from dsr.models import Case, SecondApproval
from dsr.models.second_approval import ApprovalState

_ACTS: Mapping[Closure, TwoPersonAct] = {
    NO_REQUEST: TwoPersonAct.NOT_A_REQUEST,
    MISTAKE: TwoPersonAct.TOLD_MISTAKE,
}
_CLOSURES = {act: closure for closure, act in _ACTS.items()}
_WHY_NOT: Mapping[Closure, Callable[[Case], str]] = {
    NO_REQUEST: why_a_request,
    MISTAKE: lambda case: why_not_closed(case, MISTAKE),
}


def close(case_id: int, actor: Actor, code: str, *, seen: int, note: str) -> Case:
    """Staff end a request without an answer, and write down why. What was not sent yet is not sent.

    Of what nobody heard of, at once. What somebody was told of does not vanish by one person's word: it is proposed to
    a second, and who was told is written to. Raises BadInput for an ending that staff may not choose, Blocked with why
    it is not open to this case.
    """
    closure = CLOSURES.get(code)
    if closure is None or closure.by is not By.STAFF or closure.needs_second_person:
        raise BadInput(_("Choose how it ends."))
    return _end(case_id, actor, closure, seen, note, _("Write why it is closed without an answer."))


def end_as_no_request(case_id: int, actor: Actor, *, seen: int, note: str) -> Case:
    """Propose that it ends as no request; at once where one person decides alone, with password and ground.

    Raises BadInput without a reason, Blocked where what came names a right.
    """
    return _end(case_id, actor, NO_REQUEST, seen, note, _("Write why it is no request: who sent what."))


def needs_two(case: Case, closure: Closure) -> bool:
    """Whether this ending of this case is one that a second person must agree to."""
    return closure.needs_second_person or bool(hearers(case))


def _end(case_id: int, actor: Actor, closure: Closure, seen: int, note: str, lacks_note: str) -> Case:
    journal.must_decide(actor)
    if not note.strip():
        raise BadInput(lacks_note)
    _refuse(Case.objects.select_related("joined_to").get(pk=case_id), closure)
    composed = compose_closing(case_id, closure)
    with transaction.atomic():
        case = held(case_id)
        _refuse(case, closure)
        facts = {"closure": closure.code}
        if not needs_two(case, closure):
            return _done(case, actor, Move(Transition.CLOSE, facts, note.strip()), seen, composed)
        if second_approvals.proposal_of(case) is not None:
            raise Changed(_("This request waits for a second approval already."))
        row = second_approvals.require(_ACTS[closure], actor, case=case, seen=seen)
        if row.state == ApprovalState.ALONE:
            return _done(case, actor, _agreed(closure, row, note.strip()), None, composed)
        second_approvals.propose(row, facts, {"reason": note.strip()})
    return Case.objects.get(pk=case_id)


def agree_end(case_id: int, actor: Actor, *, seen: int) -> Case:
    """The second person agrees: it ends. Raises Changed when nothing waits, Blocked where it may not end so by now."""
    closure = _proposed(case_id)
    composed = compose_closing(case_id, closure)
    with transaction.atomic():
        case = held(case_id)
        proposal = second_approvals.proposal_of(case)
        if proposal is None or _CLOSURES.get(TwoPersonAct(proposal.approval.what)) is not closure:
            raise Changed(_("This waits for no second approval any more. Look at it again."))
        _refuse(case, closure)
        reason = parties.sealed_value(case, proposal.sealed_as)["reason"]
        row = second_approvals.agree(proposal.approval, actor, seen=seen)
        return _done(held(case_id), actor, _agreed(closure, row, reason), None, composed)


def _proposed(case_id: int) -> Closure:
    """The ending that waits for a second person, and is open to the case still."""
    case = Case.objects.select_related("joined_to").get(pk=case_id)
    proposal = second_approvals.proposal_of(case)
    closure = _CLOSURES.get(TwoPersonAct(proposal.approval.what)) if proposal else None
    if closure is None:
        raise Changed(_("This waits for no second approval any more. Look at it again."))
    _refuse(case, closure)
    return closure


def _refuse(case: Case, closure: Closure) -> None:
    if why := _WHY_NOT[closure](case):
        raise Blocked(why)


def _agreed(closure: Closure, row: SecondApproval, reason: str) -> Move:
    facts = {"closure": closure.code, "approval": row.pk}
    # The entry bears the name of who agreed.
    by = {"proposed_by": row.asked_by_id} if row.state != ApprovalState.ALONE else {}
    return Move(Transition.CLOSE, facts | by, reason)


def _done(case: Case, actor: Actor, move: Move, seen: int | None, composed: ClosingLetters) -> Case:
    case = end(case, actor, move, seen)
    write_closing(case, composed)
    return case

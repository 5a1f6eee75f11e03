"""What came is no request: one person says so, another agrees, and only then it ends."""

import re

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import journal, parties, second_approvals
from dsr.closures.close_case import end
from dsr.closures.closure_rules import why_not_closed
from dsr.errors import BadInput, Blocked, Changed
from dsr.journal import Actor, Move
from dsr.kinds import base
from dsr.kinds.base import TwoPersonAct
from dsr.law.closures import NO_REQUEST
from dsr.lifecycle import Transition
from dsr.models import Case, Entry, SecondApproval
from dsr.models.case import Channel
from dsr.models.second_approval import ApprovalState


def why_a_request(case: Case, too_late: str | None = None) -> str:
    """Why it cannot end as no request: what came names a right; empty where it does not, and nothing else bars it."""
    if why := why_not_closed(case, NO_REQUEST, too_late):
        return why
    kind = base.get(case.kind)
    if _came_by_form(case) and not kind.intake.may_embed_others:
        return _("It came by the form for “%(title)s”, and so names a right.") % {"title": kind.title}
    text = "\n".join(map(_text, filter(None, (case, case.opened_by))))  # it may have been opened from another's text
    found = [str(one.title) for one in base.every() if names_right(one, text)]
    return _("Its text may name a right: %(titles)s.") % {"titles": ", ".join(found)} if found else ""


def _came_by_form(case: Case) -> bool:
    """Whether the person sent it by our own form, whatever way it is corrected to since."""
    if case.channel == Channel.FORM:
        return True
    received = Entry.objects.filter(case=case, name=Transition.RECEIVE, account=None).first()
    return received is not None and journal.facts_of(received).get("channel") == Channel.FORM


def names_right(kind: base.Kind, text: str) -> list[str]:
    """The words of the text that hint at this kind, as whole words."""
    return [one for one in kind.intake.clues if re.search(rf"\b{re.escape(one)}\b", text, re.IGNORECASE)]


def _text(case: Case) -> str:
    """All that was written in free words."""
    sealed = parties.sealed_values(case)
    asked = [question.goes_to.partition(".") for question in base.get(case.kind).questions]
    return "\n".join(str(sealed.get(name) or "") for place, _dot, name in asked if place == "sealed")


def end_as_no_request(case_id: int, actor: Actor, *, seen: int, note: str) -> Case:
    """Propose that it ends as no request; at once where one person decides alone, with password and ground.

    Raises BadInput without a reason, Blocked where what came names a right.
    """
    journal.must_decide(actor)
    if not note.strip():
        raise BadInput(_("Write why it is no request: who sent what."))
    with transaction.atomic():
        case = _locked(case_id)
        if why := why_a_request(case):
            raise Blocked(why)
        if second_approvals.proposal_of(case) is not None:
            raise Changed(_("This request waits for a second approval already."))
        row = second_approvals.require(TwoPersonAct.NOT_A_REQUEST, actor, case=case)
        if row.state == ApprovalState.ALONE:
            return _end(case_id, actor, row, note.strip())
        second_approvals.propose(row, {}, {"reason": note.strip()})
        return Case.objects.get(pk=case_id)


def _locked(case_id: int) -> Case:
    """Held, so that no step in a system begins between the look and the end."""
    return Case.objects.select_for_update(of=("self",)).select_related("joined_to").get(pk=case_id)


@transaction.atomic
def agree_no_request(case_id: int, actor: Actor, *, seen: int) -> Case:
    """The second person agrees: it ends. Raises Changed when nothing waits, Blocked where it names a right by now."""
    case = _locked(case_id)
    proposal = second_approvals.proposal_of(case)
    if proposal is None or proposal.approval.what != TwoPersonAct.NOT_A_REQUEST:
        raise Changed(_("This waits for no second approval any more. Look at it again."))
    if why := why_a_request(case):
        raise Blocked(why)
    reason = parties.sealed_value(case, proposal.sealed_as)["reason"]
    row = second_approvals.agree(proposal.approval, actor, seen=seen)
    return _end(case_id, actor, row, reason)


def _end(case_id: int, actor: Actor, row: SecondApproval, reason: str) -> Case:
    facts = {"closure": NO_REQUEST.code, "approval": row.pk}
    return end(_locked(case_id), actor, Move(Transition.CLOSE, facts, reason), None)

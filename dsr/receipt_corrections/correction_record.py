"""Correcting a receipt: weighed, and then proposed to a second person, or waiting to take effect."""

from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import journal, parties, second_approvals
from dsr.errors import BadInput, Blocked, Changed
from dsr.journal import Actor, EntryName, Line
from dsr.kinds.base import TwoPersonAct
from dsr.lifecycle import State
from dsr.models import Attachment, BundleDocument, BundlePurpose, Case
from dsr.models.attachment import Purpose
from dsr.models.second_approval import ApprovalState
from dsr.receipt_corrections.correction_effect import Ordered
from dsr.receipt_corrections.correction_look import doubts
from dsr.receipt_corrections.correction_rules import Correction, Weighed, as_it_stands, weigh
from dsr.receipt_corrections.correction_wait import CORRECTABLE, content_of, correction_of, settle


def correct_receipt(
    case_id: int, actor: Actor, correction: Correction, *, seen: int, reason: str, is_sure: bool = False
) -> Case:
    """Correct how a request came. Its clock and year are computed anew, with the explanation in the journal.

    It waits, and can be taken back, before it takes effect. `is_sure`: who corrects saw the doubts and says that it is
    so. Raises BadInput for what cannot be so, Blocked where a decision rests on the old facts, where there are doubts
    and nobody is sure, or where what would give a later date or fewer rights has no source.
    """
    journal.must_decide(actor)
    if not reason.strip():
        raise BadInput(_("Write why it is corrected, and how you know."))
    with transaction.atomic():
        rows = Case.objects.select_for_update(no_key=True, of=("self",)).select_related(
            "business", "brand", "came_to", "joined_to"
        )
        case = rows.get(pk=case_id)
        refuse_standing(case)
        weighed = weigh(case, correction)
        if not weighed.changed and not weighed.renamed:
            raise BadInput(_("Nothing is different. Change what is wrong."))
        if not is_sure and (unlikely := doubts(weighed)):
            raise Blocked(_("Say that it is so: %(why)s") % {"why": " ".join(unlikely)})
        if weighed.lighter:
            return _propose(weighed, actor, reason.strip(), seen)
        return settle(weighed, Ordered(actor, reason.strip(), seen))


def refuse_standing(case: Case) -> None:
    """Raises Blocked or Changed where nothing of how it came can be corrected as the case stands."""
    if State(case.state) not in CORRECTABLE or not case.data_key:
        raise Blocked(_("Its response is decided. Take the decision back, or open the request again, first."))
    if journal.has_waiting_receipt(case):
        raise Changed(_("A correction of how it came waits already. Take it back, or let it take effect, first."))


def _has_source(case: Case) -> bool:
    """The envelope, or the header of the email: with the request, or once with the bundle in which it came."""
    own = Attachment.objects.kept().filter(case=case, purpose=Purpose.ENVELOPE)
    with_all = BundleDocument.objects.filter(bundle__lines__case=case, purpose=BundlePurpose.ENVELOPE, purged_at=None)
    return own.exists() or with_all.exists()


def _propose(weighed: Weighed, actor: Actor, reason: str, seen: int | None) -> Case:
    """What gives less needs its source and a second person; until then the earlier date rules."""
    case = weighed.case
    if not _has_source(case):
        why = {"why": " ".join(weighed.lighter)}
        raise Blocked(_("Add the envelope, or the header of the email, to the documents first. %(why)s") % why)
    if second_approvals.proposal_of(case) is not None:
        raise Changed(_("This request waits for a second approval already."))
    due = case.due_safe
    row = second_approvals.require(TwoPersonAct.LATER_RECEIPT, actor, case=case, seen=seen)
    if row.state == ApprovalState.ALONE:
        return settle(weighed, Ordered(actor, reason, seen))
    if weighed.clock.due_safe < due:
        _rule_date(weighed, actor, reason, seen)
    one = weighed.correction
    content = content_of(one)
    sealed = {"reason": reason, "subject_name": one.subject_name, "requester_name": one.requester_name}
    second_approvals.propose(row, content, sealed)
    return Case.objects.get(pk=case.pk)


def refuse_correction(case_id: int, actor: Actor, why: str, *, seen: int) -> Case:
    """The second person does not agree: the receipt stands, and its own date rules again."""
    return _give_up(case_id, actor, lambda row: second_approvals.refuse(row, actor, why, seen=seen))


def take_back_proposed(case_id: int, actor: Actor, *, seen: int) -> Case:
    """The same by who proposed it."""
    return _give_up(case_id, actor, lambda row: second_approvals.take_back_proposal(row, actor, seen=seen))


@transaction.atomic
def _give_up(case_id: int, actor: Actor, settle_row: Callable[[int], object]) -> Case:
    rows = Case.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "business", "brand", "came_to", "joined_to"
    )
    proposal = second_approvals.proposal_of(rows.get(pk=case_id))
    if proposal is None or proposal.approval.what != TwoPersonAct.LATER_RECEIPT:
        raise Changed(_("This waits for no second approval any more. Look at it again."))
    settle_row(proposal.approval_id)
    case = rows.get(pk=case_id)
    recorded = weigh(case, as_it_stands(case))
    if recorded.clock.due_safe > case.due_safe:  # what was told by then is a promise, and rules on
        _rule_date(recorded, actor, _("The proposed correction is not made: the date of the record rules."), None)
    return Case.objects.get(pk=case_id)


def _rule_date(weighed: Weighed, actor: Actor, reason: str, seen: int | None) -> None:
    """The date alone: of what is proposed, where it is the earlier one; the rest of the receipt stands as it was."""
    case, due = weighed.case, weighed.clock.due_safe
    facts = {
        **journal.clock_facts(weighed.dated, case.received_at),
        **{"designated": case.is_designated, "year": case.year, "clock": weighed.clock.as_facts()},
        "changed": [["due_safe", case.due_safe.isoformat(), due.isoformat()]],
        "renamed": [],
        "tells": False,  # nothing is told that one person alone says
    }
    changes = {"due_safe": due, "due_latest": weighed.clock.due_latest}
    journal.record(case.pk, Line(EntryName.RECEIPT_CORRECTED, facts, reason), actor, seen=seen, changes=changes)


def proposed_correction(case: Case) -> Correction | None:
    """The correction that waits for a second person; None where none does."""
    proposal = second_approvals.proposal_of(case)
    if proposal is None or proposal.approval.what != TwoPersonAct.LATER_RECEIPT:
        return None
    return correction_of(proposal.content, parties.sealed_value(case, proposal.sealed_as))


def reason_proposed(case: Case) -> str:
    """Why it is proposed, in the words of who did; empty where none waits."""
    proposal = second_approvals.proposal_of(case)
    return str(parties.sealed_value(case, proposal.sealed_as)["reason"]) if proposal is not None else ""


@transaction.atomic
def agree_correction(case_id: int, actor: Actor, *, seen: int) -> Case:
    """The second person agrees: it waits, and then the receipt is corrected. Raises Changed when nothing waits."""
    rows = Case.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "business", "brand", "came_to", "joined_to"
    )
    case = rows.get(pk=case_id)
    proposal, correction = second_approvals.proposal_of(case), proposed_correction(case)
    if proposal is None or correction is None or State(case.state) not in CORRECTABLE:
        raise Changed(_("This waits for no second approval any more. Look at it again."))
    if journal.has_waiting_receipt(case):
        raise Changed(_("A correction of how it came waits already. Take it back, or let it take effect, first."))
    reason = parties.sealed_value(case, proposal.sealed_as)["reason"]
    second_approvals.agree(proposal.approval, actor, seen=seen)
    order = Ordered(actor, reason, proposed_by=proposal.approval.asked_by_id)
    return settle(weigh(rows.get(pk=case_id), correction), order)

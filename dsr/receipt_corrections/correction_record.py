"""Correcting a receipt: one recorded fact with old and new, and all that rested on the old one looked at again."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import journal, parties, repeats, review, second_approvals, work_queue
from dsr.errors import BadInput, Blocked, Changed
from dsr.journal import Actor, EntryName, Line
from dsr.kinds.base import TwoPersonAct
from dsr.lifecycle import State
from dsr.models import Attachment, Brand, Case, DesignatedAddress, EarlierResponse
from dsr.models.attachment import Purpose
from dsr.models.due_work import WorkName
from dsr.models.second_approval import ApprovalState
from dsr.receipt_corrections.corrected_word import take_back
from dsr.receipt_corrections.correction_rules import Correction, Weighed, is_promised, weigh

# While nothing is decided. A decision that rests on the old facts is taken back, or opened again, first.
CORRECTABLE = frozenset({State.RECEIVED, State.VERIFYING, State.REVIEW, State.JOINED})


def correct_receipt(case_id: int, actor: Actor, correction: Correction, *, seen: int, reason: str) -> Case:
    """Correct how a request came. Its clock and year are computed anew, with the explanation in the journal.

    Raises BadInput for what cannot be so, Blocked where a decision rests on the old facts, or where what would give a
    later date or fewer rights has no source.
    """
    journal.must_decide(actor)
    if not reason.strip():
        raise BadInput(_("Write why it is corrected, and how you know."))
    with transaction.atomic():
        rows = Case.objects.select_for_update(of=("self",)).select_related("business", "brand", "came_to", "joined_to")
        case = rows.get(pk=case_id)
        if State(case.state) not in CORRECTABLE:
            raise Blocked(_("Its response is decided. Take the decision back, or open the request again, first."))
        weighed = weigh(case, correction)
        if not weighed.changed and not weighed.renamed:
            raise BadInput(_("Nothing is different. Change what is wrong."))
        if weighed.lighter:
            return _propose(weighed, actor, reason.strip(), seen)
        return _apply(weighed, actor, reason.strip(), seen)


def _propose(weighed: Weighed, actor: Actor, reason: str, seen: int | None) -> Case:
    """What gives less needs its source and a second person; until then the earlier date rules."""
    case = weighed.case
    if not Attachment.objects.kept().filter(case=case, purpose=Purpose.ENVELOPE).exists():
        why = {"why": " ".join(weighed.lighter)}
        raise Blocked(_("Add the envelope, or the header of the email, to the documents first. %(why)s") % why)
    if second_approvals.proposal_of(case) is not None:
        raise Changed(_("This request waits for a second approval already."))
    first_due = case.due_safe
    row = second_approvals.require(TwoPersonAct.LATER_RECEIPT, actor, case=case)
    if row.state == ApprovalState.ALONE:
        return _apply(weighed, actor, reason, seen)
    if weighed.clock.due_safe < first_due:
        _rule_earlier(weighed, actor, reason, seen)
    one = weighed.correction
    content = {
        "brand": one.brand.pk,
        "channel": str(one.channel),
        "came_to": one.came_to.pk if one.came_to else None,
        "received_at": one.received_at.isoformat(),
        "is_for_another": one.is_for_another,
        "first_due": first_due.isoformat(),
    }
    sealed = {"reason": reason, "subject_name": one.subject_name, "requester_name": one.requester_name}
    second_approvals.propose(row, content, sealed)
    return Case.objects.get(pk=case.pk)


def _rule_earlier(weighed: Weighed, actor: Actor, reason: str, seen: int | None) -> None:
    """The date alone, where it is the earlier one: the rest of the receipt stands as it was."""
    case, due = weighed.case, weighed.clock.due_safe
    facts = {
        **journal.clock_facts(weighed.dated, case.received_at),
        **{"designated": case.is_designated, "year": case.year, "clock": weighed.clock.as_facts()},
        "changed": [["due_safe", case.due_safe.isoformat(), due.isoformat()]],
        "renamed": [],
    }
    changes = {"due_safe": due, "due_latest": weighed.clock.due_latest}
    journal.record(case.pk, Line(EntryName.RECEIPT_CORRECTED, facts, reason), actor, seen=seen, changes=changes)


def _weigh_again(case_id: int, correction: Correction) -> Weighed:
    rows = Case.objects.select_related("business", "brand", "came_to", "joined_to")
    return weigh(rows.get(pk=case_id), correction)


def proposed_correction(case: Case) -> Correction | None:
    """The correction that waits for a second person; None where none does."""
    proposal = second_approvals.proposal_of(case)
    if proposal is None or proposal.approval.what != TwoPersonAct.LATER_RECEIPT:
        return None
    content, sealed = proposal.content, parties.sealed_value(case, proposal.sealed_as)
    return Correction(
        brand=Brand.objects.get(pk=content["brand"]),
        channel=content["channel"],
        came_to=DesignatedAddress.objects.filter(pk=content["came_to"]).first(),
        received_at=datetime.fromisoformat(content["received_at"]),
        is_for_another=content["is_for_another"],
        subject_name=sealed["subject_name"],
        requester_name=sealed["requester_name"],
    )


@transaction.atomic
def agree_correction(case_id: int, actor: Actor, *, seen: int) -> Case:
    """The second person agrees: the receipt is corrected. Raises Changed when nothing waits."""
    case = Case.objects.select_for_update().get(pk=case_id)
    proposal, correction = second_approvals.proposal_of(case), proposed_correction(case)
    if proposal is None or correction is None or State(case.state) not in CORRECTABLE:
        raise Changed(_("This waits for no second approval any more. Look at it again."))
    reason = parties.sealed_value(case, proposal.sealed_as)["reason"]
    second_approvals.agree(proposal.approval, actor, seen=seen)
    first_due = date.fromisoformat(proposal.content["first_due"])
    return _apply(_weigh_again(case_id, correction), actor, reason, None, first_due)


def _apply(weighed: Weighed, actor: Actor, reason: str, seen: int | None, first_due: date | None = None) -> Case:
    """In the caller's transaction. `first_due` is the date that the person may have been told."""
    before = weighed.case
    taken = take_back(before)  # first: what goes on its way at this moment is told
    was_told, due = is_promised(before), first_due or before.due_safe
    tells = was_told and weighed.clock.due_safe < due
    facts: dict[str, Any] = {
        **journal.clock_facts(weighed.dated, weighed.correction.received_at),
        "clock": weighed.clock.as_facts(),
        "changed": [list(one) for one in weighed.changed],
        "renamed": sorted(weighed.renamed),
        "tells": tells,
    }
    line = Line(EntryName.RECEIPT_CORRECTED, facts, _words(weighed, reason))
    case = journal.record(before.pk, line, actor, seen=seen, changes=weighed.changes)
    for party, value in weighed.renamed.items():
        journal.reseal(case.pk, party, value)
    _look_again(Case.objects.select_related("business", "joined_to").get(pk=case.pk))
    if tells or taken:
        key = f"receipt:{case.pk}:{case.entry_count}"
        work_queue.add(WorkName.RECEIPT, case.pk, key, case_id=case.pk, is_urgent=True)
    return Case.objects.get(pk=case.pk)


def _words(weighed: Weighed, reason: str) -> str:
    """The reason, and the names, old and new: sealed with the entry, as they are personal."""
    told = [reason]
    for party, value in weighed.renamed.items():
        old = weighed.held_names.get(party) or _("no name")
        told.append(_("Name: %(old)s → %(new)s") % {"old": old, "new": value["name"]})
    return "\n".join(told)


def _look_again(case: Case) -> None:
    """What rested on the old facts: the earlier response that it repeats, and every join."""
    chosen = EarlierResponse.objects.filter(case=case)
    if chosen.exists() and repeats.why_not_repeated(case):
        chosen.delete()
    for other, first in [(case, case.joined_to), *((one, case) for one in review.joined_directly(case))]:
        if first is not None and (why := review.why_join_fails(other, first)):
            review.separate(other.pk, why)

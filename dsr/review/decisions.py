"""What staff do with a case. Each verb is one transition or one recorded fact in the journal."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from dsr import corrections, disclosures, journal, letters, recipients, retention, suppression, systems, work_queue
from dsr.errors import BadInput, Blocked
from dsr.journal import MACHINE, Actor, EntryName, Line
from dsr.kinds import base
from dsr.lifecycle import Transition
from dsr.models import Account, Case, Compilation, DueWork, Letter, SecondApproval, Step
from dsr.models.case_surroundings import with_beside
from dsr.models.compiled_query import CompiledQuery
from dsr.models.due_work import WorkName
from dsr.models.letter import ON_ITS_WAY, LetterState
from dsr.reasons import MAIL, ON_PROOF
from dsr.review import (
    allowed_outcomes,
    correction_effects,
    decision_wait,
    follow_ups,
    joins,
    saved_decisions,
    second_person,
)
from dsr.review.decision_words import NOT_TOLD, REASON, Approval, words_of_approval, words_of_decline
from dsr.review.embedded_requests import require_text_read
from dsr.review.report_check import check_report

_CASE = CompiledQuery(lambda pk: with_beside(Case.objects.select_related("business")).filter(pk=pk), int)


def approve(case_id: int, actor: Actor, approval: Approval, *, seen: int, given: SecondApproval | None = None) -> Case:
    """Grant: respond with this outcome and, where the outcome needs one, exactly this compiled report.

    What deletes or gives out personal information waits for a second person, unless `given` covers it.
    Raises Blocked while the report has blocking gaps, proof lacks, a system was not looked up, nothing says who was
    told, or one person decides what two should and gave no ground; Changed when the ledger moved on.
    """
    case = _CASE.get(case_id)
    kind = base.get(case.kind)
    if kind.report is not None:
        disclosures.read_ahead(case)
    chosen = kind.outcome(approval.outcome)
    ends_as = _check_grant(case, chosen, approval)
    require_text_read(case)
    again = allowed_outcomes.report_sent_again(case, chosen)
    report_id = approval.compilation_id if chosen.needs_report else again.pk if again else None
    changes: dict[str, Any] = {"outcome": chosen.code, "reasons": [], "compilation_id": report_id}
    with transaction.atomic():
        before = correction_effects.granted_before(case) if kind.items is not None else {}
        decided = corrections.decide_items(case, kind, approval.decisions) if kind.items is not None else {}
        correction_effects.require_the_same(case, before)
        kept = _keep(case, kind, approval)
        correction_effects.repeat_steps(case, before)
        facts = {"outcome": chosen.code, "compilation": report_id, **({"kept": kept} if kept else {})}
        facts |= {"items": decided} if decided else {}
        _keep_words(case, NOT_TOLD, approval.not_told, is_known=kind.notices is not None)
        _keep_words(case, REASON, approval.reason if chosen.needs_reason else "", is_known=chosen.needs_reason)
        move = journal.Move(Transition.APPROVE, facts, words_of_approval(case, approval))
        changes |= decision_wait.decided_now(case) | _looked_at(case)
        if changes["leaves_at"] is not None or second_person.will_be_asked(case, ends_as, given):
            changes |= _marked(case, chosen.code, report_id)
        case = journal.transition(case_id, move, actor, seen=seen, changes=changes)
        saved_decisions.drop_decisions(case_id)
        return second_person.require(case, ends_as, actor, given)


def _marked(case: Case, code: str, report_id: int | None) -> dict[str, str]:
    """The letter as it is decided, by its digest: it leaves only while it is the same. Work at once has none."""
    if base.get(case.kind).acts_at_once:
        return {}
    report = Compilation.objects.get(pk=report_id) if report_id else None
    return {"decided_mark": decision_wait.mark_of_letter(case, code, report)}


def _check_grant(case: Case, chosen: base.Outcome, approval: Approval) -> base.Outcome:
    """How it ends if all goes well."""
    if chosen.is_decline:
        raise BadInput(_("A decline is not an approval. Use decline."))
    if chosen.needs_report:
        check_report(case, chosen, approval.compilation_id)
    _refuse_if_barred(chosen, case)
    if why := allowed_outcomes.why_unproved(case):
        raise Blocked(why)
    joins.require_serves_joined(case, chosen)
    ends_as = allowed_outcomes.outcome_of_work(case, chosen, approval.keeps, approval.decisions or None)
    if lacking := base.get(case.kind).letter_lacks(ends_as, case):
        raise Blocked(str(lacking))
    recipients.require_reason_not_notified(case, ends_as.letter, approval.not_told)
    if chosen.needs_reason and not approval.reason.strip():
        raise BadInput(_("Write the answer. The person reads these words."))
    return ends_as


def _keep_words(case: Case, name: str, text: str, *, is_known: bool) -> None:
    """Seal what was typed for the letter; what an earlier decision typed is gone."""
    if text.strip():
        journal.reseal(case.pk, name, text.strip())
    elif is_known:
        journal.unseal_one(case.pk, name)


def _keep(case: Case, kind: base.Kind, approval: Approval) -> dict[str, str]:
    """Write what each step keeps, and under which exception; by system, for the journal."""
    keeps = dict(approval.keeps)
    if kind.work is None:
        return {}
    for code in filter(None, keeps.values()):
        kind.keep_code(code)  # raises BadInput for what is no exception of this kind
    steps = allowed_outcomes.open_steps(case)
    if kind.items is not None and not corrections.new_values(case):  # every item is denied: no system changes anything
        code = next(keep.code for keep in kind.keep_codes if keep.is_not_asked)
        keeps = dict.fromkeys((step.pk for step in steps), code)
    if unknown := set(keeps) - {step.pk for step in steps}:
        raise BadInput(_("%(count)d of these systems have no open step in this request.") % {"count": len(unknown)})
    for step in steps:
        step.keep_code = keeps.get(step.pk, "")
        why = allowed_outcomes.why_not_ready(step)
        if why:
            raise Blocked(f"{step.system.name}: {why}")
        look_on = None
        if step.keep_code:
            why, look = approval.whys.get(step.pk, ""), approval.looks.get(step.pk)
            look_on = retention.decide_kept(step, kind.keep_code(step.keep_code), why, look)
        Step.objects.filter(pk=step.pk).update(keep_code=step.keep_code, review_on=look_on)
    return {step.system.name: step.keep_code for step in steps if step.keep_code}


def _refuse_if_barred(outcome: base.Outcome, case: Case) -> None:
    why = base.get(case.kind).bar(outcome, case)
    if why:
        raise Blocked(str(why))


def decline(
    case_id: int, actor: Actor, *, seen: int, reasons: Sequence[str], note: str = "", reason: str = ""
) -> Case:
    """Decline with coded reasons, each of which the law gives. The first names the letter.

    `reason` is told to the person, in these words, where the outcome needs it; it is sealed in the case.
    """
    case = Case.objects.select_related("business").get(pk=case_id)
    kind = base.get(case.kind)
    if not reasons:
        raise BadInput(_("Choose the reason."))
    for code in reasons:
        chosen = kind.outcome(code)
        if not chosen.is_decline:
            raise BadInput(_("Choose a reason to decline."))
        _refuse_if_barred(chosen, case)
        joins.require_serves_joined(case, chosen)
    needs_reason = kind.outcome(reasons[0]).needs_reason
    if needs_reason and not reason.strip():
        raise BadInput(_("Write the reason. The person is told in these words."))
    changes = {"outcome": reasons[0], "reasons": list(reasons), "compilation_id": None}
    changes |= decision_wait.decided_now(case) | _looked_at(case)
    if changes["leaves_at"] is not None:
        changes |= _marked(case, reasons[0], None)
    require_text_read(case)
    words = words_of_decline(reason if needs_reason else "", note)
    move = journal.Move(Transition.DECLINE, {"reasons": list(reasons)}, words)
    with transaction.atomic():
        case = journal.transition(case_id, move, actor, seen=seen, changes=changes)
        saved_decisions.drop_decisions(case_id)
        if needs_reason:
            journal.reseal(case_id, REASON, reason.strip())
    return case


def _looked_at(case: Case) -> dict[str, str]:
    """A decision is a look at a proof that was too little: that mark goes."""
    return {"stuck": ""} if case.stuck in ON_PROOF else {}


def may_be_decided_anew(case: Case) -> bool:
    """True unless the law leaves nothing to decide, and the page on which it was asked was the answer."""
    grant = base.get(case.kind).automatic_grant
    return grant is None or not grant.is_answered_on_page


def reopen(case_id: int, actor: Actor, *, seen: int, note: str) -> Case:
    """What was answered turns out to be wrong or incomplete: it is decided again, and why is written down.

    What was kept or not held in a system is open again, after a fresh look; what was done there stays done. Requests
    that were answered with it wait for its new answer; one of those, opened by itself, is decided by itself.
    """
    case = Case.objects.get(pk=case_id)
    if not may_be_decided_anew(case):
        raise BadInput(_("The page was the answer to this request. There is nothing to decide again."))
    if not note.strip():
        raise BadInput(_("Write why it is opened again."))
    undone: dict[str, Any] = {"responded_at": None, "stuck": ""}
    with transaction.atomic():
        case = journal.transition(
            case_id, journal.Move(Transition.REOPEN, words=note.strip()), actor, seen=seen, changes=undone
        )
        joins.join_again(case, actor)
        systems.look_up_again(case)
        systems.reopen_steps(case)
        suppression.follow_decision(case, is_declined=False)
    return case


def take_back(case_id: int, actor: Actor, *, seen: int, note: str = "") -> Case:
    """Undo a decision that is not answered yet: what it kept or did not find is open again, what it did stays done.

    What was to follow a response that is out, and waits, is undone alone: the response stands. Raises BadInput where
    the law leaves nothing to decide, so that there is no decision either.
    """
    case = Case.objects.get(pk=case_id)
    if not may_be_decided_anew(case):
        raise BadInput(_("The page was the answer to this request. There is nothing to decide again."))
    if (follow_up := follow_ups.waiting_follow_up(case)) is not None:
        return follow_ups.undo_follow_up(follow_up, actor, seen=seen, facts={}, note=note)
    with transaction.atomic():
        case = journal.transition(
            case_id, journal.Move(Transition.RETURN, words=note), actor, seen=seen, changes={"stuck": ""}
        )
        systems.reopen_steps(case)
        suppression.follow_decision(case, is_declined=False)  # until it is decided again, it holds as at receipt
    return case


def assign(case_id: int, actor: Actor, account_id: int | None, *, seen: int | None = None) -> Case:
    """Give the case to a member of staff who may decide, or to nobody."""
    journal.must_decide(actor)
    if account_id is not None:
        account = Account.objects.filter(pk=account_id, is_active=True).first()
        if account is None or not account.decides:
            raise BadInput(_("This person cannot take requests."))
    line = Line(EntryName.ASSIGN, {"account": account_id})
    return journal.record(case_id, line, actor, seen=seen, changes={"assignee_id": account_id})


def add_note(case_id: int, actor: Actor, words: str, *, is_for_counsel: bool = False) -> Case:
    """Write a note, sealed in the journal; one for counsel apart, for who gives second approvals alone."""
    journal.must_decide(actor)
    if not words.strip():
        raise BadInput(_("Write the note first."))
    return journal.record(case_id, Line(EntryName.NOTE, {}, words.strip(), is_for_counsel), actor)


@transaction.atomic
def retry_case(case_id: int, actor: Actor) -> Case:
    """A person mended what was wrong: the machine goes on where it stopped."""
    journal.must_decide(actor)
    # A letter about the whole bundle that did not go out is shown at one of its requests alone.
    about = Letter.objects.filter(bundle__lines__case=case_id)
    of_bundle = [letter.pk for letter in about if letters.recording_case(letter) == case_id]
    work_queue.try_again(case_id)
    work_queue.again(DueWork.objects.stuck().filter(name=WorkName.SEND, target__in=of_bundle))
    # One about several requests is sent as that of one of them.
    others = Letter.objects.filter(case=case_id).exclude(goes_with=None)
    carriers = [carrier for carrier in others.values_list("goes_with", flat=True) if carrier is not None]
    work_queue.again(DueWork.objects.shown().filter(name=WorkName.SEND, target__in=carriers))
    sent = Q(case=case_id) | Q(pk__in=[*of_bundle, *carriers])
    mine = Letter.objects.filter(sent, state=LetterState.UNCERTAIN)
    mine.update(uncertain_count=0)
    same = _marked_with(case_id)
    for pk in sorted(pk for pk in same if pk < case_id):  # in the order in which everybody holds them
        _unmark(pk)
    case = journal.record(case_id, Line(EntryName.TRY_AGAIN), actor, changes={"stuck": ""})
    for pk in sorted(pk for pk in same if pk > case_id):
        _unmark(pk)
    return case


def _marked_with(case_id: int) -> set[int]:
    """The other requests that show the same letter as not sent: it is tried again for all of them."""
    mine = Letter.objects.filter(case=case_id, state__in=ON_ITS_WAY).values_list(Coalesce(F("goes_with"), F("pk")))
    carriers = [carrier for (carrier,) in mine]
    rows = Letter.objects.filter(Q(pk__in=carriers) | Q(goes_with__in=carriers), state__in=ON_ITS_WAY)
    return set(rows.filter(case__stuck__in=sorted(MAIL)).exclude(case=case_id).values_list("case_id", flat=True))


def _unmark(case_id: int) -> None:
    """The person pressed at one of them; the machine writes it into the rest."""
    journal.record(case_id, Line(EntryName.TRY_AGAIN), MACHINE, changes={"stuck": ""})

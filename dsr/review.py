"""What staff do with a case. Each verb is one transition or one recorded fact in the journal."""

from collections.abc import Sequence
from datetime import date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import journal, parties, work
from dsr.clock import PACIFIC, now, today
from dsr.errors import BadInput, Blocked, Changed, NotAllowed
from dsr.journal import Actor, Line
from dsr.kinds import base
from dsr.lifecycle import State, Transition, Who
from dsr.models import Account, Case, Compilation, Letter
from dsr.models.case import Delivery
from dsr.models.compilation import CompilationState
from dsr.models.letter import LetterState


def approve(
    case_id: int, actor: Actor, *, seen: int, outcome: str, compilation_id: int | None = None, note: str = ""
) -> Case:
    """Grant: respond with this outcome and, where the outcome needs one, exactly this compiled report.

    Raises Blocked while the report has blocking gaps, Changed when the ledger moved on since the page was opened.
    """
    case = Case.objects.select_related("business").get(pk=case_id)
    chosen = base.get(case.kind).outcome(outcome)
    if chosen.is_decline:
        raise BadInput(_("A decline is not an approval. Use decline."))
    if chosen.needs_report:
        _check_report(case, chosen.code, compilation_id)
    _refuse_if_barred(chosen, case)
    return journal.transition(
        case_id,
        Transition.APPROVE,
        actor,
        seen=seen,
        facts={"outcome": outcome, "compilation": compilation_id if chosen.needs_report else None},
        words=note,
        changes={
            "outcome": outcome,
            "reasons": [],
            "compilation_id": compilation_id if chosen.needs_report else None,
            "decided_at": now(),
        },
    )


def _check_report(case: Case, outcome: str, compilation_id: int | None) -> None:
    row = Compilation.objects.filter(
        pk=compilation_id or 0, business_id=case.business_id, year=case.year or 0, language=case.language
    ).first()
    business = case.business
    if row is None or (row.ledger_version, row.letterhead) != (business.ledger_version, business.letterhead):
        raise Changed(_("The disclosure ledger changed since you opened the page. Look at the new draft first."))
    if row.state == CompilationState.BLOCKED:
        raise Blocked(_("The ledger has gaps that block this response. Mend them first."), list(row.gaps))
    if row.state != CompilationState.DONE:
        raise Blocked(_("The report is not compiled yet."))
    if row.outcome != outcome:
        raise BadInput(_("The report says otherwise: choose the outcome that it shows."))


def offered(case: Case, compilation: Compilation | None = None) -> list[base.Outcome]:
    """The grants that are open to this case now: what the report says, and choice mode where it holds."""
    outcomes = base.get(case.kind).outcomes
    by_report = {compilation.outcome} if compilation and compilation.state == CompilationState.DONE else set()
    return [
        outcome
        for outcome in outcomes
        if not outcome.is_decline and (outcome.code in by_report if outcome.needs_report else not outcome.bar(case))
    ]


def _refuse_if_barred(outcome: base.Outcome, case: Case) -> None:
    why = outcome.bar(case)
    if why:
        raise Blocked(str(why))


def reasons(case: Case) -> list[base.Outcome]:
    """The reasons to decline that are open to this case."""
    return [outcome for outcome in base.get(case.kind).outcomes if outcome.is_decline and not outcome.bar(case)]


def decline(case_id: int, actor: Actor, *, seen: int, reasons: Sequence[str], note: str = "") -> Case:
    """Decline with coded reasons, each of which the law gives. The first names the letter."""
    case = Case.objects.select_related("business").get(pk=case_id)
    if not reasons:
        raise BadInput(_("Choose the reason."))
    for code in reasons:
        chosen = base.get(case.kind).outcome(code)
        if not chosen.is_decline:
            raise BadInput(_("Choose a reason to decline."))
        _refuse_if_barred(chosen, case)
    return journal.transition(
        case_id,
        Transition.DECLINE,
        actor,
        seen=seen,
        facts={"reasons": list(reasons)},
        words=note,
        changes={
            "outcome": reasons[0],
            "reasons": list(reasons),
            "compilation_id": None,
            "decided_at": now(),
        },
    )


def take_back(case_id: int, actor: Actor, *, seen: int, note: str = "") -> Case:
    """Undo a decision that the machine has not carried out yet."""
    return journal.transition(case_id, Transition.RETURN, actor, seen=seen, words=note, changes={"stuck": ""})


@transaction.atomic
def join(case_id: int, actor: Actor, *, seen: int, first_reference: str) -> Case:
    """Join an open duplicate to the earlier case, which keeps the earlier of both dates."""
    case = Case.objects.get(pk=case_id)
    first = Case.objects.filter(reference=first_reference).first()
    if first is None or first.pk == case.pk:
        raise BadInput(_("Give the reference of the other request."))
    if first.kind != case.kind or first.business_id != case.business_id or not first.is_open:
        raise BadInput(_("Only an open request of the same kind to the same business can be joined."))
    if State(first.state) not in {State.RECEIVED, State.REVIEW}:
        raise BadInput(_("The other request is decided already."))
    if (first.received_at, first.pk) > (case.received_at, case.pk):
        raise BadInput(_("Join the later request to the earlier one: open the later one and join it from there."))
    dates = {
        "due_safe": min(first.due_safe, case.due_safe),
        "due_latest": min(first.due_latest, case.due_latest),
    }
    first = journal.record(
        first.pk,
        Line("duplicate-joined", {"reference": case.reference, **{k: day.isoformat() for k, day in dates.items()}}),
        actor,
        changes=dates,
    )
    if State(first.state) not in {State.RECEIVED, State.REVIEW}:  # decided between the look and the lock
        raise Changed(_("The other request was decided a moment ago."))
    return journal.transition(
        case_id,
        Transition.JOIN,
        actor,
        seen=seen,
        facts={"first": first.reference},
        changes={"joined_to_id": first.pk},
    )


def assign(case_id: int, actor: Actor, account_id: int | None, *, seen: int | None = None) -> Case:
    """Give the case to a member of staff who may decide, or to nobody."""
    _must_decide(actor)
    if account_id is not None:
        account = Account.objects.filter(pk=account_id, is_active=True).first()
        if account is None or account.who is Who.VIEWER:
            raise BadInput(_("This person cannot take requests."))
    line = Line("assign", {"account": account_id})
    return journal.record(case_id, line, actor, seen=seen, changes={"assignee_id": account_id})


def note(case_id: int, actor: Actor, words: str) -> Case:
    """Write a note, sealed in the journal."""
    _must_decide(actor)
    if not words.strip():
        raise BadInput(_("Write the note first."))
    return journal.record(case_id, Line("note", {}, words.strip()), actor)


def correct(case_id: int, actor: Actor, *, seen: int, delivery: str, address: str) -> Case:
    """Before the decision, put the address for the response right; the acknowledgement is sent there anew."""
    return _send_elsewhere(case_id, Transition.CORRECT, actor, seen, delivery, address)


def readdress(case_id: int, actor: Actor, *, seen: int, delivery: str, address: str) -> Case:
    """Send the response elsewhere: the decision stands and a new letter is written."""
    return _send_elsewhere(case_id, Transition.READDRESS, actor, seen, delivery, address)


@transaction.atomic
def _send_elsewhere(
    case_id: int, transition: Transition, actor: Actor, seen: int, delivery: str, address: str
) -> Case:
    if not address.strip():
        raise BadInput(_("Give the new address."))
    case = Case.objects.get(pk=case_id)
    party = dict(parties.one(case, "requester"))
    party["email" if delivery == Delivery.EMAIL else "postal"] = address.strip()
    case = journal.transition(
        case_id,
        transition,
        actor,
        seen=seen,
        facts={"delivery": delivery},
        changes={"delivery": delivery, "stuck": ""},
    )
    journal.reseal(case_id, "requester", party, parties.indexes_of({"requester": party}))
    Letter.objects.filter(case=case, is_response=transition is Transition.READDRESS).exclude(
        state__in=[LetterState.ACCEPTED, LetterState.MAILED, LetterState.REFUSED, LetterState.BOUNCED]
    ).update(state=LetterState.REPLACED)
    work.try_again(case_id)  # what was given up for the old letter finds nothing more to send, and is done
    return case


@transaction.atomic
def record_mailed(case_id: int, actor: Actor, *, seen: int, mailed_on: date, letter_id: int) -> Case:
    """A person put the printed letter in the mail. For the response, this ends the duty."""
    _must_decide(actor)
    letter = Letter.objects.filter(pk=letter_id, case_id=case_id, state=LetterState.TO_MAIL).first()
    if letter is None:
        raise BadInput(_("This letter does not wait to be mailed."))
    if mailed_on > today():
        raise BadInput(_("The mailing date cannot be in the future."))
    if mailed_on < letter.written_at.astimezone(PACIFIC).date():
        raise BadInput(_("The letter was not written yet on that day. Check the mailing date."))
    facts = {"letter": letter.pk, "mailed_on": mailed_on.isoformat()}
    if letter.is_response:
        case = journal.transition(
            case_id,
            Transition.RESPOND,
            actor,
            seen=seen,
            facts=facts,
            changes={"responded_at": _mailed_at(mailed_on), "stuck": ""},
        )
    else:
        case = journal.record(case_id, Line("letter-mailed", facts), actor)
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.MAILED, mailed_on=mailed_on)
    return case


def _mailed_at(day: date) -> datetime:
    """The response counts from the day it was mailed, whenever that was written down; noon stands for the hour."""
    return now() if day == today() else datetime.combine(day, time(12), tzinfo=PACIFIC)


@transaction.atomic
def record_returned(case_id: int, actor: Actor, *, seen: int, note: str = "") -> Case:
    """The response came back, in the mail or as a bounce: the duty is open again."""
    case = journal.transition(
        case_id,
        Transition.FAIL_DELIVERY,
        actor,
        seen=seen,
        words=note,
        changes={"responded_at": None},
    )
    Letter.objects.filter(case=case, is_response=True).exclude(
        state__in=[LetterState.REFUSED, LetterState.REPLACED]
    ).update(state=LetterState.BOUNCED)
    return case


@transaction.atomic
def try_again(case_id: int, actor: Actor) -> Case:
    """A person mended what was wrong: the machine goes on where it stopped."""
    _must_decide(actor)
    work.try_again(case_id)
    Letter.objects.filter(case_id=case_id, state=LetterState.UNCERTAIN).update(uncertain_count=0)
    return journal.record(case_id, Line("try-again"), actor, changes={"stuck": ""})


def _must_decide(actor: Actor) -> None:
    if actor.who not in {Who.REVIEWER, Who.ADMINISTRATOR}:
        raise NotAllowed(_("Your role may read, not change, requests."))

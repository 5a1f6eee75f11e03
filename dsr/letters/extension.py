"""More time, once and in writing: the letter that says why, and the dates that follow from it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from dsr import journal, parties
from dsr.clock import now, today
from dsr.errors import BadInput, Blocked, Changed, TryAgain
from dsr.formats.days import long_day
from dsr.journal import MACHINE, Actor, EntryName, Line
from dsr.kinds import base
from dsr.law.clocks import Deadline
from dsr.letters import composition, extension_notices, outbox
from dsr.lifecycle import ENDED, State, Who
from dsr.models import Case, ClosedDay, Entry, Letter
from dsr.models.case import Delivery
from dsr.models.letter import LetterState
from dsr.reasons import Reason

_WHILE = frozenset({State.VERIFYING, State.REVIEW, State.WORKING, State.JOINED})


@dataclass(frozen=True)
class OfferedExtension:
    """What an extension would give: the day to send its notice by, the last one for it, and the dates after it."""

    send_by: date
    last: date
    deadline: Deadline


def offered_extension(case: Case) -> OfferedExtension | None:
    """The extension that is open to this case now; None when there is none."""
    return (
        None
        if why_not_extended(case)
        else OfferedExtension(max(case.send_by, today()), case.due_safe, time_taken_now(case))
    )


def why_not_extended(case: Case) -> str:
    """Why the time cannot be extended; empty when it can."""
    kind = base.get(case.kind)
    if kind.clocks.extend is None:
        return _("The law gives no more time for this kind of request.")
    if case.extended_at is not None:
        return _("The time was extended already. The law allows it once.")
    if State(case.state) not in _WHILE:
        return _("This request is not being worked on now, so its time cannot be extended.")
    if today() > case.due_safe:
        return _("The notice had to go out within the first period. It is too late for it: respond now.")
    return ""


def time_taken_now(case: Case) -> Deadline:
    """The longer time that the law gives this case, as its receipt stands. Raises Blocked where it gives none."""
    kind = base.get(case.kind)
    if kind.clocks.extend is None:
        raise Blocked(why_not_extended(case))
    closed = ClosedDay.objects.filter(business_id=case.business_id).values_list("day", flat=True)
    receipt = base.Receipt(case.received_at, case.is_designated, settings.REASONABLE_PERIOD_DAYS, frozenset(closed))
    return kind.clocks.extend(receipt)


def compose_extension(case: Case, reason: str, *, is_printed: bool = True) -> composition.ComposedLetter:
    """The notice as extend_deadline() would write it now. Raises Blocked where the time cannot be extended."""
    _refuse(case)
    return _composed(case, reason, time_taken_now(case).due_safe, is_printed=is_printed)


def extend_deadline(
    case_id: int, actor: Actor, *, seen: int, reason: str, composed: composition.ComposedLetter | None = None
) -> Case:
    """Take more time: the dates of the law, the reason sealed in the journal, and the letter that tells it.

    The letter and the record are one; without the letter in time there is no extension. The letter waits as a decision
    does: until then all of it can be taken back. `composed`: that letter, for who calls this within a transaction, in
    which nothing is typeset.
    """
    journal.must_decide(actor)
    if not reason.strip():
        raise BadInput(_("Write why more time is needed. The person is told in these words."))
    case = Case.objects.select_related("business", "brand", "choice_mode").get(pk=case_id)
    _refuse(case)
    deadline = time_taken_now(case)
    composed = composed or _composed(case, reason, deadline.due_safe)
    with transaction.atomic():
        locked = Case.objects.select_for_update(no_key=True).get(pk=case_id)
        _refuse(locked)  # another press may have been first
        key, waits = f"extension:{case.pk}:{locked.entry_count}", journal.wait_from_now(case.send_by)
        letter = outbox.write_letter(case, composed, key=key, is_response=False, leaves_at=waits["leaves_at"])
        facts = {"letter": letter.pk, "clock": deadline.as_facts(), "first_due": case.due_safe.isoformat()}
        facts["first_send_by"] = case.send_by.isoformat()
        facts["first_latest"] = case.due_latest.isoformat()
        changes = {"due_safe": deadline.due_safe, "due_latest": deadline.due_latest, "extended_at": now()}
        line = Line(EntryName.EXTEND, facts, reason.strip())
        return journal.record(case_id, line, actor, seen=seen, changes=changes)


# -- while its notice waits -------------------------------------------------------------------------------------------


def _waiting(case_id: int) -> Letter:
    names = extension_notices.extension_letter_names()
    found = Letter.objects.filter(case_id=case_id, name__in=names, state=LetterState.WAITS).order_by("-pk").first()
    if found is None:
        raise Changed(_("The notice of more time has left already."))
    return found


@transaction.atomic
def take_back_extension(case_id: int, actor: Actor, *, seen: int | None = None) -> Case:
    """The time is as it was before, and no notice leaves. Raises NotAllowed, and Changed once the notice has left."""
    journal.must_decide(actor)
    Case.objects.select_for_update(no_key=True).get(pk=case_id)
    return _undo(_waiting(case_id), actor, seen=seen)


@transaction.atomic
def send_extension_now(case_id: int, actor: Actor, *, seen: int) -> Case:
    """The notice waits no longer. Raises as take_back_extension() does."""
    journal.must_decide(actor)
    Case.objects.select_for_update(no_key=True).get(pk=case_id)
    letter = _waiting(case_id)
    case = journal.record(case_id, Line(EntryName.SENT_AT_ONCE, {"letter": letter.pk}), actor, seen=seen)
    _send(letter)
    return case


def let_go(letter_id: int) -> None:
    """The wait is over: the notice leaves, if nothing that it says changed; else the request comes back to a person.

    Who is answered meanwhile, or whose request ended, is told of no more time.
    """
    letter = Letter.objects.select_related("case__business", "case__brand", "case__choice_mode").get(pk=letter_id)
    is_late = State(letter.own_case.state) in ENDED | {State.RESPONDING}
    is_same = is_late or _is_same(letter)
    with transaction.atomic():
        case = Case.objects.select_for_update(no_key=True).get(pk=letter.own_case.pk)
        if not Letter.objects.filter(pk=letter_id, state=LetterState.WAITS).exists():
            return
        if case.entry_count != letter.own_case.entry_count:
            raise TryAgain(_("The request changed at this moment."))
        if is_late:
            Letter.objects.filter(pk=letter_id).update(state=LetterState.TAKEN_BACK)
        elif is_same:
            _send(letter)
        else:
            _undo(letter, MACHINE, facts={"reason": Reason.EXTENSION_OUTDATED})


def _is_same(letter: Letter) -> bool:
    """Whether the notice would be the same if it were written now."""
    case, fixed = letter.own_case, outbox.body_of(letter)
    entry = _entry(case)
    reason = parties.sealed_value(case, f"words:{entry.number}")
    now_is = _composed(case, reason, case.due_safe, is_printed=False).body()
    return all(now_is[name] == fixed[name] for name in ("to", "subject", "text"))


def _entry(case: Case) -> Entry:
    return Entry.objects.filter(case=case, name=EntryName.EXTEND).latest("number")


def _send(letter: Letter) -> None:
    """On its way at once, in the caller's transaction."""
    Letter.objects.filter(pk=letter.pk).update(state=outbox.on_its_way(letter.delivery), leaves_at=None)
    if letter.delivery == Delivery.EMAIL:
        outbox.plan_sending(letter)


def _undo(letter: Letter, actor: Actor, *, seen: int | None = None, facts: dict[str, Any] | None = None) -> Case:
    """The dates of before; where the receipt was corrected since, what is earlier rules."""
    case = Case.objects.select_related("brand__business", "came_to").get(letters=letter)
    entry = _entry(case)
    before = journal.facts_of(entry)
    days = {"due_safe": date.fromisoformat(before["first_due"])}
    days["due_latest"] = date.fromisoformat(before["first_latest"])
    if Entry.objects.filter(case=case, name=EntryName.RECEIPT_CORRECTED, number__gt=entry.number).exists():
        came = journal.Came(case.brand, case.channel, case.came_to, case.received_at)
        anew = journal.date_receipt(base.get(case.kind), came).respond
        days = {name: min(day, getattr(anew, name)) for name, day in days.items()}
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.TAKEN_BACK, leaves_at=None)
    changes: dict[str, Any] = {**days, "extended_at": None}
    if actor.who is Who.MACHINE:
        changes["stuck"] = Reason.EXTENSION_OUTDATED
    told = {"letter": letter.pk, **{name: day.isoformat() for name, day in days.items()}, **(facts or {})}
    line = Line(EntryName.EXTENSION_TAKEN_BACK, told)
    return journal.record(case.pk, line, actor, seen=seen, changes=changes)


# -- to another address, or with another day --------------------------------------------------------------------------


def compose_notice_anew(case: Case, deadline: Deadline) -> composition.ComposedLetter:
    """The notice of a case that took more time, with the same reason and another day. Raises Forgotten."""
    return _composed(case, parties.sealed_value(case, f"words:{_entry(case).number}"), deadline.due_safe)


def renewed_notice(case: Case) -> composition.ComposedLetter | None:
    """The notice as it goes to a corrected address, with the same reason and date; None where none is to be renewed.

    Only while the first period lasts: after it, no notice makes the extension hold.
    """
    notice = extension_notices.extension_notice_of(case)
    if notice is None or notice.stand is not extension_notices.ExtensionNoticeState.REFUSED:
        return None
    deadline = Deadline.from_facts(journal.facts_of(notice.entry)["clock"])
    return _composed(case, parties.sealed_value(case, f"words:{notice.entry.number}"), deadline.due_safe)


def write_renewed_notice(case: Case, composed: composition.ComposedLetter) -> None:
    """Write the renewed notice, in the caller's transaction."""
    letter = outbox.write_letter(case, composed, key=f"extension:{case.pk}:{case.entry_count}", is_response=False)
    journal.record(case.pk, Line(EntryName.EXTENSION_NOTICE, {"letter": letter.pk, "name": letter.name}), MACHINE)


def _refuse(case: Case) -> None:
    why = why_not_extended(case)
    if why:
        raise Blocked(why)


def _composed(case: Case, reason: str, day: date, *, is_printed: bool = True) -> composition.ComposedLetter:
    """The notice that names this day, as it is sent."""
    with translation.override(case.language):
        new_date = long_day(day)
    extra = {"extension_reason": reason.strip(), "new_date": new_date}
    return composition.compose(case, base.get(case.kind).clocks.extension_letter, extra=extra, is_printed=is_printed)

"""Where the letters of a case go and what became of them on paper: corrected, sent elsewhere, mailed, returned."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from dsr import journal, parties, work_queue
from dsr.clock import PACIFIC, now, today
from dsr.errors import BadInput
from dsr.journal import MACHINE, Actor, EntryName, Line
from dsr.letters import letter_group
from dsr.letters.copied_paper import must_be_free
from dsr.letters.extension_hold import follow_notice
from dsr.letters.extension_notices import extension_letter_names
from dsr.letters.letter_holder import recording_case
from dsr.letters.page_links import end_page_links
from dsr.letters.unsent_letters import renew_unsent
from dsr.lifecycle import State, Transition
from dsr.models import AddressChange, Case, Letter
from dsr.models.case import Delivery
from dsr.models.due_work import WorkName
from dsr.models.letter import LetterState
from dsr.models.third_party_notice import LETTERS

# What became of these stays; whatever else waits is replaced by what goes to the new address.
_DONE_WITH = frozenset(
    {
        *(LetterState.ACCEPTED, LetterState.MAILED),
        *(LetterState.REFUSED, LetterState.BOUNCED, LetterState.TOO_LATE),
    }
)


def correct_address(case_id: int, actor: Actor, *, seen: int, delivery: str, address: str) -> Case:
    """Before the decision, put the address for the response right; the acknowledgement is sent there anew."""
    return _send_elsewhere(case_id, Transition.CORRECT, actor, seen, delivery, address)


def readdress(case_id: int, actor: Actor, *, seen: int, delivery: str, address: str) -> Case:
    """Send the response elsewhere: the decision stands and a new letter is written."""
    return _send_elsewhere(case_id, Transition.READDRESS, actor, seen, delivery, address)


def follow_person(
    case_id: int, delivery: str, address: str, also: Callable[[Case], Mapping[str, str]] | None = None
) -> Case:
    """The person changed the address themselves, and the wait is over; in the caller's transaction.

    Before the decision the request is acknowledged anew, and an answer that did not arrive is sent again. Where
    neither is so, the next letter goes there; `also`: what is written into the case with it, once it has the address.
    """
    case = Case.objects.get(pk=case_id)
    state = None if parties.reader_of(case).is_person else State(case.state)  # then nothing goes to who wrote
    if state in {State.VERIFYING, State.REVIEW}:
        return _send_elsewhere(case_id, Transition.CORRECT, MACHINE, None, delivery, address)
    if state is State.UNDELIVERED:
        return _send_elsewhere(case_id, Transition.READDRESS, MACHINE, None, delivery, address)
    journal.reseal(case_id, "requester", _party(case, delivery, address))
    end_page_links(case_id, is_person=False)
    case.delivery = delivery  # in memory; the entry below writes it
    line = Line(EntryName.ADDRESS_CHANGED, {"delivery": delivery})
    case = journal.record(case_id, line, MACHINE, changes={"delivery": delivery, **(also(case) if also else {})})
    renew_unsent(case)
    work_queue.add(WorkName.ADVANCE, case_id, f"advance:{case_id}:readdressed:{case.entry_count}", case_id=case_id)
    return case


def _party(case: Case, delivery: str, address: str) -> dict[str, str]:
    party = dict(parties.sealed_value(case, "requester"))
    party["email" if delivery == Delivery.EMAIL else "postal"] = address.strip()
    return party


@transaction.atomic
def _send_elsewhere(
    case_id: int, transition: Transition, actor: Actor, seen: int | None, delivery: str, address: str
) -> Case:
    if not address.strip():
        raise BadInput(_("Give the new address."))
    held = journal.hold_case(case_id)
    case = held.case
    field = "email" if delivery == Delivery.EMAIL else "postal"
    reader = parties.reader_of(case)
    sealed_as, party = _where_kept(case, reader, field, address.strip())
    # An answer that is sent elsewhere waits as the decision did; of an acknowledgement nothing does.
    waits = journal.wait_from_now(case.send_by) if transition is Transition.READDRESS else {}
    journal.hold_letters(case)
    Letter.objects.filter(case=case, is_response=transition is Transition.READDRESS).exclude(
        state__in=[*_DONE_WITH]
    ).exclude(name__in=LETTERS).update(state=LetterState.REPLACED)  # what others are told stays as it is
    journal.take_back_whole(case)
    work_queue.try_again(case_id)  # what was given up for the old letter finds nothing more to send, and is done
    case = journal.transition(
        held,
        journal.Move(transition, {"delivery": delivery}),
        actor,
        seen=seen,
        changes={**({} if reader.is_person else {"delivery": delivery}), "stuck": "", **waits},
    )
    journal.reseal(case_id, sealed_as, party)
    end_page_links(case_id, is_person=reader.is_person)  # whoever had the letters before follows it no more
    renew_unsent(case)
    for pk in AddressChange.objects.waiting().filter(case=case).values_list("pk", flat=True):  # it comes to nothing
        work_queue.add(WorkName.ADDRESS, pk, f"address:{pk}:corrected:{case.entry_count}", case_id=case_id)
    return case


def _where_kept(case: Case, reader: parties.Reader, field: str, address: str) -> tuple[str, dict[str, str]]:
    """Under what name the new address is sealed, and with what: who wrote keeps theirs where the person reads it."""
    if not reader.is_person:
        return "requester", {**parties.sealed_value(case, "requester"), field: address}
    if field == "email" and parties.is_address_of_agent(parties.sealed_values(case), address):
        raise BadInput(
            _("No permission of this person is shown: give the person's own address, or record the permission.")
        )
    return parties.PERSON_REPLY, {field: address}


@transaction.atomic
def record_mailed(case_id: int, actor: Actor, *, seen: int, mailed_on: date, letter_id: int) -> Case:
    """A person put the printed letter in the mail. For the response, this ends the duty.

    Of a notice of more time it may be recorded late: mailed in time, it makes the extension hold again.
    """
    journal.must_decide(actor)
    on_paper = Q(state=LetterState.TO_MAIL) | Q(state=LetterState.TOO_LATE, delivery=Delivery.MAIL)
    all_held = letter_group.hold_cases(case_id, Letter.objects.filter(pk=letter_id, case_id=case_id).first())
    held = all_held[case_id]
    found = Letter.objects.select_for_update(of=("self",)).filter(on_paper, pk=letter_id, case_id=case_id)
    letter = _mailable(found.first(), mailed_on)
    others = letter_group.mailed_with(letter)
    facts = {"letter": letter.pk, "mailed_on": mailed_on.isoformat()}
    if letter.is_response:
        case = journal.transition(
            held,
            journal.Move(Transition.RESPOND, facts),
            actor,
            seen=seen,
            changes={"responded_at": _mailed_at(mailed_on), "stuck": ""},
        )
    else:
        case = journal.record(held, Line(EntryName.LETTER_MAILED, facts), actor)
    same = [letter.pk, *(other.pk for other in others)]
    Letter.objects.filter(pk__in=same).update(state=LetterState.MAILED, mailed_on=mailed_on)
    for other in others:  # the person recorded it of one request; the machine writes it into the rest
        told = {**facts, "letter": other.pk}
        journal.record(all_held[other.own_case.pk], Line(EntryName.LETTER_MAILED, told), MACHINE)
    if letter.name in extension_letter_names() and follow_notice(case_id):
        return Case.objects.get(pk=case_id)
    return case


@transaction.atomic
def record_bundle_letter_mailed(letter_id: int, actor: Actor, mailed_on: date) -> Letter:
    """The same of a letter about a whole bundle; the journal of one of its requests says so, without what it says."""
    journal.must_decide(actor)
    known = Letter.objects.exclude(bundle=None).filter(pk=letter_id).first()
    if known is not None:  # a correction holds the case, too, before it takes the letter back
        journal.hold_case(recording_case(known))
    found = Letter.objects.select_for_update(of=("self",)).filter(pk=letter_id, state=LetterState.TO_MAIL)
    letter = _mailable(found.exclude(bundle=None).select_related("bundle").first(), mailed_on)
    facts = {"letter": letter.pk, "mailed_on": mailed_on.isoformat(), "bundle": str(letter.bundle)}
    journal.record(recording_case(letter), Line(EntryName.LETTER_MAILED, facts), actor)
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.MAILED, mailed_on=mailed_on)
    return letter


def _mailable(letter: Letter | None, mailed_on: date) -> Letter:
    """Raises BadInput where it does not wait, or cannot have been mailed on that day; Blocked of a restored copy."""
    if letter is None:
        raise BadInput(_("This letter does not wait to be mailed."))
    if mailed_on > today():
        raise BadInput(_("The mailing date cannot be in the future."))
    if mailed_on < letter.written_at.astimezone(PACIFIC).date():
        raise BadInput(_("The letter was not written yet on that day. Check the mailing date."))
    must_be_free(letter)
    return letter


def _mailed_at(day: date) -> datetime:
    """The response counts from the day it was mailed, whenever that was written down; noon stands for the hour."""
    return now() if day == today() else datetime.combine(day, time(12), tzinfo=PACIFIC)


@transaction.atomic
def record_returned(case_id: int, actor: Actor, *, seen: int, note: str = "") -> Case:
    """The response came back, in the mail or as a bounce: the duty is open again."""
    case = journal.transition(
        case_id, journal.Move(Transition.FAIL_DELIVERY, words=note), actor, seen=seen, changes={"responded_at": None}
    )
    Letter.objects.filter(case=case, is_response=True).exclude(
        state__in=[LetterState.REFUSED, LetterState.REPLACED]
    ).update(state=LetterState.BOUNCED)
    return case

"""What is written after a correction: the acknowledgement anew, and a word to who was told a later date than rules.

A letter that waits while its facts are corrected never goes out as it was.
"""

from django.db import transaction

from dsr import agents, journal, letters, parties, verification, work_queue
from dsr.journal import MACHINE, EntryName, Line
from dsr.kinds import base
from dsr.lifecycle import State
from dsr.models import Case, DueWork, Entry, Letter
from dsr.models.bundle import covering_of
from dsr.models.due_work import WorkName
from dsr.models.letter import LetterState
from dsr.receipt_corrections.correction_rules import extended_deadline

_UNSENT = (LetterState.WRITTEN, LetterState.TO_MAIL)
_READ = ("business", "brand", "choice_mode", "joined_to", "opened_by")


def take_back(case: Case, *, with_notice: bool = True) -> bool:
    """Stop what waits and states how the request came, in the caller's transaction; True where there was any."""
    names = stating_names(base.get(case.kind)) - (set() if with_notice else {*letters.extension_letter_names()})
    waits = Letter.objects.filter(case=case, name__in=names, is_response=False, state__in=_UNSENT)
    journal.hold_letters(case)
    taken = bool(waits.update(state=LetterState.REPLACED))
    journal.take_back_whole(case)
    # Those of its bundle speak of it, too; each is written anew of all that it lists (renew_covering, renew_question).
    of_all = list(covering_of(case).filter(state__in=_UNSENT).values_list("pk", flat=True))
    of_all += [letter.pk for letter in (*agents.questions_stating(case), *agents.dates_stating(case))]
    taken |= bool(Letter.objects.filter(pk__in=of_all).update(state=LetterState.REPLACED))
    if taken:  # what was given up for the old letter finds nothing more to send, and is done
        work_queue.try_again(case.pk)
        work_queue.again(DueWork.objects.stuck().filter(name=WorkName.SEND, target__in=of_all))
    return taken


def stating_names(kind: base.Kind) -> set[str]:
    """The letters of one request that state how it came, or the day by which we respond."""
    said = kind.letters
    names = {said.acknowledgement, said.corrected, said.joined, said.separated, kind.clocks.extension_letter}
    return {*names, kind.proof.confirmed if kind.proof else ""} - {""}


@transaction.atomic
def write_corrected(case_id: int) -> None:
    """Write what the newest correction owes: the acknowledgement that was taken back, and the corrected date.

    While a correction waits to take effect, nothing: what it took back stays here until it did, or was taken back. The
    case is held from the look to the writing: a correction that comes after it finds what was written.
    """
    case = Case.objects.select_for_update(no_key=True, of=("self",)).select_related(*_READ).get(pk=case_id)
    if journal.has_waiting_receipt(case):
        return
    _acknowledge_anew(case)
    _renew_extension(case)
    _tell_corrected(case)
    verification.tell_confirmed_anew(case)


def _acknowledge_anew(case: Case) -> None:
    """Once, while the one that was taken back is the newest. A case that is received anew gets it from the machine."""
    name, number = base.get(case.kind).letters.acknowledgement, case.entry_count
    newest = Letter.objects.filter(case=case, name=name, is_response=False).order_by("-pk").first()
    if newest is None or newest.state != LetterState.REPLACED:
        return
    if not case.is_open or State(case.state) is State.RECEIVED:
        return
    asked = verification.plan_proof(case) if State(case.state) is State.VERIFYING else None
    composed = letters.compose(case, name, extra=asked.words if asked else {})
    key = f"acknowledgement:{case.pk}:{number}:corrected"
    letter = letters.write_letter(case, composed, key=key, is_response=False, is_urgent=True)
    if asked:  # the link in the letter that was taken back ends with it
        verification.begin_proof(case, asked)
        journal.record(case.pk, Line(EntryName.PROOF_LETTER, {"letter": letter.pk, "name": name}), MACHINE)


def _renew_extension(case: Case) -> None:
    """The notice of more time that was taken back, with the day that rules now; none where more time holds no more."""
    name = base.get(case.kind).clocks.extension_letter
    newest = Letter.objects.filter(case=case, name=name).order_by("-pk").first() if name else None
    if newest is None or newest.state != LetterState.REPLACED or not case.is_open:
        return
    deadline = extended_deadline(case)
    if deadline is None:
        return
    composed = letters.compose_notice_anew(case, deadline)
    key = f"extension:{case.pk}:{case.entry_count}:corrected"
    letters.write_letter(case, composed, key=key, is_response=False)


def _tell_corrected(case: Case) -> None:
    """Write the letter, once for each correction, and anew where it was taken back before anybody had it."""
    name = base.get(case.kind).letters.corrected
    entry = Entry.objects.filter(case=case, name=EntryName.RECEIPT_CORRECTED).order_by("-number").first()
    if not entry or not name or not case.is_open:
        return
    if agents.is_told_with_bundle(case):
        agents.tell_dates(case.pk)
        if not parties.has_written_to_person(case):  # a letter of their own may have told them a day
            return
    newest = Letter.objects.filter(case=case, name=name, is_response=False).order_by("-pk").first()
    is_replaced = newest is not None and newest.state == LetterState.REPLACED
    if not is_replaced and not journal.facts_of(entry).get("tells", True):
        return
    key = f"receipt:{case.pk}:{case.entry_count if is_replaced else entry.number}"
    if Letter.objects.filter(key=key).exists():
        return
    composed = letters.compose(case, name)
    letters.write_letter(case, composed, key=key, is_response=False, is_urgent=True)

"""What waits to be sent with a link is written anew: to where it goes now, with the link that is good now."""

from django.db.models import Q

from dsr import journal, work_queue
from dsr.kinds import base
from dsr.models import Case, Letter
from dsr.models.due_work import WorkName
from dsr.models.letter import LetterState

_UNSENT = (LetterState.WRITTEN, LetterState.TO_MAIL)


def renew_unsent(case: Case) -> None:
    """Replace what was not sent, with the work that writes it anew; in the caller's transaction, with the case held.

    A code is not written anew: whoever has the new link asks for another. A response stands: it leaves as decided.
    """
    said = base.get(case.kind).letters
    stating = {said.acknowledgement, said.corrected, said.joined, said.separated}
    stating |= {base.get(case.kind).clocks.extension_letter, *_proof_letter(case)}
    known = {*stating, base.letters.MESSAGE_ANSWERED, base.letters.PAGE_CODE.name} - {""}
    with_link = Q(is_to_requester=True) | Q(to_person=True)
    unsent = Letter.objects.filter(with_link, case=case, is_response=False, state__in=_UNSENT)
    journal.hold_letters(case)
    found = list(unsent.filter(name__in=known))
    if found:
        Letter.objects.filter(pk__in=[one.pk for one in found]).update(state=LetterState.REPLACED)
        journal.take_back_whole(case)
    if any(one.name in stating for one in found):
        work_queue.add(WorkName.RECEIPT, case.pk, f"renew:{case.pk}:{found[-1].pk}", case_id=case.pk)
    _announce_anew(case)


def _announce_anew(case: Case) -> None:
    """That an answer waits, where the letter that told it was replaced before it left; in the caller's transaction."""
    told = Letter.objects.filter(case=case, name=base.letters.MESSAGE_ANSWERED, state=LetterState.REPLACED)
    for letter in told:
        message_id = int(letter.key.split(":")[1])
        work_queue.add(WorkName.CORRESPONDENCE, message_id, f"answered-anew:{letter.pk}", case_id=case.pk)


def _proof_letter(case: Case) -> list[str]:
    proof = base.get(case.kind).proof
    return [proof.confirmed] if proof else []

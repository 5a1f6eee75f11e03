"""What was fixed and has not left keeps its words, with the link that is good now in place of one that was ended."""

from django.db import transaction
from django.db.models import Q

from dsr import journal, work_queue
from dsr.journal import EntryName
from dsr.kinds.base.letters import PAGE_CODE
from dsr.letters import page_links
from dsr.letters.composition import ComposedLetter, print_anew
from dsr.letters.outbox import body_of, keeps_words, write_letter
from dsr.lifecycle import Transition
from dsr.models import Case, EligibilityQuestion, Entry, Letter
from dsr.models.case import Delivery
from dsr.models.due_work import WorkName
from dsr.models.letter import UNSENT, LetterState


def take_back_links(case: Case) -> None:
    """Whatever waits to leave with a link leaves no more as it is: a worker writes it with the one that is good now.

    In the transaction that ended the links, with the case held, after what is composed anew was seen to. A code goes
    to nobody: whoever has the new link asks for another. What waits for its time stands until the other is written.
    """
    carries = Q(is_to_requester=True) | Q(to_person=True)
    unsent = Letter.objects.filter(carries, case=case, state__in=UNSENT).exclude(name=PAGE_CODE.name)
    for letter in list(unsent):
        Letter.objects.filter(pk=letter.pk).exclude(state=LetterState.WAITS).update(state=LetterState.REPLACED)
        work_queue.add(WorkName.RENEW_LINK, letter.pk, f"renew-link:{letter.pk}", case_id=case.pk, is_urgent=True)


def renew_link(letter_id: int) -> bool:
    """Write it, once. False: nothing is to be written, as where the request went another way meanwhile."""
    letter = Letter.objects.select_related("case__business", "case__brand", "compilation").get(pk=letter_id)
    case = letter.own_case
    if not case.data_key or not keeps_words(letter):
        return False
    composed = _with_good_link(letter)
    with transaction.atomic():
        journal.hold_case(case.pk)
        if not _is_wanted(letter):
            return False
        Letter.objects.filter(pk=letter.pk, state=LetterState.WAITS).update(state=LetterState.REPLACED)
        written = write_letter(
            case,
            composed,
            key=f"link-renewed:{letter.pk}",
            is_response=letter.is_response,
            is_urgent=True,
            leaves_at=letter.leaves_at,
        )
        EligibilityQuestion.objects.filter(letter=letter).update(letter=written)
    return True


def _with_good_link(letter: Letter) -> ComposedLetter:
    case, is_person = letter.own_case, letter.to_person
    body, good = body_of(letter), page_links.page_address(case, is_person=is_person)
    for ended in page_links.ended_addresses(case, is_person=is_person):
        body = {name: said.replace(ended, good) for name, said in body.items()}
    sheet = print_anew(letter, body) if letter.delivery == Delivery.MAIL else None
    return ComposedLetter(
        *(letter.name, letter.language, letter.delivery, body["to"], body["subject"], body["text"], body["html"]),
        paper=sheet,
        compilation_id=letter.compilation_id,
        carries_link=True,
        to_person=letter.to_person,
    )


def _is_wanted(letter: Letter) -> bool:
    """Nothing came after it: no other letter of its name, and no move of the request, which says what is sent then.

    Nor was it sent, or taken back.
    """
    stands = Letter.objects.filter(pk=letter.pk, state__in=[LetterState.REPLACED, LetterState.WAITS])
    later = Letter.objects.filter(case=letter.case, name=letter.name, pk__gt=letter.pk)
    ended = Entry.objects.filter(case=letter.case, name=EntryName.PAGE_LINKS_ENDED).order_by("-number").first()
    if ended is None or later.exists() or not stands.exists():
        return False
    return not Entry.objects.filter(case=letter.case, number__gt=ended.number, name__in=list(Transition)).exists()

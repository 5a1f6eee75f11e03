"""A letter about several requests of which one ends or is corrected: the others lose no word by that."""

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from dsr import work_queue
from dsr.models import Case, DueWork, Letter
from dsr.models.due_work import WorkName
from dsr.models.letter import CALLED_OFF, UNSENT, LetterState

# Not known to have arrived.
_ON_ITS_WAY = frozenset({LetterState.SENDING, LetterState.UNCERTAIN})


def hold_letters(case: Case) -> None:
    """What take_back_whole() may change, and what says the same to others, by id, with the case held before.

    Two requests of one letter may end at one moment: each would hold its own letter, and wait for the other's.
    """
    carriers = Letter.objects.filter(case=case).values(carrier=Coalesce(F("goes_with"), F("pk")))
    whole = Letter.objects.filter(Q(pk__in=carriers) | Q(goes_with__in=carriers), state__in=UNSENT | _ON_ITS_WAY)
    list(whole.select_for_update(of=("self",)).order_by("pk").values_list("pk"))


def take_back_whole(case: Case, *, is_over: bool = False) -> None:
    """What was taken back of a case goes to nobody: each of the others gets its own word anew.

    In the caller's transaction, after the rows of the case were marked, and after its work was dropped. `is_over`:
    nothing more is sent of the case, so that what is on its way for all is sent by nobody again.
    """
    gone = CALLED_OFF | _ON_ITS_WAY if is_over else CALLED_OFF
    carriers = Letter.objects.filter(case=case, state__in=gone).values_list(Coalesce(F("goes_with"), F("pk")))
    carried = [carrier for (carrier,) in carriers]
    whole = Letter.objects.filter(Q(pk__in=carried) | Q(goes_with__in=carried)).exclude(case=case)
    rest = whole.filter(state__in=UNSENT | _ON_ITS_WAY).select_for_update(of=("self",)).order_by("pk")
    for letter in list(rest):
        Letter.objects.filter(pk=letter.pk).update(state=LetterState.REPLACED)
        work_queue.add(WorkName.RECEIPT, letter.own_case.pk, f"apart:{letter.pk}", case_id=letter.own_case.pk)
        # Given up, it finds nothing more to send, and is done.
        work_queue.again(DueWork.objects.stuck().filter(name=WorkName.SEND, target=letter.pk))

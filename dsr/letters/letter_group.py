"""One letter about several requests that came with one press: it leaves once, and stands in the record of each.

One request carries it, and its row leads. Each keeps the words under its own key, whatever becomes of another."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.db.models import Q, QuerySet

from dsr import work_queue
from dsr.kinds import base
from dsr.letters import asked_words
from dsr.letters.composition import ComposedLetter
from dsr.letters.outbox import write_letter
from dsr.models import Case, Letter
from dsr.models.due_work import WorkName
from dsr.models.letter import UNSENT, LetterState

# What becomes of the carrying row becomes of the others.
_FATE = ("state", "sending_since", "uncertain_count", "answer_code", "accepted_at", "mailed_on")


def write_for_all(cases: Iterable[Case], letter: ComposedLetter, keys: Mapping[int, str]) -> dict[int, Letter]:
    """Fix it in a row of each request, in the caller's transaction: its acknowledgement. The first one carries it.

    `keys`: by the id of the case, of each row.
    """
    found: dict[int, Letter] = {}
    for case in cases:
        carrier = next((one.pk for one in found.values()), None)
        said = replace(letter, name=base.get(case.kind).letters.acknowledgement, goes_with_id=carrier)
        found[case.pk] = write_letter(case, said, key=keys[case.pk], is_response=False, is_urgent=True)
    if carried := next(iter(found.values()), None):
        asked_words.register_listed(carried.own_case)
    return found


def others_with(letter: Letter) -> QuerySet[Letter]:
    """The rows of the same letter in the record of other requests."""
    carrier = letter.goes_with_id or letter.pk
    return Letter.objects.filter(Q(pk=carrier) | Q(goes_with=carrier)).exclude(pk=letter.pk).order_by("pk")


def follow(letter: Letter) -> list[Letter]:
    """Give the other rows the fate that this one has now, in the caller's transaction."""
    others = list(others_with(letter).select_related("case", "bundle"))
    if others:
        fate = Letter.objects.filter(pk=letter.pk).values(*_FATE).get()
        others_with(letter).update(**fate)
    return others


def take_back_whole(case: Case) -> None:
    """What was taken back of a case before it left goes to nobody: each of the others gets its own word anew.

    In the caller's transaction, after the rows of the case were marked.
    """
    gone = Letter.objects.filter(case=case, state=LetterState.REPLACED)
    carriers = [letter.goes_with_id or letter.pk for letter in gone]
    rest = Letter.objects.filter(Q(pk__in=carriers) | Q(goes_with__in=carriers), state__in=UNSENT).exclude(case=case)
    for letter in list(rest):
        Letter.objects.filter(pk=letter.pk).update(state=LetterState.REPLACED)
        work_queue.add(WorkName.RECEIPT, letter.own_case.pk, f"apart:{letter.pk}", case_id=letter.own_case.pk)

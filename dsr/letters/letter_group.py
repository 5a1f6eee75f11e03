"""One letter about several requests that came with one press: it leaves once, and stands in the record of each.

One request carries it, and its row leads. Each keeps the words under its own key, whatever becomes of another."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.db import transaction
from django.db.models import Q, QuerySet

from dsr import journal
from dsr.journal import HeldCase
from dsr.kinds import base
from dsr.letters import asked_words
from dsr.letters.composition import ComposedLetter
from dsr.letters.copied_paper import must_be_free
from dsr.letters.outbox import OutgoingLetter, claim_letter, write_letter
from dsr.letters.send_result import SendResult
from dsr.models import Case, Letter
from dsr.models.letter import CALLED_OFF, LetterState

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


def hold_cases(case_id: int, letter: Letter | None) -> dict[int, HeldCase]:
    """This request, and those that the same letter is about: everybody holds requests by id, and letters after."""
    others = others_with(letter).values_list("case_id", flat=True) if letter else ()
    return {pk: journal.hold_case(pk) for pk in sorted({case_id, *filter(None, others)})}


def follow(letter: Letter) -> list[Letter]:
    """Give the other rows the fate that this one has now, in the caller's transaction; which of them have it.

    What was called off of one request stays so, and is no fate that the others have.
    """
    fate = Letter.objects.filter(pk=letter.pk).exclude(state__in=CALLED_OFF).values(*_FATE).first()
    if fate is None:
        return []
    rows = others_with(letter).exclude(state__in=CALLED_OFF)
    others = list(rows.select_related("case", "bundle").select_for_update(of=("self",)))
    Letter.objects.filter(pk__in=[other.pk for other in others]).update(**fate)
    return others


def mailed_with(letter: Letter) -> list[Letter]:
    """The rows that are mailed with this one, held, in the caller's transaction. Raises Blocked of a restored copy."""
    waiting = others_with(letter).filter(state=LetterState.TO_MAIL)
    others = list(waiting.select_related("case").select_for_update(of=("self",)))
    for other in others:
        must_be_free(other)
    return others


def claim_for_all(outgoing: OutgoingLetter, *, is_too_late: bool = False) -> SendResult | None:
    """As claim_letter(), with the rows of the others. Once one of them is called off, it is sent for none."""
    letter = outgoing.letter
    if not outgoing.is_of_several:
        return claim_letter(letter.pk, is_too_late=is_too_late)
    with transaction.atomic():
        rows = Letter.objects.filter(Q(pk=letter.pk) | Q(pk__in=others_with(letter).values("pk"))).order_by("pk")
        held = list(rows.select_related("case").select_for_update(of=("self",)))
        called_off = [one for one in held if one.state in CALLED_OFF]
        for other in [] if letter in called_off else called_off:
            journal.take_back_whole(other.own_case)
        stopped = claim_letter(letter.pk, is_too_late=is_too_late)
        follow(letter)
    return stopped

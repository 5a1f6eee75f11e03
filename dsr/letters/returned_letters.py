"""A letter that came back, in the mail or as a bounce: nobody has it, and it is no record that somebody was told."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dsr import journal
from dsr.errors import BadInput, NotAllowed
from dsr.journal import MACHINE, Actor, EntryName, Line
from dsr.letters.extension_hold import follow_notice
from dsr.letters.extension_notices import extension_letter_names
from dsr.letters.letter_group import hold_cases, others_with
from dsr.models import Case, Letter
from dsr.models.letter import CALLED_OFF, OUT, LetterState
from dsr.models.third_party_notice import LETTERS
from dsr.reasons import Reason


def may_have_returned(letter: Letter) -> bool:
    """Whether that can be recorded of it: it is out, and went to who wrote or to the person.

    Of a response the duty opens again: record_returned().
    """
    return letter.state in OUT and not letter.is_response and letter.case_id is not None and letter.name not in LETTERS


def _others_out(letter: Letter) -> QuerySet[Letter]:
    rows = others_with(letter).exclude(state__in=CALLED_OFF)
    return rows.select_related("case", "bundle").select_for_update(of=("self",))


@transaction.atomic
def record_letter_returned(case_id: int, actor: Actor, *, seen: int, letter_id: int, note: str = "") -> Case:
    """What is no response came back. A notice of more time that did counts no more, unless another is out in time.

    Raises NotAllowed, also once the request has ended, and BadInput where the letter is not out.
    """
    journal.must_decide(actor)
    held = hold_cases(case_id, Letter.objects.filter(pk=letter_id, case_id=case_id).first())
    letter = Letter.objects.select_for_update(of=("self",)).filter(pk=letter_id, case_id=case_id).first()
    if letter is None or not may_have_returned(letter):
        raise BadInput(_("This letter is not out, or it is recorded already that it came back."))
    if not held[case_id].case.is_open:
        raise NotAllowed(_("This request has ended. Only of its response is it recorded that it came back."))
    is_notice = letter.name in extension_letter_names()
    stuck = Reason.EXTENSION_RETURNED if is_notice else Reason.LETTER_RETURNED
    facts = {"letter": letter.pk, "name": letter.name}
    case = journal.record(
        held[case_id], Line(EntryName.LETTER_RETURNED, facts, note), actor, seen=seen, changes={"stuck": stuck}
    )
    others = {pk: one for one in _others_out(letter) if (pk := one.own_case.pk) in held and held[pk].case.is_open}
    rows = [letter.pk, *(other.pk for other in others.values())]
    Letter.objects.filter(pk__in=rows).update(state=LetterState.BOUNCED)
    for pk, other in others.items():  # one letter about several requests: the person recorded it of one
        line = Line(EntryName.LETTER_RETURNED, {"letter": other.pk, "name": other.name})
        journal.record(held[pk], line, MACHINE, changes={"stuck": Reason.LETTER_RETURNED})
    if is_notice:
        follow_notice(case_id)
        case.refresh_from_db()
    return case

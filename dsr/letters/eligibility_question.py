"""The letter that asks whether the law covers the person. It pauses no clock, and silence is never read as a no."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from dsr import eligibility, journal, parties
from dsr.clock import PACIFIC, now
from dsr.errors import BadInput
from dsr.formats.days import long_day
from dsr.journal import Actor, EntryName, Line
from dsr.kinds import base
from dsr.kinds.base import Requirement
from dsr.letters import called_names, composition, outbox
from dsr.lifecycle import State
from dsr.models import Case, EligibilityQuestion

# Once the receipt is confirmed, and while nothing is decided.
_WHILE = frozenset({State.VERIFYING, State.REVIEW})


def may_ask_eligibility(case: Case) -> bool:
    """True while the letter that asks may go out."""
    return bool(base.get(case.kind).letters.question) and State(case.state) in _WHILE


def ask_eligibility(case_id: int, actor: Actor, about: Sequence[str], *, seen: int) -> Case:
    """Ask who wrote, in one letter, about each of these. Raises BadInput for what was asked already."""
    journal.must_decide(actor)
    case = Case.objects.select_related("business", "brand", "choice_mode").get(pk=case_id)
    if not may_ask_eligibility(case):
        raise BadInput(_("The person cannot be asked this now."))
    if not about:
        raise BadInput(_("Choose what is asked."))
    wanted = [eligibility.requirement_about(case, one) for one in dict.fromkeys(about)]
    for one in wanted:
        _refuse(case, one)
    composed = composition.compose(
        case, base.get(case.kind).letters.question, extra={"question_list": _questions(case, wanted)}
    )
    with transaction.atomic():
        for one in wanted:  # another press may have been first
            _refuse(Case.objects.select_for_update(no_key=True).get(pk=case_id), one)
        letter = outbox.write_letter(case, composed, key=f"question:{case.pk}:{case.entry_count}", is_response=False)
        facts = {"about": [one.about for one in wanted], "letter": letter.pk, "name": letter.name}
        EligibilityQuestion.objects.bulk_create(
            EligibilityQuestion(
                case=case, about=one.about, letter=letter, account_id=actor.account_id or 0, asked_at=now()
            )
            for one in wanted
        )
        return journal.record(case_id, Line(EntryName.ELIGIBILITY_ASKED, facts), actor, seen=seen)


def _refuse(case: Case, requirement: Requirement) -> None:
    if not requirement.question:
        raise BadInput(_("The person cannot tell us this. Record what shows it."))
    known = eligibility.standing_of(case, requirement)
    if known.asked is not None and known.is_unanswered:
        day = long_day(known.asked.asked_at.astimezone(PACIFIC).date())
        raise BadInput(_("A letter of %(day)s asks the person this already.") % {"day": day})


def _questions(case: Case, wanted: Sequence[Requirement]) -> list[str]:
    """Each question with the law that makes it matter, in the language of the case."""
    with translation.override(case.language):
        return [f"{words} ({one.law})" for one, words in zip(wanted, asked_in_words(case, wanted), strict=True)]


def asked_in_words(case: Case, wanted: Sequence[Requirement]) -> list[str]:
    """Each question as who wrote reads it: of themselves, or of the person by name."""
    if not case.is_for_another:
        return [str(one.own_question) for one in wanted]
    name = called_names.subject_called(case, parties.sealed_values(case)) or _("the person")
    return [str(one.question) % {"name": name} for one in wanted]

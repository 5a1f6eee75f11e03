"""Reading what is known of one condition: the newest record, else the request's own answer, else nothing."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _

from dsr.clock import PACIFIC
from dsr.errors import BadInput
from dsr.formats.days import long_day
from dsr.kinds import base
from dsr.kinds.base.eligibility import Requirement
from dsr.models import Case, EligibilityQuestion, EligibilityRecord
from dsr.models.case_surroundings import rows_fetched
from dsr.models.eligibility import SHOWN, About, RestsOn, Says
from dsr.models.letter import LetterState

# The letter may have reached the person, or may still.
_NOT_OUT = frozenset({LetterState.REFUSED, LetterState.BOUNCED, LetterState.REPLACED})
_SAYS = {"yes": Says.SO, "no": Says.NOT_SO}  # of an answer; any other, such as “not sure”, says nothing


class Ground(StrEnum):
    """Which of the sentences of a letter is so: who or what says that the law does not cover the person."""

    REQUEST = "request"  # this request says so
    TOLD = "told"  # the reader told us since, on a day
    HEARD = "heard"  # we were told on a day, it may be by somebody else
    CONTRACT = "contract"
    LAST_PURCHASE = "last-purchase"  # our records show it, with its day


@dataclass(frozen=True)
class Standing:
    """What is known of one condition of a case. `says` is None while nothing is: silence is never a no."""

    about: About
    says: Says | None
    ground: Ground | None = None
    day: date | None = None
    record: EligibilityRecord | None = None
    asked: EligibilityQuestion | None = None  # the newest question about it that may have reached the person

    @property
    def is_unanswered(self) -> bool:
        """Asked, and no answer is recorded since."""
        answered = self.record.recorded_at if self.record else None
        return self.asked is not None and (answered is None or answered < self.asked.asked_at)


def requirement_about(case: Case, about: str) -> Requirement:
    """Raises BadInput for what this kind does not ask."""
    for requirement in base.get(case.kind).eligibility:
        if requirement.about == about:
            return requirement
    raise BadInput(_("The law of this request does not ask this."))


def _together(case: Case) -> list[Case]:
    """The case, and those that it is joined to: one answer is owed to all of them."""
    found = [case]
    while found[-1].joined_to is not None:
        found.append(found[-1].joined_to)
    return found


def _may_be_out(question: EligibilityQuestion) -> bool:
    return question.letter.state not in _NOT_OUT


def standing_of(case: Case, requirement: Requirement) -> Standing:
    """What is known of this condition; of a case that was joined also what is known with the one it was joined to."""
    cases, about = _together(case), About(requirement.about)
    asked: list[EligibilityQuestion] = [row for one in cases for row in rows_fetched(one, "eligibility_questions")]
    record: EligibilityRecord | None = max(
        (row for one in cases for row in rows_fetched(one, "eligibility_records") if row.about == about),
        key=lambda row: row.pk,
        default=None,
    )
    newest = max(
        (row for row in asked if row.about == about and _may_be_out(row)),
        key=lambda row: row.pk,
        default=None,
    )
    if record is not None and record.says != Says.OPEN:
        ground, day = _of_record(case, record)
        return Standing(about, Says(record.says), ground, day, record, newest)
    for one in cases:
        says = _SAYS.get(str(one.answers.get(requirement.answer, ""))) if requirement.answer else None
        if says is not None:
            ground, day = _of_request(case, one)
            return Standing(about, says, ground, day, record, newest)
    return Standing(about, None, record=record, asked=newest)


def _of_record(case: Case, record: EligibilityRecord) -> tuple[Ground, date | None]:
    if record.rests_on in SHOWN:
        return Ground(record.rests_on), record.day
    if record.rests_on == RestsOn.REQUEST:
        return _of_request(case, record.case)
    is_reader = record.case_id == case.pk and not case.is_for_another
    return Ground.TOLD if is_reader else Ground.HEARD, record.day


def _of_request(case: Case, said: Case) -> tuple[Ground, date | None]:
    """What a request says of itself; of another one that is answered together with it, the day it came."""
    if said.pk == case.pk:
        return Ground.REQUEST, None
    return Ground.HEARD, said.received_at.astimezone(PACIFIC).date()


def ground_of_outcome(case: Case) -> Standing | None:
    """What the outcome of the case rests on, where it says that the law does not cover the person."""
    for requirement in base.get(case.kind).eligibility:
        if requirement.outcome == case.outcome:
            return standing_of(case, requirement)
    return None


def why_not_denied(case: Case, about: str) -> str:
    """Why no letter may say that this condition is not met; empty when the request says so, or a record does."""
    requirement = next((one for one in base.get(case.kind).eligibility if one.about == about), None)
    if requirement is None:
        return _("The law of this request does not ask this.")
    known = standing_of(case, requirement)
    if known.says is Says.NOT_SO:
        return ""
    said = {"denied": known.about.denied}
    if known.says is Says.SO and known.record is not None:
        return _("Recorded: %(so)s. Record it anew if that was wrong.") % {"so": known.about.label}
    if known.says is Says.SO:
        return _("The request says: %(so)s.") % {"so": known.about.label}
    if known.asked is not None:
        day = long_day(known.asked.asked_at.astimezone(PACIFIC).date())
        words = _(
            "Not on record: %(denied)s. A letter of %(day)s asks the person; without an answer they count as covered."
        )
        return words % {**said, "day": day}
    if requirement.question:
        return _("Not on record: %(denied)s. Silence is not a no: record what says so, or ask the person.") % said
    return _("Not on record: %(denied)s. Record what shows it.") % said

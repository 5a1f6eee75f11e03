"""Recording that the law does not cover the person, or that it does, and what that rests on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import journal
from dsr.clock import PACIFIC, now, today
from dsr.eligibility.evidence import requirement_about, standing_of
from dsr.errors import BadInput, Blocked
from dsr.journal import Actor, EntryName, Line
from dsr.kinds.base.eligibility import Requirement
from dsr.law.spans import add_months, local_date
from dsr.lifecycle import State
from dsr.models import Case, EligibilityRecord
from dsr.models.eligibility import SHOWN, TOLD, About, RestsOn, Says

UNDECIDED = frozenset({State.RECEIVED, State.VERIFYING, State.REVIEW})
# Who is covered may be covered for whatever we were told.
_OF_SO = frozenset({RestsOn.REQUEST, *TOLD})


@dataclass(frozen=True)
class Statement:
    """What staff record, what it rests on, the day (when we were told; of a last purchase, its own) and a note."""

    about: str
    says: str
    rests_on: str = ""
    day: date | None = None
    note: str = ""


@transaction.atomic
def record_eligibility(case_id: int, actor: Actor, said: Statement, *, seen: int) -> EligibilityRecord:
    """Write it down, with the note sealed in the journal. The newest record counts.

    Raises BadInput for what lacks something or rests on nothing, Blocked where our own records stand against what the
    person says: the person is asked.
    """
    journal.must_decide(actor)
    case = Case.objects.select_related("joined_to").get(pk=case_id)
    if State(case.state) not in UNDECIDED:
        raise BadInput(_("This request is decided already."))
    if said.about not in About.values or said.says not in Says.values:
        raise BadInput(_("Choose what you record."))
    requirement = requirement_about(case, said.about)
    if not said.note.strip():
        raise BadInput(_("Write what you saw or heard, and where it is kept."))
    _check(case, requirement, said)
    facts = {"about": said.about, "says": said.says}
    facts |= {"rests_on": said.rests_on} if said.rests_on else {}
    facts |= {"day": said.day.isoformat()} if said.day else {}
    line = Line(EntryName.ELIGIBILITY_RECORDED, facts, said.note.strip())
    case = journal.record(case_id, line, actor, seen=seen)
    return EligibilityRecord.objects.create(
        case=case,
        about=said.about,
        says=said.says,
        rests_on=said.rests_on,
        day=said.day,
        account_id=actor.account_id or 0,
        recorded_at=now(),
        entry=case.entry_count,
    )


def _check(case: Case, requirement: Requirement, said: Statement) -> None:
    if said.says == Says.OPEN:
        if said.rests_on or said.day:
            raise BadInput(_("What was a mistake rests on nothing: leave the rest empty."))
        return
    allowed = set(requirement.rests_on) if said.says == Says.NOT_SO else set(_OF_SO)
    if said.rests_on not in RestsOn.values or RestsOn(said.rests_on) not in allowed:
        raise BadInput(
            _(
                "Choose what it rests on. A billing address, or a search that found nothing, is no ground: "
                "ask the person."
            )
        )
    _CHECKS.get(RestsOn(said.rests_on), _check_told)(case, requirement, said)


def _check_request(case: Case, requirement: Requirement, said: Statement) -> None:
    answer = str(case.answers.get(requirement.answer, "")) if requirement.answer else ""
    opposite = {Says.NOT_SO: "yes", Says.SO: "no"}[Says(said.says)]
    if answer == opposite:
        raise BadInput(_("The request itself answers the opposite. Record what was said since, or ask the person."))
    if said.day:
        raise BadInput(_("What the request itself says has the day of the request: leave the day empty."))


def _check_told(case: Case, requirement: Requirement, said: Statement) -> None:
    if said.day is None or not local_date(case.received_at) <= said.day <= today():
        raise BadInput(_("Give the day on which we were told, not before the request came and not after today."))
    if said.rests_on != RestsOn.ANSWER:
        return
    asked = standing_of(case, requirement).asked
    if asked is None or said.day < asked.asked_at.astimezone(PACIFIC).date():
        raise BadInput(_("Nobody was asked this before that day."))


def _check_shown(case: Case, requirement: Requirement, said: Statement) -> None:
    if standing_of(case, requirement).says is Says.SO:
        raise Blocked(_("The person says otherwise. Ask the person: our own records alone do not stand against that."))
    if said.rests_on == RestsOn.CONTRACT:
        if said.day:
            raise BadInput(_("A contract needs no day here: leave it empty, and write the day into the note."))
        return
    if said.day is None:
        raise BadInput(_("Give the day of the last purchase, rental or lease."))
    if add_months(said.day, requirement.wants_months) >= local_date(case.received_at):
        words = _("A purchase of %(day)s is recent enough: it is not more than %(months)s months before the request.")
        raise BadInput(words % {"day": said.day.isoformat(), "months": requirement.wants_months})


_Check = Callable[[Case, Requirement, Statement], None]
_CHECKS: Mapping[RestsOn, _Check] = {RestsOn.REQUEST: _check_request, **dict.fromkeys(SHOWN, _check_shown)}

"""An agency, or a court at its wish, directs that data be kept: recorded, renewed, and counted from its own day."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import journal
from dsr.clock import now, today
from dsr.errors import BadInput, NotAllowed
from dsr.journal import Actor, EntryName, Line
from dsr.kinds import base
from dsr.kinds.base import KeepCode
from dsr.law.deletion import LOOK_AGAIN_MONTHS_MOST
from dsr.law.spans import add_months
from dsr.models import AgencyDirection, Case, Step
from dsr.models.system import StepState
from dsr.retention import kept_data
from dsr.retention.review_dates import unstuck


@dataclass(frozen=True)
class Direction:
    """What came from outside. `ends_on` None: as long as the law lets it run. `number` is of the agency's own case."""

    keep_code: str
    directed_on: date
    agency: str
    number: str
    forbids_telling: bool
    why: str
    ends_on: date | None = None


def directable(kind: base.Kind) -> tuple[KeepCode, ...]:
    """The exceptions of a kind that somebody outside may direct, and of which an order may forbid to tell."""
    return tuple(keep for keep in kind.keep_codes if keep.may_be_secret)


@transaction.atomic
def record_direction(case: Case, actor: Actor, step_id: int, direction: Direction, *, seen: int | None = None) -> Case:
    """Write down a direction, or its renewal, about what one system holds; who directed it, and why, is sealed."""
    journal.must_decide(actor)
    step = Step.objects.select_related("case", "system").filter(pk=step_id, case=case).first()
    if step is None or step.state in {StepState.DONE, StepState.NOT_HELD} or not case.data_key:
        raise NotAllowed(_("Nothing is kept here, or can be kept any more."))
    keep = next((one for one in directable(base.get(case.kind)) if one.code == direction.keep_code), None)
    if keep is None or (step.state == StepState.KEPT and step.keep_code != keep.code):
        raise BadInput(_("Choose what was directed: it is the exception under which the data is kept."))
    ends_on = _last_day(direction, keep)
    if not (direction.agency.strip() and direction.why.strip()):
        raise BadInput(_("Write who directed it, and why."))
    is_renewal = kept_data.direction_of(step, keep.code) is not None or step.state == StepState.KEPT
    row = AgencyDirection.objects.create(
        step=step,
        keep_code=keep.code,
        directed_on=direction.directed_on,
        ends_on=ends_on,
        forbids_telling=direction.forbids_telling,
        recorded_at=now(),
    )
    told = {"agency": direction.agency.strip(), "number": direction.number.strip(), "why": direction.why.strip()}
    journal.reseal(case.pk, kept_data.direction_name(row.pk), told)
    facts = {
        "step": step.pk,
        "system": step.system.name,
        "directed_on": direction.directed_on.isoformat(),
        "ends_on": ends_on.isoformat(),
        "forbids_telling": direction.forbids_telling,
    }
    line = Line(
        EntryName.STEP_HELD if is_renewal else EntryName.STEP_DIRECTED, facts, "\n".join(filter(None, told.values()))
    )
    return journal.record(case.pk, line, actor, seen=seen, changes=unstuck(step))


def _last_day(direction: Direction, keep: KeepCode) -> date:
    """Raises BadInput for days that the law does not give, or that are over."""
    if direction.directed_on > today():
        raise BadInput(_("The direction cannot be of a day that is still to come."))
    longest = (
        direction.directed_on + timedelta(days=keep.days) if keep.days else add_months(today(), LOOK_AGAIN_MONTHS_MOST)
    )
    if direction.ends_on is None and not keep.days:
        raise BadInput(_("Give the last day of the order."))
    ends_on = direction.ends_on or longest
    if not today() <= ends_on <= longest:
        if keep.days:
            words = _("It runs at most %(days)d days from the day of the direction, and is not over yet.")
            raise BadInput(words % {"days": keep.days})
        raise BadInput(
            _("Give a day from today on, at most %(months)d months ahead.") % {"months": LOOK_AGAIN_MONTHS_MOST}
        )
    return ends_on

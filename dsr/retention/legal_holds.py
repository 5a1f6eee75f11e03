"""Data that is kept for some days only, unless renewed, § 1798.145(a)(1)(B): when they end, somebody looks again."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import journal
from dsr.clock import today
from dsr.errors import BadInput
from dsr.journal import MACHINE, Actor, EntryName, Line
from dsr.kinds import base
from dsr.law.spans import local_date
from dsr.lifecycle import State
from dsr.models import Case, Entry, Step
from dsr.models.due_work import DAILY
from dsr.models.system import StepState
from dsr.reasons import Reason


@dataclass(frozen=True)
class LegalHold:
    """A step that keeps data for a time, and the last day of it."""

    step: Step
    ends_on: date


def hold_ends_on(step: Step) -> date | None:
    """The last day on which the exception holds; None for one without end, and for data that is not kept."""
    days = _days(step)
    if not days or step.settled_at is None:
        return None
    renewed = Entry.objects.filter(case=step.case_id, name=EntryName.STEP_HELD, at__gte=step.settled_at)
    for facts in map(journal.facts_of, renewed.order_by("-number")):
        if facts["step"] == step.pk:
            return date.fromisoformat(facts["ends_on"])
    return local_date(step.settled_at) + timedelta(days=days)


def holds_ending(by: date) -> list[LegalHold]:
    """Every hold that ends on this day or before, the earliest first."""
    codes = {keep.code for kind in base.every() for keep in kind.keep_codes if keep.days}
    kept = Step.objects.filter(state=StepState.KEPT, keep_code__in=codes).exclude(case__state=State.FORGOTTEN)
    found = [(step, hold_ends_on(step)) for step in kept.select_related("case", "system")]
    due = [LegalHold(step, day) for step, day in found if day is not None and day <= by]
    return sorted(due, key=lambda hold: (hold.ends_on, hold.step.pk))


def show_ended_holds() -> int:
    """A case whose hold is over is shown to staff; how many are shown anew."""
    shown = 0
    for case_id in sorted({hold.step.case_id for hold in holds_ending(today() - timedelta(days=1))}):
        with transaction.atomic():
            if Case.objects.select_for_update().get(pk=case_id).stuck:
                continue  # a person looks at it already, and the daily email lists the hold
            line = Line(EntryName.STUCK, {"work": DAILY, "reason": Reason.HOLD_OVER})
            journal.record(case_id, line, MACHINE, changes={"stuck": Reason.HOLD_OVER})
            shown += 1
    return shown


@transaction.atomic
def renew_hold(case: Case, actor: Actor, step_id: int, until: date, note: str, *, seen: int | None = None) -> Case:
    """The hold goes on until this day: who directed it, and why, is written down and sealed."""
    journal.must_decide(actor)
    step = Step.objects.filter(pk=step_id, case=case, state=StepState.KEPT).select_related("case").first()
    days = _days(step) if step else 0
    if step is None or not days:
        raise BadInput(_("Nothing is kept here for a time only."))
    if not today() <= until <= today() + timedelta(days=days):
        raise BadInput(_("Give a day from today on, at most %(days)d days ahead.") % {"days": days})
    if not note.strip():
        raise BadInput(_("Write who renewed it and why."))
    told = {"step": step.pk, "system": step.system.name, "ends_on": until.isoformat()}
    line = Line(EntryName.STEP_HELD, told, note.strip())
    over = [hold for hold in holds_ending(today() - timedelta(days=1)) if hold.step.case_id == case.pk]
    is_last = step.case.stuck == Reason.HOLD_OVER and all(hold.step.pk == step.pk for hold in over)
    return journal.record(case.pk, line, actor, seen=seen, changes={"stuck": ""} if is_last else {})


def _days(step: Step) -> int:
    if step.state != StepState.KEPT or not step.keep_code:
        return 0
    codes = {keep.code: keep.days for keep in base.get(step.case.kind).keep_codes}
    return codes.get(step.keep_code, 0)

"""What was kept is needed no more: the step is done after all, and the person is told in short."""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from dsr import journal, retention, second_approvals, systems
from dsr.clock import now
from dsr.errors import BadInput, NotAllowed
from dsr.journal import Actor, EntryName, Line
from dsr.kinds import base
from dsr.lifecycle import State, Transition
from dsr.models import Case, ClosedDay, Step
from dsr.models.system import StepState
from dsr.review import follow_ups, second_person
from dsr.review.decision_wait import leaves_at


@transaction.atomic
def end_keeping(case: Case, actor: Actor, step_id: int, why: str, *, seen: int | None = None) -> Case:
    """The reason has ended, or the hold is over: the step is done after all, and the person is told.

    What else is kept for the request stays so. Raises NotAllowed while the request is being answered or decided.
    """
    journal.must_decide(actor)
    step = Step.objects.select_related("case", "system").filter(pk=step_id, case=case).first()
    if step is None or retention.review_of(step) is None:
        raise BadInput(_("Nothing is kept here that ends."))
    if not why.strip():
        raise BadInput(_("Write how you know that it is needed no more."))
    line = Line(EntryName.STEP_KEEP_ENDED, {"step": step.pk, "system": step.system.name}, why.strip())
    case = journal.record(case.pk, line, actor, seen=seen, changes=retention.unstuck(step))
    if case.state == State.RESPONDED:
        dates = _dates_to_finish(case)
        facts = {name: day.isoformat() for name, day in dates.items()} | {"before": follow_ups.as_answered(case)}
        changes = {**dates, **journal.wait_from_now(dates["due_safe"])}
        case = journal.transition(case.pk, journal.Move(Transition.FINISH, facts), actor, changes=changes)
    elif case.state != State.WORKING:
        raise NotAllowed(_("Wait until the response is out, or decide anew."))
    case = second_person.require(case, outcome_after_keeping(case), actor)
    waits = leaves_at(case) is not None or second_approvals.asked_of(case) is not None
    if not (waits and journal.is_finishing(case)):  # there the engine does it, once the wait is over
        systems.reopen_step(step)
    return case


def outcome_after_keeping(case: Case) -> base.Outcome:
    """How it would have ended with this done: what is deleted after all needs a second approval as it did then."""
    kind = base.get(case.kind)
    done = [base.Result(StepState.DONE)]
    return kind.outcome(kind.work.outcome(done) if kind.work is not None and kind.work.outcome else case.outcome)


def _dates_to_finish(case: Case) -> dict[str, date]:
    """The days by which the person is told: as many as a fresh request of the kind would have."""
    closed = frozenset(ClosedDay.objects.filter(business=case.business_id).values_list("day", flat=True))
    receipt = base.Receipt(now(), case.is_designated, settings.REASONABLE_PERIOD_DAYS, closed)
    deadline = base.get(case.kind).clocks.respond(receipt)
    return {"due_safe": deadline.due_safe, "due_latest": deadline.due_latest}

"""Through the steps in their order, resumable at any point; and what they come to."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from dsr import corrections, journal, work_queue
from dsr.errors import CannotAct, DeskError, TryAgain
from dsr.fulfilment.step_plan import asymmetries, missing, plan_steps
from dsr.journal import MACHINE, EntryName, Line
from dsr.kinds import base
from dsr.lifecycle import State
from dsr.models import Case, Entry, Step
from dsr.models.due_work import WorkName
from dsr.models.system import StepState
from dsr.reasons import Reason
from dsr.steps import is_settled, stop_step

_STOPPED = (StepState.FAILED, StepState.CHANGED)


@dataclass(frozen=True)
class StepProgress:
    """How far the steps are. `returned`: why a person must decide anew; `stuck`: why a person must help."""

    is_settled: bool = False
    returned: str = ""
    stuck: str = ""


def continue_steps(case: Case) -> StepProgress:
    """Start what comes next. A step that waits for its owner holds nobody up; any other holds those after it."""
    kind = base.get(case.kind)
    if kind.work is None:
        return StepProgress(is_settled=True)
    if missing(case):
        if kind.automatic_grant is None:
            return StepProgress(returned=Reason.SYSTEM_ADDED)
        with transaction.atomic():
            plan_steps(case)
    steps = list(Step.objects.filter(case=case, action=kind.work.action).select_related("system", "case__business"))
    is_started = False
    for step in steps:
        if is_settled(step) or step.state == StepState.ASKED:
            continue
        if step.state == StepState.CHANGED:
            return StepProgress(returned=step.reason)
        if step.state == StepState.FAILED or (step.state == StepState.DRY and not step.system.is_approved):
            return StepProgress(stuck=step.reason or Reason.STEP_FAILED)
        if not _start(step):
            return StepProgress()
        is_started = True
    if is_started:  # what a person looks after may be settled by now
        steps = list(Step.objects.filter(case=case, action=kind.work.action))
    if not all(is_settled(step) for step in steps):
        return StepProgress()
    if asymmetries(case.business, kind.work.action):
        return StepProgress(stuck=Reason.SYSTEM_WITHOUT_REASON)
    return StepProgress(is_settled=True)


def _start(step: Step) -> bool:
    """True when the next step may start too."""
    if step.system.how.asks_owner:
        _act(step)
        return True
    decided = f"{journal.newest_decision(step.case_id)}:{step.system.approved_digest[:8]}:{step.found_at}"
    work_queue.add(WorkName.STEP, step.pk, f"step:{step.pk}:{decided}", case_id=step.case_id)
    return False


def _act(step: Step) -> None:
    if step.keep_code:
        step.system.how.keep(step)
    else:
        step.system.how.carry_out(step)


def preview_step(step_id: int, *, is_last: bool = True) -> None:
    """Look up what a step would act on: counts by table, and the sealed identifiers of its rows.

    Raises TryAgain while the system is away; what a person must mend is written into the step.
    """
    step = _get(step_id)
    if not is_settled(step) and step.state != StepState.DOING:
        _try(step, step.system.how.preview, is_last)


def carry_out_step(step_id: int, *, is_last: bool = True) -> None:
    """Do one step and prove it. Raises TryAgain while the system is away; the last time a person gets it."""
    step = _get(step_id)
    # A decision that was taken back is not carried out.
    if not is_settled(step) and step.case.state == State.WORKING:
        _try(step, _act, is_last)


def _get(step_id: int) -> Step:
    return Step.objects.select_related("case__business", "system").get(pk=step_id)


def _try(step: Step, do: Callable[[Step], None], is_last: bool) -> None:
    try:
        do(step)
    except DeskError as error:
        is_away = isinstance(error, TryAgain)
        if is_last or not is_away:
            told: dict[str, Any] = {"remarks": error.remarks} if isinstance(error, CannotAct) and error.remarks else {}
            stop_step(step, StepState.FAILED, error.code, **told)
        if is_away:
            raise


def conclude_steps(case: Case) -> None:
    """From the settled steps: the final outcome, once a decision."""
    kind = base.get(case.kind)
    if kind.work is None or kind.work.outcome is None:
        return
    concluded = Entry.objects.filter(case=case, name=EntryName.CONCLUDED, number__gt=journal.newest_decision(case.pk))
    if concluded.exists():
        return
    steps = list(Step.objects.filter(case=case, action=kind.work.action))
    decided = corrections.items_of(case)
    is_final = kind.outcome(case.outcome).is_final
    outcome = case.outcome if is_final else kind.work.outcome(corrections.item_results(steps, decided))
    kept = sorted(
        {step.keep_code for step in steps if step.state == StepState.KEPT} | {i.code for i in decided if i.code}
    )
    counts = {state: sum(step.state == state for step in steps) for state in {step.state for step in steps}}
    line = Line(EntryName.CONCLUDED, {"outcome": outcome, "reasons": kept, "steps": counts})
    journal.record(case.pk, line, MACHINE, changes={"outcome": outcome, "reasons": kept})
    case.refresh_from_db()

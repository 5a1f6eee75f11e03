"""A case is decided anew: steps that were settled without a deed are open again, and rows are looked up afresh."""

from typing import Any

from dsr import journal, suppression, work_queue
from dsr.journal import EntryName
from dsr.models import Case, Entry, Step
from dsr.models.due_work import WorkName
from dsr.models.system import StepState

# A look at the rows may replace what an earlier look of these found.
_LOOKED_AT_AGAIN = (StepState.PLANNED, StepState.PREVIEWED, StepState.CHANGED, StepState.FAILED, StepState.DRY)
# Nothing was done there: another decision may do it. What is done stays done.
_PUT_BACK = (StepState.KEPT, StepState.NOT_HELD)
_NOT_LOOKED_AT: dict[str, Any] = {
    "state": StepState.PLANNED,
    "reason": "",
    "remarks": [],
    "found": {},
    "found_digest": "",
    "found_at": None,
}
_NOT_SETTLED: dict[str, Any] = {
    **_NOT_LOOKED_AT,
    "keep_code": "",
    "review_on": None,
    "one_person": "",
    "did": {},
    "left": {},
    "due_on": None,
    "asked_at": None,
    "reminded_at": None,
    "reminders": 0,
    "settled_at": None,
    "begun_at": None,
    "asked_parts": [],
    "done_parts": None,
    "left_parts": None,
}


def reopen_steps(case: Case) -> int:
    """What was kept or not held may be acted on by another decision, in the caller's transaction; how many steps.

    The locks of what was kept are lifted: who decides may keep it again. Who was asked to act is told to stop.
    """
    for step in Step.objects.filter(case=case, state=StepState.ASKED).select_related("system"):
        step.system.how.call_off(step)
    steps = list(Step.objects.filter(case=case, state__in=_PUT_BACK).select_related("system"))
    for step in steps:
        Step.objects.filter(pk=step.pk, state__in=_PUT_BACK).update(**_NOT_SETTLED)
        if step.system.how.looks_up:
            _add_look(step)
    if steps:
        suppression.unlock_kept_data(case)
    return len(steps)


def reopen_step(step: Step) -> None:
    """What one step kept is done after all, in the caller's transaction: the machine goes on with it."""
    code = step.keep_code
    Step.objects.filter(pk=step.pk, state=StepState.KEPT).update(**_NOT_SETTLED)
    step.system.how.look_anew(step)
    if not Step.objects.filter(case=step.case_id, state=StepState.KEPT, keep_code=code).exists():
        suppression.unlock_kept_data(step.case, code)
    case = step.case_id
    work_queue.add(WorkName.ADVANCE, case, f"advance:{case}:{journal.newest_number(case)}", case_id=case)


def ended_steps(case: Case) -> list[Step]:
    """What is kept still, and of which somebody said that it is needed no more."""
    names = {EntryName.STEP_KEEP_ENDED: True, EntryName.STEP_KEPT: False, EntryName.STEP_KEPT_ON: False}
    has_ended: dict[int, bool] = {}
    for entry in Entry.objects.filter(case=case, name__in=names).order_by("number"):
        has_ended[journal.facts_of(entry).get("step", 0)] = names[EntryName(entry.name)]
    kept = Step.objects.filter(case=case, state=StepState.KEPT).select_related("system", "case")
    return [step for step in kept if has_ended.get(step.pk)]


def reopen_ended_steps(case: Case) -> None:
    """Once that has waited its time, the machine goes on with it."""
    for step in ended_steps(case):
        reopen_step(step)


def look_up_again(case: Case) -> None:
    """A fresh look at every open step that a system counts, in the caller's transaction: a person decides anew."""
    for step in Step.objects.filter(case=case, state__in=_LOOKED_AT_AGAIN).select_related("system"):
        if step.system.how.looks_up:
            want_lookup(step)


def want_lookup(step: Step) -> None:
    """Forget what was found and look it up anew; unless it was begun: then what was found proves what was done."""
    rows = Step.objects.filter(pk=step.pk, state__in=_LOOKED_AT_AGAIN, begun_at=None)
    if rows.update(**_NOT_LOOKED_AT):
        _add_look(step)


def _add_look(step: Step) -> None:
    step.system.how.look_anew(step)
    # By the newest entry, which is why it is looked up again: two looks may be wanted at one instant.
    work_queue.add(
        WorkName.PREVIEW, step.pk, f"preview:{step.pk}:{journal.newest_number(step.case_id)}", case_id=step.case_id
    )

"""A step comes to its end, or to a person: written with its entry in the journal, in one transaction."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from dsr import journal, sealing, suppression, work_queue
from dsr.clock import now
from dsr.journal import MACHINE, Actor, EntryName, Line
from dsr.lifecycle import State
from dsr.models import Case, Step, Tombstone
from dsr.models.due_work import WorkName
from dsr.models.system import SETTLED, StepState
from dsr.reasons import Reason
from dsr.steps import kept_reasons, person
from dsr.systems import sql

# By these a deleted person is known again.
TOMBSTONES = ("email", "phone", "customer")
# What a person who acted there may say of it.
OWNER_ANSWERS = (StepState.DONE, StepState.NOT_HELD, StepState.KEPT)

_ENTRIES = {
    StepState.DONE: EntryName.STEP_DONE,
    StepState.NOT_HELD: EntryName.STEP_NOT_HELD,
    StepState.KEPT: EntryName.STEP_KEPT,
    StepState.DRY: EntryName.STEP_DRY,
    StepState.CHANGED: EntryName.STEP_CHANGED,
    StepState.FAILED: EntryName.STEP_FAILED,
}


@dataclass(frozen=True)
class Settlement:
    """What a step came to: its state and what else of the step changes, by column.

    `facts` go into the journal, none of them personal, and `words`, sealed there.
    """

    state: StepState
    facts: Mapping[str, Any] = field(default_factory=dict)
    words: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)


def settle_step(
    step: Step, come_to: Settlement, actor: Actor = MACHINE, *, goes_on: bool = True, is_decided: bool = False
) -> bool:
    """Settle a step once. False when it was settled already. The case then goes on.

    `is_decided`: only by the decision that still stands; False when it was taken back meanwhile.
    """
    state, values = come_to.state, come_to.changes
    if state is StepState.NOT_HELD and step.asked_parts:  # nothing more is there; what was done before stays done
        state, values = StepState.DONE, {**values, "asked_parts": step.asked_parts}
    with transaction.atomic():
        changed = {"state": state.value, "settled_at": now(), "reason": "", **_parts(step, state), **values}
        if not Step.objects.unsettled().filter(pk=step.pk).update(**changed):
            return False
        code = str(values.get("keep_code", step.keep_code))
        if state is StepState.KEPT:
            Step.objects.filter(pk=step.pk).update(**kept_reasons.settled_as_kept(step, code))
        if state is StepState.KEPT and person.is_hold(step.case, code):
            suppression.lock_kept_data(step.case, person.party_of(step.case), code)
        told = {**_facts(step), **({"keep_code": code} if state is StepState.KEPT else {}), **come_to.facts}
        case = _record(step, Line(_ENTRIES[state], told, come_to.words), actor, stuck="")
        if is_decided and case.state != State.WORKING:
            transaction.set_rollback(True)
            return False
        if goes_on:
            wake(case, step)
        return True


def begin_step(step: Step, state: StepState = StepState.DOING, **values: Any) -> bool:
    """From now on it may have been done. False, and nothing may be done, once the decision was taken back."""
    with transaction.atomic():
        if Case.objects.select_for_update(no_key=True).get(pk=step.case_id).state != State.WORKING:
            return False
        begun = {"state": state.value, "reason": "", "begun_at": step.begun_at or now(), **values}
        rows = Step.objects.unsettled().filter(pk=step.pk)
        again = rows if state is StepState.DOING else rows.exclude(state=state)  # who is asked is asked once
        return bool(again.update(**begun))


def stop_step(step: Step, state: StepState, reason: Reason, *, words: str = "", **values: Any) -> None:
    """A step cannot go on by itself: `reason` tells a person why, `words` what the system itself said."""
    with transaction.atomic():
        open_step = Step.objects.unsettled().filter(pk=step.pk)
        if open_step.exclude(state=state, reason=reason).update(state=state, reason=reason, **values):
            _record(step, Line(_ENTRIES[state], {**_facts(step), "reason": reason}, words), MACHINE)
        elif "remarks" in values:  # stopped by the same again, though perhaps elsewhere
            open_step.update(remarks=values["remarks"])


def wake(case: Case, step: Step) -> None:
    """The case goes on, in the caller's transaction."""
    work_queue.add(WorkName.ADVANCE, case.pk, f"advance:{case.pk}:{step.pk}:{case.entry_count}", case_id=case.pk)


def _parts(step: Step, state: StepState) -> dict[str, Any]:
    """Which parts were asked when it was done; where it was one, that one was there."""
    if state is not StepState.DONE:
        return {}
    asked = person.parts_of(step.case)
    return {"asked_parts": asked, **({"done_parts": asked} if len(asked) == 1 else {})}


def _facts(step: Step) -> dict[str, Any]:
    return {"step": step.pk, "system": step.system.name, "deed": step.action}


def _record(step: Step, line: Line, actor: Actor, stuck: str | None = None) -> Case:
    # What the case was stuck with was this step, unless another one still is.
    is_over = stuck == "" and step.case.stuck and not _others_stopped(step)
    return journal.record(step.case_id, line, actor, changes={"stuck": ""} if is_over else {})


def _others_stopped(step: Step) -> bool:
    rows = Step.objects.unsettled().filter(case_id=step.case_id).exclude(pk=step.pk)
    return rows.exclude(reason="").exists()


def write_tombstones(step: Step, people: Iterable[Mapping[str, str]], portions: Iterable[str], at: datetime) -> int:
    """Tombstones of who was deleted in this system, in the caller's transaction; how many are new."""
    rows = [
        Tombstone(
            system_id=step.system_id,
            field=name,
            digest=sealing.suppression_digest(step.system.business_id, name, told[name]),
            action=step.action,
            portions=",".join(sorted(portions)),
            at=at,
            is_exact=True,
        )
        for told in people
        for name in TOMBSTONES
        if not sql.is_placeholder(name, told.get(name, ""))  # by it, strangers would be known again
    ]
    return len(Tombstone.objects.bulk_create(rows, ignore_conflicts=True))


def is_settled(step: Step) -> bool:
    return step.state in SETTLED

"""One step in a database: looked up, done, proved. Doing it again changes nothing."""

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dsr import journal, parties, steps
from dsr.clock import now
from dsr.errors import DeskError, Forgotten, RowsChanged, TryAgain
from dsr.fulfilment.ways import webhook_step
from dsr.kinds import base
from dsr.lifecycle import State
from dsr.models import Step, Verification
from dsr.models.system import SEVERAL_PEOPLE, StepState, Way
from dsr.steps import is_settled, settle_step, stop_step, write_tombstones
from dsr.systems import sql
from dsr.systems.sql import ERASES, FoundRows, Reach


def _get(step_id: int) -> Step:
    return Step.objects.select_related("case__business", "system").get(pk=step_id)


def preview_step(step_id: int, *, is_last: bool = True) -> None:
    """Look up what a step would act on: counts by table, and the sealed identifiers of its rows.

    Raises TryAgain while the system is away; what a person must mend is written into the step.
    """
    step = _get(step_id)
    if is_settled(step) or step.system.way == Way.PERSON or step.state == StepState.DOING:
        return
    try:
        if step.system.way == Way.WEBHOOK:
            webhook_step.preview(step)
        else:
            _look(step, _reach(step))
    except DeskError as error:
        _fail(step, error, is_last)


def carry_out_step(step_id: int, *, is_last: bool = True) -> None:
    """Do one step and prove it. Raises TryAgain while the system is away; the last time a person gets it."""
    step = _get(step_id)
    # A decision that was taken back is not carried out.
    if is_settled(step) or step.case.state != State.WORKING:
        return
    try:
        if step.keep_code:
            keep(step)
        elif step.system.way == Way.SQL:
            _do(step)
        elif step.system.way == Way.WEBHOOK:
            webhook_step.carry_out(step)
    except DeskError as error:
        _fail(step, error, is_last)


def _fail(step: Step, error: DeskError, is_last: bool) -> None:
    if not isinstance(error, TryAgain):
        stop_step(step, StepState.FAILED, error.code)
        return
    if is_last:
        stop_step(step, StepState.FAILED, error.code)
    raise error


def _reach(step: Step) -> Reach:
    return sql.reach_person(step.system, step.deed, steps.person_of(step))


def _seal_name(step: Step) -> str:
    return f"step:{step.pk}"


def _look(step: Step, reach: Reach, state: StepState = StepState.PREVIEWED) -> FoundRows:
    found = sql.preview_rows(reach)
    seen: dict[str, Any] = {
        "state": state,
        "found": found.counts(reach.acts),
        "found_digest": found.digest,
        "found_at": now(),
        "reason": _doubt(step, reach, found),
        "recipients": sql.confirmed_recipients_of(reach.url, reach.mapping, found, step.case.business),
    }
    with transaction.atomic():
        journal.reseal(step.case_id, _seal_name(step), found.to_json())
        Step.objects.unsettled().filter(pk=step.pk).update(**seen)
    step.state, step.found, step.found_at, step.reason = state, seen["found"], seen["found_at"], seen["reason"]
    return found


def _sealed(step: Step) -> FoundRows:
    return FoundRows.from_json(parties.sealed_value(step.case, _seal_name(step)))


def found_people(step: Step) -> tuple[int, str]:
    """How many rows of the identity the look found, and their digest."""
    found = _sealed(step)
    return len(found.people), found.people_digest(sql.read_mapping(step.system.mapping).identity.table)


def _doubt(step: Step, reach: Reach, found: FoundRows) -> str:
    """Why a person must look: several people share the address, or nothing is found that may be there all the same.

    Where nobody decides, what is asked holds for the address, whoever has it.
    """
    if len(found.people) > 1 and not base.get(step.case.kind).granted:
        known = found.people_digest(reach.mapping.identity.table) == step.one_person
        return "" if known else SEVERAL_PEOPLE
    if any(found.rows.values()):
        return ""
    if not sql.identity_point(reach.mapping, reach.person.points):
        return "no-address"
    # The case that opened this one may ask no proof: then this one was proved by itself.
    rows = Verification.objects.filter(case_id__in=[step.case_id, step.case.opened_by_id or 0])
    proved = rows.order_by("-case_id").first()
    matched = set(proved.points_matched) if proved else set()
    if matched & reach.mapping.identity.names and "email" not in matched:
        return "matched-by-other-points"  # the record that proved who asks has another address
    return ""


def _do(step: Step) -> None:
    reach = _reach(step)
    chosen = steps.portions_of(step.case)
    if chosen and not any(act.portion in chosen for act in reach.acts):
        code = steps.not_asked_code(step.case)
        settle_step(step, StepState.KEPT, keep_code=code, goes_on=False, is_decided=True)
        return
    if not reach.acts:  # nothing of what is to be corrected stands there
        settle_step(step, StepState.NOT_HELD, goes_on=False)
        return
    if not step.system.is_approved:
        _look(step, reach, StepState.DRY)
        stop_step(step, StepState.DRY, "mapping-not-approved")
        return
    was_doing = step.state == StepState.DOING
    nobody_decides = bool(base.get(step.case.kind).granted)
    is_fresh = step.found_at is None or (nobody_decides and not was_doing)
    found = _look(step, reach) if is_fresh else _sealed(step)
    if doubt := _doubt(step, reach, found):
        stop_step(step, StepState.FAILED, doubt)
        return
    Step.objects.unsettled().filter(pk=step.pk).update(state=StepState.DOING, reason="")
    try:
        asked = tuple(act for act in reach.acts if not chosen or act.portion in chosen)
        _act(step, replace(reach, acts=asked), found, was_doing)
    except RowsChanged as error:
        if not nobody_decides:
            stop_step(step, StepState.CHANGED, error.code)
            return
        Step.objects.unsettled().filter(pk=step.pk).update(state=StepState.PLANNED, found_at=None)
        raise TryAgain(_("The rows changed at the same moment.")) from None


def _act(step: Step, reach: Reach, found: FoundRows, was_doing: bool) -> None:
    did, left, found = steps.act_and_prove(step, reach, found)
    if any(left.values()):
        stop_step(step, StepState.FAILED, "rows-left", did=did, left=left)
        return
    counts = found.counts(reach.acts)
    if was_doing:  # the first attempt was not heard of any more, but nothing it was to do is left
        did = counts
    state = StepState.DONE if any(counts.values()) else StepState.NOT_HELD
    with transaction.atomic():
        told = {"found": counts, "did": did, "left": left}
        # What was done is done, though the decision may be taken back by now; nothing found is then no end.
        is_decided = state is StepState.NOT_HELD
        is_new = settle_step(step, state, facts=told, goes_on=False, is_decided=is_decided, did=did, left=left)
        # What was erased and comes back must be known again.
        if is_new and state is StepState.DONE and any(one.do in ERASES for one in reach.acts):
            asked = {"email": reach.person.points.get("email", "")}
            write_tombstones(step, [*found.people, asked], steps.portions_of(step.case), now())


def keep(step: Step) -> None:
    """Keep the data under its exception: marked with it, where the mapping says how, and used for nothing else."""
    did: dict[str, int] = {}
    if step.system.way == Way.WEBHOOK and not webhook_step.keep(step):
        return
    if step.system.way == Way.SQL and steps.is_hold(step.case, step.keep_code):
        reach = sql.locking_reach(step.system, step.deed, steps.person_of(step))
        if reach.acts and not step.system.is_approved:
            stop_step(step, StepState.DRY, "mapping-not-approved")
            return
        if reach.acts:
            try:
                found = _sealed(step)
            except Forgotten:
                found = _look(step, _reach(step))
            if _doubt(step, reach, found) == SEVERAL_PEOPLE:
                stop_step(step, StepState.FAILED, SEVERAL_PEOPLE)
                return
            try:
                did, left, found = steps.act_and_prove(step, reach, found)
            except RowsChanged as error:
                stop_step(step, StepState.CHANGED, error.code)
                return
            if any(left.values()):
                stop_step(step, StepState.FAILED, "rows-left")
                return
    settle_step(step, StepState.KEPT, facts={"did": did}, goes_on=False, is_decided=True, did=did)

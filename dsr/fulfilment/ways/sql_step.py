"""One step in a database: looked up, done, proved. Doing it again changes nothing."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dsr import corrections, journal, parties, steps
from dsr.clock import now
from dsr.errors import BadInput, CannotAct, Forgotten, RowsChanged, TryAgain
from dsr.kinds import base
from dsr.models import Step, System, Verification
from dsr.models.system import StepState
from dsr.models.way import ApprovalWords, Finding, Replay, Way, register
from dsr.reasons import Reason
from dsr.steps import Settlement, begin_step, settle_step, stop_step, write_tombstones
from dsr.systems import sql
from dsr.systems.sql import ERASES, Act, FoundRows, Reach


def _reach(step: Step) -> Reach:
    _refuse_unasked(step)
    return sql.reach_person(step.system, step.action, steps.person_of(step))


def _refuse_unasked(step: Step) -> None:
    """A mapping that was approved before this was asked may have a part that nobody can choose."""
    mapping = sql.read_mapping(step.system.mapping)
    sql.refuse_unasked(mapping, [step.action], is_for_part=bool(steps.portions_of(step.case)))


def _seal_name(step: Step) -> str:
    return f"step:{step.pk}"


def _look(step: Step, reach: Reach, state: StepState = StepState.PREVIEWED) -> FoundRows:
    found = sql.preview_rows(reach)
    seen: dict[str, Any] = {
        "state": state,
        "found": found.counts(reach.acts),
        "found_digest": found.digest,
        "found_at": now(),
        "reason": _doubt(step, reach, found) or "",
        "remarks": [one.to_json() for one in found.remarks],
        "recipients": sql.confirmed_recipients_of(reach.url, reach.mapping, found, step.case.business),
    }
    with transaction.atomic():
        journal.reseal(step.case_id, _seal_name(step), found.to_json())
        Step.objects.unsettled().filter(pk=step.pk).update(**seen)
    step.state, step.found, step.found_at, step.reason = state, seen["found"], seen["found_at"], seen["reason"]
    return found


def _sealed(step: Step) -> FoundRows:
    return FoundRows.from_json(parties.sealed_value(step.case, _seal_name(step)))


def _doubt(step: Step, reach: Reach, found: FoundRows) -> Reason | None:
    """Why a person must look: several people share the address, or nothing is found that may be there all the same.

    Where nobody decides, what is asked holds for the address, whoever has it.
    """
    if len(found.people) > 1 and base.get(step.case.kind).automatic_grant is None:
        known = found.people_digest(reach.mapping.identity.table) == step.one_person
        return None if known else Reason.MORE_THAN_ONE_PERSON
    if any(one.kind is sql.RemarkKind.ROWS_HIDDEN for one in found.remarks):
        return Reason.PERHAPS_THIS_PERSON  # of a table that the desk may not see, nobody can say that it is done
    if any(found.rows.values()):
        return None
    if found.remarks:
        return Reason.PERHAPS_THIS_PERSON
    if step.asked_parts:
        return Reason.CHANGED_BEFORE
    if not sql.identity_point(reach.mapping, reach.person.points):
        return Reason.NO_ADDRESS
    # The case that opened this one may ask no proof: then this one was proved by itself.
    rows = Verification.objects.filter(case_id__in=[step.case_id, step.case.opened_by_id or 0])
    proved = rows.order_by("-case_id").first()
    matched = set(proved.points_matched) if proved else set()
    if matched & reach.mapping.identity.names and "email" not in matched:
        return Reason.MATCHED_BY_OTHER_POINTS  # the record that proved who asks has another address
    return None


def _do(step: Step) -> None:
    reach = _reach(step)
    chosen = steps.portions_of(step.case)
    if chosen and not any(act.portion in chosen for act in reach.acts):
        code = steps.not_asked_code(step.case)
        settle_step(step, Settlement(StepState.KEPT, changes={"keep_code": code}), goes_on=False, is_decided=True)
        return
    if not reach.acts:  # nothing of what is to be corrected stands there
        settle_step(step, Settlement(StepState.NOT_HELD), goes_on=False)
        return
    if not step.system.is_approved:
        _look(step, reach, StepState.DRY)
        stop_step(step, StepState.DRY, Reason.MAPPING_NOT_APPROVED)
        return
    was_doing = step.state == StepState.DOING
    nobody_decides = base.get(step.case.kind).automatic_grant is not None
    is_fresh = step.found_at is None or (nobody_decides and not was_doing)
    found = _look(step, reach) if is_fresh else _sealed(step)
    if doubt := _doubt(step, reach, found):
        stop_step(step, StepState.FAILED, doubt)
        return
    if not begin_step(step, remarks=[one.to_json() for one in found.remarks]):
        return
    try:
        asked = tuple(act for act in reach.acts if not chosen or act.portion in chosen)
        _act(step, replace(reach, acts=asked), found, was_doing)
    except RowsChanged as error:  # nothing was done now: it is all or nothing
        before = step.begun_at
        if not nobody_decides:
            stop_step(step, StepState.CHANGED, error.code, begun_at=before)
            return
        Step.objects.unsettled().filter(pk=step.pk).update(state=StepState.PLANNED, found_at=None, begun_at=before)
        raise TryAgain(_("The rows changed at the same moment.")) from None


def _parts_of(acts: Iterable[Act], counts: Mapping[str, int]) -> frozenset[str]:
    """The parts that acts with rows belong to: portions of a deletion, fields of a correction; "" for neither."""
    there = [act for act in acts if counts.get(act.table)]
    return frozenset(part for act in there for part in act.corrected.values() or [act.portion])


def _act(step: Step, reach: Reach, found: FoundRows, was_doing: bool) -> None:
    did, left, found = steps.act_and_prove(step, reach, found)
    if any(left.values()):
        stop_step(step, StepState.FAILED, Reason.ROWS_LEFT, did=did, left=left)
        return
    counts = found.counts(reach.acts)
    if was_doing:  # the first attempt was not heard of any more, but nothing it was to do is left
        did = counts
    state = StepState.DONE if any(counts.values()) else StepState.NOT_HELD
    with transaction.atomic():
        told = {"found": counts, "did": did, "left": left}
        # What was done is done, though the decision may be taken back by now; nothing found is then no end.
        is_decided = state is StepState.NOT_HELD
        is_new = settle_step(
            step,
            Settlement(state, facts=told, changes={"did": did, "left": left, **_parts(step, reach, counts)}),
            goes_on=False,
            is_decided=is_decided,
        )
        # What was erased and comes back must be known again.
        if is_new and state is StepState.DONE and any(one.do in ERASES for one in reach.acts):
            asked = {"email": reach.person.points.get("email", "")}
            write_tombstones(step, [*found.people, asked], steps.portions_of(step.case), now())


def _parts(step: Step, reach: Reach, counts: Mapping[str, int]) -> dict[str, list[str]]:
    """Which of the parts that were asked were there, and which others are; nothing where all was asked."""
    asked = frozenset(steps.parts_of(step.case))
    if not asked:
        return {}
    done = _parts_of(reach.acts, counts) & asked
    there = _parts_of(sql.read_mapping(step.system.mapping).acts(step.action), step.found)
    return {"done_parts": sorted(done), "left_parts": sorted(there - asked)}


def _keep(step: Step) -> None:
    """Mark the rows with their exception, where the mapping says how, so that they are used for nothing else."""
    if step.keep_code == steps.not_asked_code(step.case):
        _refuse_unasked(step)
    did: dict[str, int] = {}
    is_hold = steps.is_hold(step.case, step.keep_code)
    reach = sql.locking_reach(step.system, step.action, steps.person_of(step)) if is_hold else None
    if reach is not None and reach.acts:
        if not step.system.is_approved:
            stop_step(step, StepState.DRY, Reason.MAPPING_NOT_APPROVED)
            return
        try:
            found = _sealed(step)
        except Forgotten:
            found = _look(step, _reach(step))
        if _doubt(step, reach, found) == Reason.MORE_THAN_ONE_PERSON:
            stop_step(step, StepState.FAILED, Reason.MORE_THAN_ONE_PERSON)
            return
        try:
            did, left, found = steps.act_and_prove(step, reach, found)
        except RowsChanged as error:
            stop_step(step, StepState.CHANGED, error.code)
            return
        if any(left.values()):
            stop_step(step, StepState.FAILED, Reason.ROWS_LEFT)
            return
    settle_step(
        step, Settlement(StepState.KEPT, facts={"did": did}, changes={"did": did}), goes_on=False, is_decided=True
    )


def _set_right(step: Step) -> None:
    """Set the sealed rows to what was decided; whatever stands there now is seen first, and is no other person's."""
    values = corrections.new_values(step.case)
    parameters = {f"new.{field}": value for field, value in values.items()}
    keys = _sealed(step).rows
    identity = sql.read_mapping(step.system.mapping).identity.table
    person = sql.Person(keys=tuple(keys.get(identity, ())), parameters=parameters)
    reach = sql.reach_person(step.system, step.action, person)
    found = sql.preview_rows(reach)
    sql.act(reach, found)
    if any(sql.rows_left(reach, found).values()):
        raise CannotAct(_("The rows could not be set right. Look at the system, then try again."))


class Database(Way):
    """The desk itself looks up, acts and proves, by an approved mapping of tables and columns."""

    code = "sql"
    words = lazy("a database: the desk does it")
    order = 10
    approval = ApprovalWords(
        reason=Reason.MAPPING_NOT_APPROVED,
        subject=lazy("Fields of %(system)s"),
        look=lazy("Look at the fields"),
        approve=lazy("Approve these fields"),
        last_approved=lazy("Fields last approved"),
        approved=lazy("fields approved"),
        unapproved=lazy("only counted: not approved"),
        waits=lazy("Dry run: rows are only counted until the fields are approved."),
        uncounted=lazy("No open request has been looked up with these fields yet."),
        next_step=lazy("Approve the fields"),
    )
    rereads = True
    has_findings = True
    replays = True

    def preview(self, step: Step) -> None:
        _look(step, _reach(step))

    def carry_out(self, step: Step) -> None:
        _do(step)

    def keep(self, step: Step) -> None:
        _keep(step)

    def people(self, step: Step) -> tuple[int, str]:
        """How many rows of the identity the look found, and their digest."""
        found = _sealed(step)
        return len(found.people), found.people_digest(sql.read_mapping(step.system.mapping).identity.table)

    def is_held(self, step: Step, values: Mapping[str, str | None]) -> bool | None:
        parameters = {f"new.{field}": value for field, value in values.items()}
        reach = sql.reach_person(step.system, step.action, sql.Person(parameters=parameters))
        if not reach.acts:
            return None
        return not any(sql.rows_left(reach, _sealed(step)).values())

    def set_right(self, step: Step) -> None:
        _set_right(step)

    def replay(self, system: System, since: date | None, *, does: bool, even_new: bool) -> Replay:
        return sql.replay_deletions(system, since, does=does, even_new=even_new)

    def tells_new(self, system: System) -> bool:
        return sql.tells_newcomers(system)

    def check(self, system: System) -> None:
        if faults := sql.unasked_remarks(sql.parse_mapping(system.mapping)):
            raise BadInput(" ".join(one.words for one in faults))

    def findings(self, system: System) -> list[Finding]:
        tones = {True: "bad", False: ""}
        return [
            Finding(one.words, "warn" if one.must_be_weighed else tones[one.must_be_mended])
            for one in sql.check_mapping(system)
        ]

    def try_out(self, system: System) -> str:
        found = sql.check_mapping(system)
        if faults := [one.words for one in found if one.must_be_mended]:
            raise CannotAct(" ".join(faults))
        there = _("%(name)s: all of it is there.") % {"name": system.name}
        return " ".join([there, *(one.words for one in found)])

    def holds_none_of(self, system: System, action: str, portions: Collection[str]) -> bool:
        mapping = sql.read_mapping(system.mapping)
        if sql.has_unknown_part(mapping, action):
            return False
        return not any(act.portion in portions for act in mapping.acts(action))

    def parts_found(self, step: Step) -> frozenset[str] | None:
        acts = sql.read_mapping(step.system.mapping).acts(step.action)
        return _parts_of(acts, step.found) if step.found_at is not None else None

    def comparable(self, system: System) -> frozenset[str]:
        return sql.comparable_points(system)

    def matched(self, system: System, points: Mapping[str, str], within: Mapping[str, str]) -> frozenset[str]:
        return sql.matched_points(system, points, within)


register(Database())

"""The work of a case in the systems: one line a system, and how much of it is settled."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dsr import retention, review
from dsr.errors import BadInput
from dsr.kinds import base
from dsr.kinds.base import KeepCode, Kind
from dsr.lifecycle import State
from dsr.models import Case, Step, System
from dsr.models.case_surroundings import rows_beside
from dsr.models.system import SETTLED, WAITS_FOR_PERSON, StepState
from dsr.reasons import Reason
from dsr.steps import reason_kept
from portal.staff.wording import states, unknown_codes
from portal.staff.wording import steps as wording
from portal.staff.wording.reasons import Stuck, explain
from portal.ways import part_of

_TONES = {
    StepState.DONE: "good",
    StepState.NOT_HELD: "good",
    StepState.KEPT: "warn",
    StepState.ASKED: "warn",
    StepState.DRY: "warn",
    StepState.CHANGED: "late",
    StepState.FAILED: "late",
}
_STOPPED = frozenset({StepState.CHANGED, StepState.FAILED, StepState.DRY})


@dataclass(frozen=True)
class Line:
    """One step. `counts` are (what, rows by table in words); the flags say what a person may do with it now."""

    step: Step
    state: str
    tone: str
    counts: list[tuple[str, str]]
    reason: Stuck | None
    kept: str
    to_keep: str  # what the decision keeps, before the step is settled
    why_kept: str  # as the person is told it
    review: retention.KeptReview | None  # when somebody must look again at what is kept
    is_secret: bool  # an order forbids to tell of it
    is_unapproved: bool
    may_retry: bool
    may_chase: bool
    may_settle: bool
    may_confirm: bool
    may_direct: bool = False
    may_keep_on: bool = False
    may_end: bool = False
    may_say_why: bool = False
    calls: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def templates(self) -> list[str]:
        """What the way of its system shows at it, if anything: the first that exists."""
        return [f"staff/case/ways/{self.step.system.way}.html", "staff/case/ways/none.html"]


@dataclass(frozen=True)
class Panel:
    """All steps of a case; `left_out` are systems of the business that have no step here, with the reason given."""

    lines: list[Line]
    settled: int
    left_out: list[tuple[System, str]]

    @property
    def total(self) -> int:
        return len(self.lines)

    @property
    def wants_a_look(self) -> bool:
        """Something at a step must be known before it is decided: what may be the person's, or what holds it up."""
        return any(line.remarks or line.reason or line.may_confirm for line in self.lines)


def panel(case: Case, kind: Kind, opened: Mapping[str, Any]) -> Panel | None:
    """None for a kind that does nothing in systems. `opened` is what the case sealed."""
    if kind.work is None:
        return None
    steps: list[Step] = [one for one in rows_beside(case, "steps", "system") if one.action == kind.work.action]
    lines = [step_line(step, case, kind, opened) for step in steps]
    return Panel(lines, sum(step.state in SETTLED for step in steps), _left_out(case, kind.work.action, steps))


def step_line(step: Step, case: Case, kind: Kind, opened: Mapping[str, Any]) -> Line:
    """One step in words."""
    state, is_working = StepState(step.state), case.state == State.WORKING
    way = step.system.how
    may_repeat = state in _STOPPED or state is StepState.ASKED or bool(step.reason)
    is_open = state.value not in SETTLED
    is_decided = is_open and bool(case.outcome)  # what was taken back is kept no more
    review = retention.review_of(step) if is_decided or state is StepState.KEPT else None
    is_kept_for_purpose = review is not None and kind.keep_code(step.keep_code).has_purpose
    return Line(
        step=step,
        state=_state_words(step, state),
        tone=_TONES.get(state, ""),
        counts=_counts(step),
        reason=explain(step.reason) if step.reason and is_open else None,
        kept=keep_words(kind, step.keep_code) if state is StepState.KEPT else "",
        to_keep=keep_words(kind, step.keep_code) if is_decided else "",
        why_kept=reason_kept(step, opened) if is_decided or state is StepState.KEPT else "",
        review=review,
        is_secret=state is StepState.KEPT and retention.is_secret(step),
        is_unapproved=is_open and not step.system.is_approved,
        # What was begun is not looked up as if nothing had been: it goes on with the next grant.
        may_retry=is_open and not way.asks_owner and case.is_open and may_repeat and (is_working or not step.begun_at),
        may_chase=is_open and way.asks_owner and is_working and step.asked_at is not None,
        may_settle=is_open and case.state in {State.REVIEW, State.WORKING},
        may_confirm=is_open and step.reason == Reason.MORE_THAN_ONE_PERSON,
        may_direct=_may_direct(step, kind, is_open=is_open),
        may_keep_on=is_kept_for_purpose,
        may_end=review is not None and case.state in {State.RESPONDED, State.WORKING},
        may_say_why=_lacks_reason(step, kind, opened),
        calls=part_of(step.system.way).tries(step),
        remarks=part_of(step.system.way).remarks(step),
    )


def _state_words(step: Step, state: StepState) -> str:
    """Where nobody could be looked for, no look was there, whatever the row of the step went through."""
    if state is StepState.PREVIEWED and step.reason == Reason.NO_ADDRESS:
        return _("nobody could be looked for")
    words = step.system.how.state_words
    return str(words[state]) if state in words else wording.state(state)


def _may_direct(step: Step, kind: Kind, *, is_open: bool) -> bool:
    """Somebody outside may direct that it be kept: while it is open, or is kept under what may be directed."""
    directable = retention.directable(kind)
    is_kept = step.state == StepState.KEPT and step.keep_code in {keep.code for keep in directable}
    return bool(directable) and (is_open or is_kept)


def _lacks_reason(step: Step, kind: Kind, opened: Mapping[str, Any]) -> bool:
    """It is kept for a purpose, and the letter could not say why or when somebody looks again."""
    if step.state != StepState.KEPT or not kind.keep_code(step.keep_code).has_purpose:
        return False
    return step.review_on is None or not reason_kept(step, opened)


def _counts(step: Step) -> list[tuple[str, str]]:
    if step.reason == Reason.NO_ADDRESS:
        return []  # nobody could be looked for: that none was found says nothing
    told = [(_("found"), step.found), (_("done"), step.did), (_("left"), step.left)]
    shown = [(what, by_table(rows)) for what, rows in told if rows]
    if step.found_at is not None and not step.found:
        shown.insert(0, (_("found"), _("nothing")))
    return shown


def by_table(rows: Mapping[str, int]) -> str:
    """Rows by table in words."""
    return ", ".join(f"{table} {count}" for table, count in rows.items())


def keep_words(kind: Kind, code: str) -> str:
    """An exception in words with its law."""
    if not code:
        return ""
    try:
        return exception(kind.keep_code(code))
    except BadInput:
        return unknown_codes.sentence("exception", code)


def exception(keep: KeepCode) -> str:
    return f"{keep.words} ({keep.citation})"


def blocking(panel: Panel | None) -> states.Waiting | None:
    """The step that a person should see to first; None when none waits for one."""
    open_steps = [line.step for line in panel.lines if line.step.state in WAITS_FOR_PERSON] if panel else []
    open_steps.sort(key=lambda step: (WAITS_FOR_PERSON.index(step.state), not step.reason))
    return states.Waiting(StepState(open_steps[0].state), open_steps[0].reason) if open_steps else None


def by_hand(case: Case) -> list[tuple[Step, Stuck]]:
    """The steps that a person must see to themselves, and what each wants of them."""
    open_steps = review.open_steps(case) if base.get(case.kind).work is not None else []
    return [(step, explain(step.reason)) for step in open_steps if step.reason]


def _left_out(case: Case, action: str, steps: list[Step]) -> list[tuple[System, str]]:
    """The symmetry check: systems without a step, and what the register says about that."""
    taken = {step.system_id for step in steps}
    others = [one for one in case.business.systems.all() if one.is_active and one.pk not in taken]
    return [(system, why_step_waits(system, action)) for system in others if action not in system.actions]


def why_step_waits(system: System, action: str) -> str:
    """The reason that the register gives for a system that takes no part in a deed; empty when it gives none."""
    given = system.reasons.get(action) or {}
    return str(given.get("note") or given.get("code") or "")

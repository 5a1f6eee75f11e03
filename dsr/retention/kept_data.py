"""Data that is kept: the reason as the person is told it, the day of the next look, and what nobody recorded of it."""

from collections.abc import Iterable
from datetime import date

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from dsr import parties, steps
from dsr.clock import today
from dsr.errors import BadInput, Blocked
from dsr.kinds import base
from dsr.kinds.base import KeepCode, Words
from dsr.law.deletion import LOOK_AGAIN_MONTHS_MOST
from dsr.law.endings import Keeping
from dsr.law.spans import add_months
from dsr.models import AgencyDirection, Case, Step
from dsr.models.compiled_query import CompiledQuery
from dsr.models.system import StepState

# Sealed in the case under this and a number: who directed that a step keeps its data.
DIRECTION = "direction:"


def direction_name(direction_id: int) -> str:
    """What a direction is sealed under."""
    return f"{DIRECTION}{direction_id}"


def keep_of(step: Step) -> KeepCode | None:
    """The ground under which a step keeps its data; None while it keeps none, or where this version knows it not."""
    if step.state != StepState.KEPT or not step.keep_code:
        return None
    return next((keep for keep in base.get(step.case.kind).keep_codes if keep.code == step.keep_code), None)


def direction_of(step: Step, code: str = "") -> AgencyDirection | None:
    """The newest direction of a step, under the exception it has or is to get."""
    rows = [row for row in step.directions.all() if row.keep_code == (code or step.keep_code)]
    return rows[-1] if rows else None


def is_secret(step: Step) -> bool:
    """True while an order forbids to tell of what this step keeps. Silence is never a record: none means no."""
    row = direction_of(step)
    return row is not None and row.forbids_telling and row.ends_on >= today()


def decide_kept(step: Step, keep: KeepCode, why: str, look_on: date | None) -> date | None:
    """Write down why a step is to keep its data, in the caller's transaction; the day of the next look, if any.

    Raises BadInput where the law wants a reason in words (§ 7022(f)(1)) and there is none, or for a day too near or
    too far; Blocked where the direction of the agency is not on record, or where what is left was asked for.
    """
    if keep.is_not_asked and (asked := steps.why_asked(step)):
        raise Blocked(asked)
    why = why.strip() or steps.declared_reason(step.system, keep.code)
    if keep.has_purpose and not why:
        raise BadInput(
            _(
                "%(system)s: write what is kept and why. The person reads these words (Cal. Code Regs. tit. 11, "
                "§ 7022(f)(1))."
            )
            % {"system": step.system.name}
        )
    if keep.keeping is Keeping.HOLD and (lacking := _lacking_direction(step, keep.code)):
        raise Blocked(lacking)
    steps.seal_reason(step, keep.code, why)
    return check_look(look_on or steps.first_look(step.system)) if keep.has_purpose else None


def check_look(day: date) -> date:
    """The day itself, when somebody can still look then. Raises BadInput."""
    most = add_months(today(), LOOK_AGAIN_MONTHS_MOST)
    if not today() < day <= most:
        raise BadInput(
            _("Give a day after today, at most %(months)d months ahead, to look again.")
            % {"months": LOOK_AGAIN_MONTHS_MOST}
        )
    return day


def write_reason(step: Step, why: str) -> None:
    """Seal the reason of what a step keeps, in the caller's transaction."""
    steps.seal_reason(step, step.keep_code, why.strip())


_KEPT = CompiledQuery(
    lambda case_id: Step.objects.filter(case=case_id, state=StepState.KEPT).select_related("case", "system"), int
)


def kept_steps(case: Case) -> list[Step]:
    """What is kept for the request, and where it was joined, for the first of those."""
    while case.joined_to is not None:
        case = case.joined_to
    rows = _KEPT.all(case.pk)
    prefetch_related_objects(rows, "directions")
    return rows


def keeps_secret(case: Case) -> bool:
    """True while an order on record forbids to tell of something that is kept for the request."""
    return any(is_secret(step) for step in kept_steps(case))


def lacking_review(case: Case) -> Words:
    """What is kept for a purpose without a reason in words or a day to look again; empty when nothing is."""
    kept = [step for step in kept_steps(case) if (keep := keep_of(step)) and keep.has_purpose]
    sealed = parties.sealed_values(kept[0].case) if kept else {}
    return _named(
        _("Write at the step why it is kept, and when somebody looks again: %(systems)s."),
        (step for step in kept if step.review_on is None or not (steps.reason_kept(step, sealed) or is_secret(step))),
    )


def lacking_direction(case: Case) -> Words:
    """What is kept for an agency whose direction is not on record, or is over; empty when nothing is."""
    held = [step for step in kept_steps(case) if (keep := keep_of(step)) and keep.keeping is Keeping.HOLD]
    return _named(
        _("Record the direction of the agency at the step, or its renewal: %(systems)s."),
        (step for step in held if _lacking_direction(step, step.keep_code)),
    )


def _lacking_direction(step: Step, code: str) -> str:
    row = direction_of(step, code)
    if row is not None and row.ends_on >= today():
        return ""
    return _("%(system)s: record the direction of the agency first, at its step.") % {"system": step.system.name}


def _named(words: str, rows: Iterable[Step]) -> str:
    names = [step.system.name for step in rows]
    return words % {"systems": ", ".join(names)} if names else ""

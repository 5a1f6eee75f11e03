"""Data that is kept: the reason as the person is told it, the day of the next look, and what nobody recorded of it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from dsr import journal, parties
from dsr.clock import today
from dsr.errors import BadInput, Blocked
from dsr.kinds import base
from dsr.kinds.base import KeepCode, Words
from dsr.law.deletion import LOOK_AGAIN_MONTHS_MOST
from dsr.law.endings import Keeping
from dsr.law.spans import add_months
from dsr.models import AgencyDirection, Case, Step, System
from dsr.models.system import StepState

# Sealed in the case under these and a number: why a step keeps its data, and who directed that.
REASON, DIRECTION = "kept:", "direction:"


def reason_name(step_id: int) -> str:
    """What the reason of a step is sealed under: with the code that it was written for."""
    return f"{REASON}{step_id}"


def direction_name(direction_id: int) -> str:
    """What a direction is sealed under."""
    return f"{DIRECTION}{direction_id}"


def declared_reason(system: System, code: str) -> str:
    """The system's own reason for this exception, as the register has it."""
    return next((str(one.get("note") or "") for one in system.exceptions if one.get("code") == code), "").strip()


def reason_kept(step: Step, sealed: Mapping[str, Any]) -> str:
    """Why the data of this step is kept, in the words for the person; empty when nobody wrote any."""
    told = sealed.get(reason_name(step.pk)) or {}
    return str(told.get("why", "")) if told.get("code") == step.keep_code else ""


def first_look(system: System) -> date:
    """The day on which somebody looks again, as the set-up of the system proposes it."""
    return add_months(today(), system.review_months)


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
    too far; Blocked where the direction of the agency is not on record.
    """
    why = why.strip() or declared_reason(step.system, keep.code)
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
    _seal_reason(step, keep.code, why)
    return check_look(look_on or first_look(step.system)) if keep.has_purpose else None


def check_look(day: date) -> date:
    """The day itself, when somebody can still look then. Raises BadInput."""
    most = add_months(today(), LOOK_AGAIN_MONTHS_MOST)
    if not today() < day <= most:
        raise BadInput(
            _("Give a day after today, at most %(months)d months ahead, to look again.")
            % {"months": LOOK_AGAIN_MONTHS_MOST}
        )
    return day


def settled_as_kept(step: Step, code: str) -> dict[str, date | None]:
    """What is written into a step that now keeps its data, whoever said so: no promise is without its day."""
    keep = base.get(step.case.kind).keep_code(code)
    if not keep.has_purpose:
        return {"review_on": None}
    step.keep_code = code
    if not reason_kept(step, _sealed(step)):
        _seal_reason(step, code, declared_reason(step.system, code))
    return {"review_on": step.review_on or first_look(step.system)}


def write_reason(step: Step, why: str) -> None:
    """Seal the reason of what a step keeps, in the caller's transaction."""
    _seal_reason(step, step.keep_code, why.strip())


def _seal_reason(step: Step, code: str, why: str) -> None:
    if why:
        journal.reseal(step.case_id, reason_name(step.pk), {"code": code, "why": why})
    else:
        journal.unseal_one(step.case_id, reason_name(step.pk))


def _sealed(step: Step) -> dict[str, Any]:
    return parties.sealed_values(step.case)


def kept_steps(case: Case) -> list[Step]:
    """What is kept for the request, and where it was joined, for the first of those."""
    while case.joined_to is not None:
        case = case.joined_to
    rows = Step.objects.filter(case=case, state=StepState.KEPT).select_related("case", "system")
    return list(rows.prefetch_related("directions"))


def keeps_secret(case: Case) -> bool:
    """True while an order on record forbids to tell of something that is kept for the request."""
    return any(is_secret(step) for step in kept_steps(case))


def lacking_review(case: Case) -> Words:
    """What is kept for a purpose without a reason in words or a day to look again; empty when nothing is."""
    steps = [step for step in kept_steps(case) if (keep := keep_of(step)) and keep.has_purpose]
    sealed = _sealed(steps[0]) if steps else {}
    return _named(
        _("Write at the step why it is kept, and when somebody looks again: %(systems)s."),
        (step for step in steps if step.review_on is None or not (reason_kept(step, sealed) or is_secret(step))),
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


def _named(words: str, steps: Iterable[Step]) -> str:
    names = [step.system.name for step in steps]
    return words % {"systems": ", ".join(names)} if names else ""

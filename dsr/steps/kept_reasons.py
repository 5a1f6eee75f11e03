"""Why a step keeps its data: the reason, sealed in the case with the code it was written for, and the next look."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from dsr import journal, parties
from dsr.clock import today
from dsr.errors import BadInput
from dsr.kinds import base
from dsr.law.spans import add_months
from dsr.models import Case, Step, System
from dsr.steps.person import not_asked_code, portions_of

# Sealed in the case under this and the number of the step.
REASON = "kept:"


def reason_name(step_id: int) -> str:
    """What the reason of a step is sealed under: with the code that it was written for."""
    return f"{REASON}{step_id}"


def declared_reason(system: System, code: str) -> str:
    """The system's own reason for this exception, as the register has it."""
    return next((str(one.get("note") or "") for one in system.exceptions if one.get("code") == code), "").strip()


def declared_exception(step: Step, case: Case, kind: base.Kind) -> str:
    """The exception to begin with: what the person did not ask for, or the first that the system declares."""
    known = {keep.code for keep in kind.keep_codes}
    if _is_not_asked(step, case):
        return not_asked_code(case)
    return next((one["code"] for one in step.system.exceptions if one.get("code") in known), "")


def _is_not_asked(step: Step, case: Case) -> bool:
    """True when a part was chosen, and nothing of the system's belongs to it."""
    chosen = portions_of(case)
    try:
        return bool(chosen) and step.system.how.holds_none_of(step.system, step.action, chosen)
    except BadInput:
        return False


def reason_kept(step: Step, sealed: Mapping[str, Any]) -> str:
    """Why the data of this step is kept, in the words for the person; empty when nobody wrote any."""
    told = sealed.get(reason_name(step.pk)) or {}
    return str(told.get("why", "")) if told.get("code") == step.keep_code else ""


def first_look(system: System) -> date:
    """The day on which somebody looks again, as the set-up of the system proposes it."""
    return add_months(today(), system.review_months)


def settled_as_kept(step: Step, code: str) -> dict[str, date | None]:
    """What is written into a step that now keeps its data, whoever said so: no promise is without its day."""
    keep = base.get(step.case.kind).keep_code(code)
    if not keep.has_purpose:
        return {"review_on": None}
    step.keep_code = code
    if not reason_kept(step, parties.sealed_values(step.case)):
        seal_reason(step, code, declared_reason(step.system, code))
    return {"review_on": step.review_on or first_look(step.system)}


def seal_reason(step: Step, code: str, why: str) -> None:
    """In the caller's transaction; an empty reason takes away the one that stood there."""
    if why:
        journal.reseal(step.case_id, reason_name(step.pk), {"code": code, "why": why})
    else:
        journal.unseal_one(step.case_id, reason_name(step.pk))

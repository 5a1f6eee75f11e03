"""Whose rows a step is about: what the case has sealed of its subject, and the portions that were chosen."""

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import corrections, parties
from dsr.kinds import base
from dsr.kinds.base import Kind, Words
from dsr.models import Case, Step
from dsr.models.case_surroundings import rows_beside
from dsr.models.system import StepState
from dsr.systems.sql import Person


def party_of(case: Case) -> dict[str, str]:
    """The subject: for who writes for themselves, with the address they write from."""
    return parties.subject_of(case)


def person_of(step: Step) -> Person:
    """What rows are looked up by, and what $code and the like stand for."""
    parameters = {"code": step.keep_code, "reference": step.case.reference}
    new = {f"new.{field}": value for field, value in corrections.new_values(step.case).items()}
    return Person(points_of(step), parameters={**parameters, **new})


def points_of(step: Step) -> dict[str, str]:
    """Who says that the address is wrong is found by the one that stands there: once corrected, the right one."""
    points = {**party_of(step.case), **corrections.points_held_now(step.case)}
    new = corrections.new_values(step.case) if step.asked_parts else {}
    right = {field: value for field, value in new.items() if value and field in points and field in step.asked_parts}
    return {**points, **right}


def portions_of(case: Case) -> frozenset[str]:
    """The parts that were chosen; empty when all was asked."""
    chosen = str(case.answers.get("portions") or "")
    return frozenset(part for part in chosen.split(",") if part)


def parts_of(case: Case) -> list[str]:
    """What is asked in parts: the fields of a correction that change, or the portions that were chosen."""
    if base.get(case.kind).portions:
        return sorted(portions_of(case))
    return sorted(corrections.new_values(case))


def chosen_portion_words(case: Case) -> tuple[Words, ...]:
    """The chosen parts in words; empty when all was asked."""
    return part_words(base.get(case.kind), portions_of(case))


def part_words(kind: Kind, parts: Collection[str]) -> tuple[Words, ...]:
    """Portions of a deletion, or fields of a correction, as we name them; what belongs to no part comes last."""
    known = {choice.value: choice.said or choice.label for choice in kind.portions}
    fields = [corrections.field_words(part) for part in sorted(parts) if part and part not in known]
    rest = [gettext_lazy("anything else")] if "" in parts else []
    return (*(words for value, words in known.items() if value in parts), *fields, *rest)


def not_asked_code(case: Case) -> str:
    """The code under which a system keeps what the person did not ask to be deleted."""
    return next((keep.code for keep in base.get(case.kind).keep_codes if keep.is_not_asked), "")


def why_asked(step: Step) -> str:
    """Why what a system holds cannot be left as not asked for: the request asks for it; empty where it can."""
    kind = base.get(step.case.kind)
    if kind.work is None or kind.items is not None:
        return ""
    if not kind.work.asks_part(step.case.answers):
        return _("%(system)s: the request asks for all of it. Act on it, or choose an exception.") % {
            "system": step.system.name
        }
    there = (step.system.how.parts_found(step) or frozenset()) & portions_of(step.case)
    if not there:
        return ""
    parts = ", ".join(str(words) for words in part_words(kind, there))
    return _("%(system)s: this was asked for, and is there: %(parts)s. Act on it, or choose an exception.") % {
        "system": step.system.name,
        "parts": parts,
    }


def wrongly_left(case: Case) -> str:
    """The first of what was left as not asked for that the request asks for, with why; empty where there is none."""
    steps: list[Step] = rows_beside(case, "steps", "case", "system")
    code = not_asked_code(case)
    left = (step for step in steps if step.state == StepState.KEPT and step.keep_code == code)
    return next((why for step in left if (why := why_asked(step))), "")


def is_hold(case: Case, code: str) -> bool:
    """True when data is kept under an exception and must be locked to it, § 7022(f)(3)."""
    return base.get(case.kind).keep_code(code).locks

"""Whose rows a step is about: what the case has sealed of its subject, and the portions that were chosen."""

from dsr import corrections, parties
from dsr.kinds import base
from dsr.kinds.base import Words
from dsr.models import Case, Step
from dsr.systems.sql import Person


def party_of(case: Case) -> dict[str, str]:
    """The subject: for who writes for themselves, with the address they write from."""
    return parties.subject_of(case)


def person_of(step: Step) -> Person:
    """What rows are looked up by, and what $code and the like stand for."""
    parameters = {"code": step.keep_code, "reference": step.case.reference}
    new = {f"new.{field}": value for field, value in corrections.new_values(step.case).items()}
    # Who says that the address is wrong is found by the one that stands there.
    points = {**party_of(step.case), **corrections.points_held_now(step.case)}
    return Person(points, parameters={**parameters, **new})


def portions_of(case: Case) -> frozenset[str]:
    """The parts that were chosen; empty when all was asked."""
    chosen = str(case.answers.get("portions") or "")
    return frozenset(part for part in chosen.split(",") if part)


def chosen_portion_words(case: Case) -> tuple[Words, ...]:
    """The chosen parts in words; empty when all was asked."""
    chosen = portions_of(case)
    questions = base.get(case.kind).questions
    labels = {choice.value: choice.label for one in questions if one.name == "portions" for choice in one.choices}
    return tuple(label for value, label in labels.items() if value in chosen)


def not_asked_code(case: Case) -> str:
    """The code under which a system keeps what the person did not ask to be deleted."""
    return next((keep.code for keep in base.get(case.kind).keep_codes if keep.is_not_asked), "")


def is_hold(case: Case, code: str) -> bool:
    """True when data is kept under an exception and must be locked to it, § 7022(f)(3)."""
    keep = base.get(case.kind).keep_code(code)
    return keep.locks and not keep.is_not_asked

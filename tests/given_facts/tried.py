"""How the record of one fact is tried, and what a case is changed by."""

from collections.abc import Callable
from dataclasses import dataclass

from dsr.formats import references
from dsr.models import Case, Step

Change = Callable[[Case], object]


@dataclass(frozen=True)
class Tried:
    """Each changes the case, in memory and in its rows. Without `contrary` the record is there, or it is not."""

    present: Change
    absent: Change
    contrary: Change | None = None


def by_reference(case: Case) -> str:
    return references.spell(case.reference)


def by_year(case: Case) -> str:
    return f"{case.year} {case.business.name}"


@dataclass(frozen=True)
class Told:
    """Each changes the rows behind one list. `names`: what its row shows beside the words."""

    present: Change
    absent: Change
    contrary: Change
    names: Callable[[Case], str] = by_reference


def set_case(case: Case, **fields: object) -> None:
    for name, value in fields.items():
        setattr(case, name, value)
    Case.objects.filter(pk=case.pk).update(**fields)


def set_business(case: Case, **fields: object) -> None:
    for name, value in fields.items():
        setattr(case.business, name, value)
    case.business.save()


def set_answers(case: Case, **answers: str) -> None:
    set_case(case, answers={**case.answers, **answers})


def steps_of(case: Case):
    return Step.objects.filter(case=case)

"""Hundreds of requests in the time of one: copies of a case as rows, each sealed under its own key."""

from itertools import count
from typing import Any

from django.db.models import Model

from dsr import parties, sealing
from dsr.formats import references
from dsr.models import AgentPermission, BlindIndex, Case, Entry, NameWord, Sealed, Step, Verification

_numbers = count(1)
# What belongs to a case and is read when it is decided.
_BESIDE: tuple[type[Model], ...] = (Entry, BlindIndex, NameWord, Step, Verification, AgentPermission)


def _as_it_is(row: Model, **changes: Any) -> dict[str, Any]:
    values = {one.attname: getattr(row, one.attname) for one in type(row)._meta.concrete_fields if one.attname != "id"}
    return {**values, **changes}


def many_like(case: Case, count: int) -> list[Case]:
    """So many more of the same person, in the same state; their journals are copies, without a chain of their own."""
    case.refresh_from_db()
    opened = parties.sealed_values(case)
    made = Case.objects.bulk_create(
        Case(
            **_as_it_is(
                case,
                reference=references.new(),
                submission=f"copy-{next(_numbers)}",
                data_key=sealing.new_data_key(),
            )
        )
        for _number in range(count)
    )
    Sealed.objects.bulk_create(
        Sealed(case=one, name=name, value=sealing.seal(one, name, value))
        for one in made
        for name, value in opened.items()
    )
    for model in _BESIDE:
        rows = list(model._default_manager.filter(case=case))
        model._default_manager.bulk_create(model(**_as_it_is(row, case_id=one.pk)) for one in made for row in rows)
    return made

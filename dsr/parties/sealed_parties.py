"""Opening what a case has sealed: its parties, its other texts, and the words of its journal."""

from collections.abc import Iterable, Mapping
from typing import Any

from dsr import sealing
from dsr.errors import Forgotten
from dsr.kinds import base
from dsr.models import Case, Sealed
from dsr.models.case_surroundings import may_have, rows_ahead
from dsr.models.compiled_query import CompiledQuery
from dsr.models.sealed_value import COUNSEL

_POINTS = ("email", "phone", "name", "postal", "account")  # an account name is for people: no system is searched by it

_OF_CASE = CompiledQuery(lambda case_id: Sealed.objects.of_the_case().filter(case=case_id), int)
_OF_NAME = CompiledQuery(lambda case_id, name: Sealed.objects.filter(case=case_id, name=name), int, str)


def sealed_values(case: Case) -> dict[str, Any]:
    """Every sealed value of the case by name, without letters and documents; empty when the case is forgotten."""
    if not case.data_key:
        return {}
    known: list[Sealed] | None = rows_ahead(case, "sealed")
    rows = _OF_CASE.all(case.pk) if known is None else known
    return {row.name: sealing.open_sealed(case, row.name, row.value) for row in rows}


def notes_for_counsel(case: Case) -> dict[str, Any]:
    """What is sealed apart, by name: for who may give second approvals alone; empty when the case is forgotten."""
    if not case.data_key:
        return {}
    rows = Sealed.objects.filter(case=case, name__startswith=COUNSEL)
    return {row.name: sealing.open_sealed(case, row.name, row.value) for row in rows}


def sealed_value(case: Case, name: str) -> Any:
    """One sealed value. Raises Forgotten when it is gone."""
    known: list[Sealed] = rows_ahead(case, "sealed") or []
    row = next((one for one in known if one.name == name), None)
    row = row or _OF_NAME.first(case.pk, name)
    if row is None:
        raise Forgotten(f"Nothing is sealed as {name} in this case.")
    return sealing.open_sealed(case, name, row.value)


def subjects_of(cases: Iterable[Case]) -> dict[int, dict[str, str]]:
    """By case: what each says of whom it is about, in one read; nothing of those that are forgotten."""
    known = {case.pk: case for case in cases if case.data_key}
    rows = Sealed.objects.filter(case__in=known, name="subject")
    return {row.case_id: sealing.open_sealed(known[row.case_id], row.name, row.value) for row in rows}


def subject_of(case: Case) -> dict[str, str]:
    """Whom it is about: for who writes for themselves, with the address they write from."""
    rows = Sealed.objects.filter(case=case, name__in=["subject", "requester"])
    said: dict[str, dict[str, Any]] = {row.name: sealing.open_sealed(case, row.name, row.value) for row in rows}
    own = {} if case.is_for_another else said.get("requester", {})
    known = {**own, **{name: told for name, told in said.get("subject", {}).items() if told}}
    return {name: str(known[name]) for name in _POINTS if known.get(name)}


def cases_received_together(case: Case) -> list[Case]:
    """The other requests that came with this one, however one led to the other, the first of them first."""
    if case.opened_by_id is None and not may_have(case, "opened"):
        return []
    first = case
    while first.opened_by is not None:
        first = first.opened_by
    found = newest = [first]
    while newest:
        newest = list(Case.objects.filter(opened_by__in=newest).order_by("pk"))
        found = [*found, *newest]
    return [one for one in found if one.pk != case.pk]


def reply_to(case: Case, sealed: Mapping[str, Any] | None = None) -> dict[str, str]:
    """The party who wrote and gets the response: name, and email or postal address. Raises Forgotten when it is gone.

    `sealed`: what sealed_values() gave, where it was just read.
    """
    party: dict[str, str] | None = (sealed or {}).get("requester")
    return party if party is not None else sealed_value(case, "requester")


def free_text(case: Case, sealed: Mapping[str, Any]) -> str:
    """All that was written in free words, of what the case sealed."""
    asked = [question.goes_to.partition(".") for question in base.get(case.kind).questions]
    return "\n".join(str(sealed.get(name) or "") for place, _dot, name in asked if place == "sealed")

"""A half-written decision: sealed in the case, for who wrote it alone, until they decide or drop it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from dsr import journal, sealing
from dsr.clock import now
from dsr.errors import BadInput, Blocked
from dsr.journal import Actor
from dsr.kinds import base
from dsr.lifecycle import State
from dsr.models import Case, Sealed
from dsr.models.case_surroundings import rows_ahead
from dsr.models.sealed_value import SAVED

_LONGEST = 40_000  # characters of all fields together


@dataclass(frozen=True)
class SavedDecision:
    """The outcome, what stood in each field, and when it was saved."""

    outcome: base.Outcome
    fields: Mapping[str, Sequence[str]]
    at: datetime


def save_decision(case: Case, actor: Actor, code: str, fields: Mapping[str, Sequence[str]]) -> None:
    """Keep it in place of what this person saved before. The journal has no entry of it: nothing is decided.

    Raises Blocked where nothing is to decide, and BadInput for an outcome that the kind does not have.
    """
    journal.must_decide(actor)
    if case.state not in {State.REVIEW, State.VERIFYING}:
        raise Blocked(_("This request is not open to a decision any more."))
    outcome = base.get(case.kind).outcome(code)
    if sum(len(value) for values in fields.values() for value in values) > _LONGEST:
        raise BadInput(_("That is too long to be saved."))
    said = {"outcome": outcome.code, "fields": {name: [*values] for name, values in fields.items()}}
    journal.reseal(case.pk, _name(actor.account_id), {**said, "at": now().isoformat()})


def saved_decision(case: Case, account_id: int) -> SavedDecision | None:
    """What this person saved of this case."""
    known: list[Sealed] | None = rows_ahead(case, "sealed")
    name = _name(account_id)
    rows = Sealed.objects.filter(case=case, name=name) if known is None else known
    row = next((one for one in rows if one.name == name), None)
    if row is None or not case.data_key:
        return None
    said: dict[str, Any] = sealing.open_sealed(case, name, row.value)
    outcome = base.get(case.kind).outcome(said["outcome"])
    return SavedDecision(outcome, said["fields"], datetime.fromisoformat(said["at"]))


def drop_decision(case_id: int, account_id: int) -> bool:
    """It is not wanted any more; True when there was one."""
    return journal.unseal_one(case_id, _name(account_id))


def drop_decisions(case_id: int) -> None:
    """Of everybody, once it is decided: what others had half written is about a case that waited for it."""
    journal.unseal_all(case_id, SAVED)


def _name(account_id: int | None) -> str:
    return f"{SAVED}{account_id}"

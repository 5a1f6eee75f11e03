"""Two requests of one form act in the same system: what the other one did there is no change by somebody else."""

from collections import defaultdict

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from dsr import journal, parties
from dsr.clock import now
from dsr.errors import Forgotten, RowsChanged, TryAgain
from dsr.journal import MACHINE, EntryName, Line
from dsr.models import Case, Step
from dsr.models.system import StepState
from dsr.systems import sql
from dsr.systems.sql import Do, FoundRows, Key, Reach

_ERASES = frozenset({Do.DELETE, Do.ANONYMIZE})
Keys = dict[str, set[Key]]


def act_and_prove(step: Step, reach: Reach, found: FoundRows) -> tuple[dict[str, int], dict[str, int], FoundRows]:
    """Do the deed and prove it; how many rows by table were done and are left, and what was acted on.

    Where rows changed, those that the other request acted on are looked at again. Raises RowsChanged when any other
    row came or changed, TryAgain while the other request is in the middle of its act.
    """
    try:
        return *sql.act_and_prove(reach, found), found
    except RowsChanged:
        erased, changed = _acted_on(step, reach)
        if not erased and not changed:
            raise
    left = _left(found, sql.preview_rows(reach), erased, changed)
    with transaction.atomic():
        journal.reseal(step.case_id, f"step:{step.pk}", left.to_json())
        seen = {"found": left.counts(reach.acts), "found_digest": left.digest, "found_at": now()}
        Step.objects.unsettled().filter(pk=step.pk).update(**seen)
        line = Line(EntryName.STEP_BESIDE, {"step": step.pk, "system": step.system.name})
        journal.record(step.case_id, line, MACHINE)
    return *sql.act_and_prove(reach, left), left


def _left(before: FoundRows, current: FoundRows, erased: Keys, changed: Keys) -> FoundRows:
    """What was looked up, less what the other erased; what it changed counts as it is now, if still the person's."""
    rows: dict[str, dict[Key, str]] = {}
    for name, was in before.rows.items():
        there = current.rows.get(name, {})
        rows[name] = {
            key: there.get(key, digest) if key in erased[name] | changed[name] else digest
            for key, digest in was.items()
            if key in there or key not in erased[name]
        }
    return FoundRows(rows, before.people)


def _acted_on(step: Step, reach: Reach) -> tuple[Keys, Keys]:
    """By table, the rows that the other requests of the form erased and those that they changed in this system."""
    erased: Keys = defaultdict(set)
    changed: Keys = defaultdict(set)
    for other in _others(step):
        if other.state == StepState.DOING:
            # So that the other one, should its rows have changed too, does not wait for this one in turn.
            Step.objects.unsettled().filter(pk=step.pk).update(state=step.state)
            raise TryAgain(_("The other request of this form is acting there."))
        does = {one.table: one.do for one in reach.mapping.acts(other.action)} if other.state == StepState.DONE else {}
        for name, keys in _keys(other).items():
            (erased if does.get(name) in _ERASES else changed)[name] |= keys
    return erased, changed


def _others(step: Step) -> list[Step]:
    """The steps of the requests that came with this one, in the same system: under way or acted."""
    first = step.case.opened_by_id or step.case_id
    cases = Case.objects.filter(Q(pk=first) | Q(opened_by=first)).exclude(pk=step.case_id)
    states = (StepState.DOING, StepState.DONE, StepState.KEPT)
    return list(Step.objects.filter(system=step.system_id, case__in=cases, state__in=states).select_related("case"))


def _keys(other: Step) -> Keys:
    """The rows that a step acted on; none of what a person did by hand."""
    try:
        found = FoundRows.from_json(parties.sealed_value(other.case, f"step:{other.pk}"))
    except Forgotten:
        return {}
    return {name: set(found.rows.get(name, {})) for name, count in other.did.items() if count}

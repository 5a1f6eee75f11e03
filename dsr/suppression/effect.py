"""Since when a stop is in effect: on our list, in every system, with every program that reads the feed.

Nothing says “honored”, or “in effect”, before all of them have it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dsr import parties
from dsr.kinds import base
from dsr.law.citations import Citation
from dsr.lifecycle import State
from dsr.models import Case, Step, Suppression, System
from dsr.models.case_surroundings import is_beside
from dsr.models.suppression import Purpose
from dsr.models.system import StepState
from dsr.suppression import feed, stop_list
from dsr.suppression.known_person import Known, fields_of, own_digests_of

# A step that came to one of these leaves nothing in its system that goes on.
_STOPPED = (StepState.DONE.value, StepState.NOT_HELD.value)
# From here on no step is planned any more.
_OVER = (State.RESPONDING, State.RESPONDED, State.UNDELIVERED, State.FORGOTTEN)


@dataclass(frozen=True)
class Effect:
    """Since when each place has it: each instant is the latest by which it had, and None means not yet.

    `steps` are those of the systems that take part, in their order; `unplanned` are systems that have none yet;
    `programs_since` is None too where no program had to be told (`tells_programs`).
    """

    list_since: datetime | None
    steps: tuple[Step, ...] = ()
    unplanned: tuple[System, ...] = ()
    tells_programs: bool = False
    programs_since: datetime | None = None

    @property
    def awaits_programs(self) -> bool:
        return self.tells_programs and self.programs_since is None

    @property
    def is_everywhere(self) -> bool:
        """Every place has it."""
        in_systems = not self.unplanned and all(step.state in _STOPPED for step in self.steps)
        return self.list_since is not None and in_systems and not self.awaits_programs


def effect_of(case: Case, known: Known | None = None) -> Effect:
    """Of a request that stops something, for the person it is about; `known` where nothing may be sealed any more.

    Raises KeyLost.
    """
    asked_by, case = case.pk, _deciding(case)
    found = stop_list.suppressed_person(parties.sealed_values(case)) if known is None else known
    person = {"email": found} if isinstance(found, str) else found
    rules = base.get(case.kind).suppression
    uses = {(use.purpose, use.scope) for use in rules.uses(case.answers)} if rules is not None else set()
    own, of_case = own_digests_of(person), {asked_by, case.pk}
    rows = [
        row
        for row in stop_list.rows_of_person(case.business_id, person)
        if (row.purpose, row.scope) in uses and (row.digest in own or row.case_id in of_case)
    ]
    wanted = {(*use, name) for use in uses for name in fields_of(person)}
    listed = {(row.purpose, row.scope, row.field) for row in rows}
    return _effect(case, rows, is_listed=bool(wanted) and wanted <= listed)


def _effect(case: Case, rows: Sequence[Suppression], *, is_listed: bool) -> Effect:
    # What stood on the list before the request counts from the request on.
    since = max([case.entered_at, *(row.made_at for row in rows if row.made_at)]) if is_listed else None
    kind = base.get(case.kind)
    action = kind.work.action if kind.work is not None else ""
    steps = tuple(Step.objects.filter(case=case, action=action).select_related("system").order_by("position", "pk"))
    unplanned: tuple[System, ...] = ()
    if case.state not in _OVER:
        planned = {step.system_id for step in steps}
        systems = System.objects.active().filter(business_id=case.business_id)
        unplanned = tuple(one for one in systems if action in one.actions and one.pk not in planned)
    tells, taken_at = feed.taken_by_programs(case.business_id, rows)
    return Effect(since, steps, unplanned, tells, taken_at)


def holds_stop(case: Case) -> bool:
    """Whether something stands on the list because of this case."""
    known = is_beside(case, "stop")
    return Suppression.objects.filter(case=case, lifted_at=None).exists() if known is None else known


def laws_of_stop(case: Case) -> tuple[Citation, ...]:
    """The law under which this request stops what it stops; § 1798.120 binds a business under the CCPA alone."""
    rules = base.get(case.kind).suppression
    if rules is None or rules.law is None:
        return ()
    return rules.law({use.purpose for use in rules.uses(case.answers)}, case.business.is_ccpa_business)


def _deciding(case: Case) -> Case:
    """The case whose work answers this one."""
    while case.joined_to is not None:
        case = case.joined_to
    return case


def is_sale_stopped_everywhere(business_id: int, known: Known) -> bool:
    """True when the sale and sharing of this person's information is off in every place. Raises KeyLost."""
    rows = _sale_rows(business_id, known)
    return bool(rows) and all(_is_everywhere(row) for row in rows)


def is_sale_stop_asked(business_id: int, known: Known) -> bool:
    """True when a request that was made before carries it everywhere, or did. Raises KeyLost.

    What was imported is on the list alone: where systems or programs have to hear it, they were never told.
    """
    rows = _sale_rows(business_id, known)
    return bool(rows) and all(_is_carried(row) or _is_everywhere(row) for row in rows)


def _is_carried(row: Suppression) -> bool:
    """A request carries it everywhere, or did; one that was closed without an answer left it on the list alone."""
    return row.case is not None and not row.case.closure


def _sale_rows(business_id: int, known: Known) -> list[Suppression]:
    return [row for row in stop_list.own_rows(business_id, known) if row.purpose == Purpose.SALE_SHARING]


def _is_everywhere(row: Suppression) -> bool:
    if row.case is None:
        return not _has_other_places(row.business_id)
    return _effect(_deciding(row.case), [row], is_listed=True).is_everywhere


def _has_other_places(business_id: int) -> bool:
    kinds = [kind for kind in base.every() if kind.intake.takes_signal]
    actions = {kind.work.action for kind in kinds if kind.work is not None}
    systems = System.objects.active().filter(business_id=business_id)
    return any(actions & set(system.actions) for system in systems) or bool(feed.readers(business_id))

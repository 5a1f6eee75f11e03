"""Settled steps of a case in invented systems, for what letters and pages say of them."""

from datetime import timedelta
from typing import Any

from dsr import journal, parties, suppression
from dsr.kinds import base
from dsr.law.spans import add_months, local_date
from dsr.models import AgencyDirection, Business, Case, Step, System
from dsr.models.system import StepState

# Name, what it holds, what became of it, and under which exception it is kept.
PLACES = (
    ("Shop", "name, address and orders", StepState.DONE, ""),
    ("Newsletter", "email address", StepState.DONE, ""),
    ("Books", "invoices", StepState.KEPT, "E8_LEGAL_OBLIGATION"),
    ("Safe", "notes of a theft", StepState.KEPT, "X_LE_HOLD"),
    ("Cellar", "papers of a lawsuit", StepState.KEPT, "X_LAW_OR_COURT"),
    ("Leads", "bought addresses", StepState.KEPT, "X_NOT_COLLECTED_FROM_CONSUMER"),
    ("Forum", "posts", StepState.NOT_HELD, ""),
    ("Help desk", "messages", StepState.KEPT, "NOT_ASKED"),
)

# Of a request for a part: which of it was there, and what else is.
_PARTS: dict[str, Any] = {"Shop": {"done_parts": ["orders"], "left_parts": ["account"]}}


def a_system(business: Business, name: str, holds: str = "names and orders", **changes: Any) -> System:
    """A place that a person looks after; it takes part in every deed that may be kept from."""
    usual = {"owner_name": "Sam Reed", "owner_email": "sam@fernwood.example", "holds": holds, "way": "person"}
    actions = sorted({kind.work.action for kind in base.every() if kind.keep_codes})
    system, _made = System.objects.get_or_create(
        business=business, name=name, defaults={**usual, "actions": actions, **changes}
    )
    return system


def stopped_everywhere(case: Case) -> None:
    """What the kind stops is on the list, and in effect in one system since an hour after the receipt."""
    kind = base.get(case.kind)
    assert kind.suppression is not None and kind.work is not None
    party = suppression.suppressed_person(parties.sealed_values(case))
    uses = kind.suppression.uses(case.answers)
    suppression.suppress(case, uses, party, source="page", at=case.received_at)
    system = a_system(case.business, "Ad audiences", "Email addresses", actions=[kind.work.action])
    done = {"state": StepState.DONE, "position": 9, "settled_at": case.received_at + timedelta(hours=1)}
    Step.objects.get_or_create(case=case, system=system, action=kind.work.action, defaults=done)


def some_steps(case: Case, *states: StepState) -> None:
    """A settled step in every place (or only of these states), for every deed that may be kept from."""
    for action, kind in {kind.work.action: kind for kind in base.every() if kind.keep_codes}.items():
        for position, (name, holds, state, code) in enumerate(PLACES):
            if not states or state in states:
                made = Step.objects.create(
                    case=case,
                    system=a_system(case.business, name, holds),
                    action=action,
                    position=position,
                    state=state,
                    keep_code=_of(kind, code),
                    **_PARTS.get(name, {}),
                    settled_at=case.received_at,
                )
                if state == StepState.KEPT:
                    _recorded(made, kind.keep_code(made.keep_code))


def _recorded(step: Step, keep: base.KeepCode) -> None:
    """What must be on record of it: a reason and a day, or a direction; the courts' comes with an order of secrecy."""
    day = local_date(step.case.received_at)
    if keep.has_purpose:
        Step.objects.filter(pk=step.pk).update(review_on=add_months(day, 84))
        why = {"code": keep.code, "why": "Tax law: we must keep invoices."}
        journal.reseal(step.case_id, f"kept:{step.pk}", why)
    if keep.may_be_secret and keep.code != "E5_CALECPA":
        rows = {"keep_code": keep.code, "directed_on": day, "ends_on": day + timedelta(days=90)}
        is_secret = keep.code == "X_LAW_OR_COURT"
        AgencyDirection.objects.create(step=step, forbids_telling=is_secret, recorded_at=step.settled_at, **rows)


def _of(kind: base.Kind, code: str) -> str:
    """The exception itself where the kind has it; else one of its own that says as much."""
    known = {keep.code: keep.is_not_asked for keep in kind.keep_codes}
    is_not_asked = code == "NOT_ASKED"
    return code if not code or code in known else next(own for own in known if known[own] == is_not_asked)

"""Settled steps of a case in invented systems, for what letters and pages say of them."""

from datetime import timedelta
from typing import Any

from dsr import parties, suppression
from dsr.kinds import base
from dsr.models import Business, Case, Step, System
from dsr.models.system import StepState

# Name, what it holds, what became of it, and under which exception it is kept.
PLACES = (
    ("Shop", "name, address and orders", StepState.DONE, ""),
    ("Newsletter", "email address", StepState.DONE, ""),
    ("Books", "invoices", StepState.KEPT, "E8_LEGAL_OBLIGATION"),
    ("Safe", "papers of a lawsuit", StepState.KEPT, "X_LE_HOLD"),
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
                Step.objects.create(
                    case=case,
                    system=a_system(case.business, name, holds),
                    action=action,
                    position=position,
                    state=state,
                    keep_code=_of(kind, code),
                    **_PARTS.get(name, {}),
                )


def _of(kind: base.Kind, code: str) -> str:
    """The exception itself where the kind has it; else one of its own that says as much."""
    known = {keep.code: keep.is_not_asked for keep in kind.keep_codes}
    is_not_asked = code == "NOT_ASKED"
    return code if not code or code in known else next(own for own in known if known[own] == is_not_asked)

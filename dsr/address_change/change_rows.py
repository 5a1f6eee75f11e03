"""Reading a change of address: the row that waits, the newest, and the address that is sealed for it."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from dsr import parties, sealing, steps
from dsr.lifecycle import State
from dsr.models import AddressChange, Case
from dsr.models.address_change import ChangeState
from dsr.models.case import Delivery

# In these the address can be changed; in all others the answer is on its way, or the request is over.
TAKES_ADDRESS = frozenset({State.RECEIVED, State.VERIFYING, State.REVIEW, State.WORKING, State.UNDELIVERED})


def waiting_change(case: Case) -> AddressChange | None:
    """The change that may still take effect; None where none does, and once the request is over."""
    return AddressChange.objects.waiting().filter(case=case).first() if case.is_open else None


def wait_hours() -> int:
    """How long the earlier address may stop a change, for who is about to ask for one."""
    return int(settings.ADDRESS_WAIT.total_seconds() // 3600)


def newest_change(case: Case) -> AddressChange | None:
    """The newest, whatever came of it."""
    return AddressChange.objects.filter(case=case).order_by("-pk").first()


def lapsed_change(case: Case) -> AddressChange | None:
    """The newest change, where it came to nothing by itself: whoever asked for it is told."""
    newest = newest_change(case)
    return newest if newest is not None and newest.state == ChangeState.LAPSED else None


def new_address_of(change: AddressChange, opened: Mapping[str, Any] | None = None) -> str:
    """The address that was given, in full: for the person, and for staff. Empty once it is removed."""
    said = parties.sealed_values(change.case) if opened is None else opened
    return str(said.get(change.sealed_as) or "")


def row_that_leads(change: AddressChange) -> AddressChange:
    """The row whose letters are for all that came together."""
    return change.leads or change


def rows_together(change: AddressChange) -> list[AddressChange]:
    """The row that leads, and those of the requests that came with its own."""
    first = row_that_leads(change)
    return [first, *first.followers.order_by("pk")]


def rests_on(case: Case) -> str:
    """A keyed hash of where the letters of the case go now. Raises Forgotten."""
    party = parties.reply_to(case)
    field = "email" if case.delivery == Delivery.EMAIL else "postal"
    return sealing.blind_index("letters-to", f"{field} {party.get(field) or ''}")


def is_work_begun(case: Case) -> bool:
    """What was decided is being done for who reads the earlier address, or was; of a joined request, by the other."""
    return State(case.state) is State.WORKING and bool(case.joined_to_id or steps.effects_of(case).are_some)

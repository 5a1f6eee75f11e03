"""Another address is asked for: by who made the request, with a fact of it that no letter carries."""

from dataclasses import dataclass, field
from datetime import datetime, time

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from dsr import correspondence, journal, letters, parties, request_facts, work_queue
from dsr.address_change.change_rows import TAKES_ADDRESS, is_work_begun, rests_on, waiting_change
from dsr.clock import PACIFIC, by_database, now
from dsr.errors import BadInput, Blocked
from dsr.formats import addresses, postal_addresses
from dsr.journal import REQUESTER, EntryName, Line
from dsr.kinds import base
from dsr.lifecycle import State
from dsr.models import AddressChange, Bundled, Case
from dsr.models.case import Delivery
from dsr.models.due_work import WorkName

MOST_ASKED = 3  # of one request: each asks a stranger's mailbox, if it was typed wrongly again


@dataclass(frozen=True)
class NewAddress:
    """Where letters shall go. `delivery` is a Delivery."""

    delivery: str
    address: str = field(repr=False)


def why_not_changed(case: Case) -> str:
    """Why the person cannot change the address now, in words to them; empty when they can."""
    if not case.data_key or not case.is_open:
        return _("This request is answered, or it ended: we send no more. Write to us if something did not reach you.")
    if Bundled.objects.filter(case=case).exists():
        return _("This request came in one letter with others. Write to us to change the address.")
    if State(case.state) not in TAKES_ADDRESS or is_work_begun(case):
        return _("The address cannot be changed on this page now. Write to us to change it.")
    if waiting_change(case) is not None:
        return _("A change of the address waits already.")
    if AddressChange.objects.filter(case=case).count() >= MOST_ASKED:
        return _("The address was changed, or asked to be, %(count)d times. Write to us to change it again.") % {
            "count": MOST_ASKED
        }
    return ""


def is_offered(case: Case) -> bool:
    """Whether the page offers it: the same from the receipt to the answer, or it would tell of what was decided."""
    return bool(case.data_key) and case.is_open and not Bundled.objects.filter(case=case).exists()


def check_address(case: Case, to: NewAddress) -> NewAddress:
    """The address as it is kept. Raises BadInput with what to do."""
    if to.delivery == Delivery.EMAIL:
        address = addresses.one_address(to.address)
        if why := letters.why_not_mailed(address):
            raise BadInput(why)
    elif to.delivery == Delivery.MAIL:
        address = "" if postal_addresses.says_no_address(to.address) else to.address.strip()
    else:
        raise BadInput(_("Choose email or paper mail."))
    checked = NewAddress(to.delivery, address)
    if not address:
        raise BadInput(_("Enter the new address."))
    party, name = parties.reply_to(case), "email" if to.delivery == Delivery.EMAIL else "postal"
    if case.delivery == to.delivery and (party.get(name) or "").strip().casefold() == address.casefold():
        raise BadInput(_("We write to this address already."))
    return checked


def ask_change(case_id: int, fact: tuple[str, str], to: NewAddress, *, key: str) -> AddressChange:
    """Ask for another address; it takes effect after it is proved and the wait is over.

    `fact`: the name and the value of a fact that no letter carries. The same `key` again returns the first. Raises
    BadInput with what to do, Blocked where it cannot be changed.
    """
    case = Case.objects.select_related("business", "brand", "opened_by", "joined_to").get(pk=case_id)
    known = AddressChange.objects.filter(key=key, case=case).first()
    if known is not None:
        return known
    if why := why_not_changed(case):
        raise Blocked(why)
    checked = check_address(case, to)
    correspondence.require_fact(case, fact)
    with transaction.atomic():
        return _ask(case_id, checked, key)


def _ask(case_id: int, to: NewAddress, key: str) -> AddressChange:
    together = parties.cases_received_together(Case.objects.select_related("opened_by").get(pk=case_id))
    for pk in sorted({case_id, *(one.pk for one in together)}):  # two who ask at once never wait crosswise
        journal.hold_case(pk)
    case = Case.objects.select_related("opened_by", "joined_to").get(pk=case_id)
    if (known := AddressChange.objects.filter(key=key).first()) is not None:
        return known
    if why := why_not_changed(case):  # another tab, or the machine, was first
        raise Blocked(why)
    first = _write(case, to, key, None)
    for other in together:
        locked = Case.objects.select_related("joined_to").get(pk=other.pk)
        if not why_not_changed(locked) and rests_on(locked) == first.rests_on:
            _write(locked, to, f"{key}:{locked.pk}", first)
    work_queue.add(WorkName.ADDRESS, first.pk, f"address:{first.pk}:asked", case_id=case.pk, is_urgent=True)
    return first


def _write(case: Case, to: NewAddress, key: str, leads: AddressChange | None) -> AddressChange:
    at, on_file = by_database() + settings.ADDRESS_WAIT, rests_on(case)
    day = datetime.combine(case.send_by, time(0), tzinfo=PACIFIC)
    facts = {"delivery": to.delivery, "leaves_at": at.isoformat()}
    journal.record(case.pk, Line(EntryName.ADDRESS_CHANGE_ASKED, facts, to.address), REQUESTER)
    change = AddressChange.objects.create(
        case=case,
        leads=leads,
        delivery=to.delivery,
        key=key,
        rests_on=on_file,
        was_proved=request_facts.is_address_proved(case),
        asked_at=now(),
        leaves_at=at,
        holds_until=max(by_database(), min(at, day)),
    )
    journal.reseal(case.pk, change.sealed_as, to.address)
    return change


def is_suppressing(case: Case) -> bool:
    """Whether it stops mail or sharing for an address: what is to be stopped stays what was asked."""
    return base.get(case.kind).suppression is not None

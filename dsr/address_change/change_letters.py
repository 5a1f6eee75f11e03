"""The two letters of a change: the new address is asked to answer, the earlier one is told, with a way to stop it."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import translation

from dsr import letters, verification
from dsr.address_change.change_rows import new_address_of
from dsr.clock import PACIFIC, now, today
from dsr.formats import public_urls
from dsr.formats.days import long_day
from dsr.kinds import base
from dsr.models import AddressChange, Case, Letter
from dsr.models.address_change import WAITING
from dsr.models.case import Delivery
from dsr.verification import FOR_ADDRESS, FOR_ADDRESS_STOP, DrawnSecret

LIFETIME = timedelta(days=14)  # of the link and the code that confirm it, and of the link that stops it


def write_letters(change_id: int) -> bool:
    """Write both, once. The one to the new address says nothing of the request: a stranger may read there.

    False: there is nothing to write.
    """
    related = ("case__business", "case__brand", "case__choice_mode")
    change = AddressChange.objects.select_related(*related).get(pk=change_id)
    key = f"address-told:{change.pk}"
    if change.state not in WAITING or change.leads_id or Letter.objects.filter(key=key).exists():
        return False
    confirm, stop, ends_on = verification.draw_secret(), verification.draw_secret(), today() + LIFETIME
    composed = _compose(change, confirm, stop, ends_on)
    with transaction.atomic():
        Case.objects.select_for_update(no_key=True).get(pk=change.case_id)
        if Letter.objects.filter(key=key).exists():  # another worker came first
            return False
        until = datetime.combine(ends_on, time(0), tzinfo=PACIFIC)
        for purpose, drawn in ((FOR_ADDRESS, confirm), (FOR_ADDRESS_STOP, stop)):
            verification.keep_secret(purpose, change.pk, drawn, until - now())
        for one, letter_key in zip(composed, (key, f"address-confirm:{change.pk}"), strict=True):
            letters.write_letter(change.case, one, key=letter_key, is_response=False, is_urgent=True)
    return True


def _compose(
    change: AddressChange, confirm: DrawnSecret, stop: DrawnSecret, ends_on: date
) -> tuple[letters.ComposedLetter, letters.ComposedLetter]:
    """The letter to the earlier address, which is on file still, and the one to the new address."""
    case = change.case
    with translation.override(case.language):
        last = long_day(ends_on - timedelta(days=1))
        on = long_day(change.leaves_at.astimezone(PACIFIC).date())
    told = letters.compose(
        case, base.letters.ADDRESS_TOLD, extra={"link": public_urls.address_stop(stop.token), "changes_on": str(on)}
    )
    words = {"link": public_urls.address(confirm.token), "code": confirm.spelled, "link_ends_on": str(last)}
    address = new_address_of(change)
    to = address if change.delivery == Delivery.EMAIL else letters.OnPaper(address)
    return told, letters.compose(case, base.letters.ADDRESS_CONFIRM, extra=words, to=to)

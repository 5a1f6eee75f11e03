"""Another address by who gets no letters, and so no code: told with the reference and a fact. A worker looks.

The page writes the same for every reference and looks nothing up: neither words nor time tell of one that is known.
"""

import json
from contextlib import suppress
from secrets import token_hex

from django.db import transaction

from dsr import request_facts, sealing, work_queue
from dsr.address_change.change_request import NewAddress, ask_change
from dsr.errors import CannotOpen, DeskError
from dsr.formats import references
from dsr.models import AddressWish, Case
from dsr.models.due_work import WorkName

_SEAL = "address-wish"


def want_by_reference(typed: str, fact: tuple[str, str], to: NewAddress, *, press: str) -> None:
    """Somebody says that our letters do not reach them. All of it is sealed until a worker has looked."""
    said = {"reference": typed, "fact": list(fact), "delivery": to.delivery, "address": to.address, "press": press}
    sealed = sealing.seal_secret(_SEAL, json.dumps(said))
    with transaction.atomic():
        wish = AddressWish.objects.create(sealed=sealed)
        key = f"lost-address:{wish.pk}:{token_hex(8)}"
        work_queue.add(WorkName.LOST_ADDRESS, wish.pk, key, is_urgent=True)


def ask_by_reference(wish_id: int) -> None:
    """Ask for it where the reference is known and the fact right; both addresses are then written to.

    Where somebody answered from the address on file, it is changed on the page of the request alone, behind a code.
    """
    wish = AddressWish.objects.filter(pk=wish_id).first()
    if wish is None:
        return
    try:
        said = json.loads(sealing.open_secret(_SEAL, wish.sealed))
    except CannotOpen:  # its key is gone: who waits asks again
        wish.delete()
        return
    case = Case.objects.select_related("opened_by").filter(reference=references.parse(said["reference"]) or "").first()
    if case is not None and not case.is_for_another and not request_facts.is_address_proved(case):
        wanted = NewAddress(said["delivery"], said["address"])
        with suppress(DeskError):  # a wrong fact, one too many, or it cannot be changed: who asked is told nothing
            ask_change(case.pk, (said["fact"][0], said["fact"][1]), wanted, key=f"{case.pk}:{said['press']}")
    wish.delete()

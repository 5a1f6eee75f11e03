"""The notice of what waits to leave: when it leaves, with its two buttons, on whatever page comes next."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from dsr import journal, letters, review
from dsr.formats import references
from dsr.lifecycle import State
from dsr.models import Case
from portal.staff.wording import states

_TAG = "way-back"
_OF_RECEIPT = ("keep-receipt", "correct-now")


@dataclass(frozen=True)
class WayBack:
    """The addresses of the two buttons; `take_back` is empty where that has a page of its own. `seen`: entries."""

    seen: str
    take_back: str
    send_now: str
    is_correction: bool = False  # of how the request came: no letter is what waits


def say_waiting(request: HttpRequest, decided: str, case: Case) -> bool:
    """Tell on the next page that this waits to leave; False where nothing of the case does.

    The buttons are kept as names of actions, a reference and a number.
    """
    leaves_at, back, now = review.leaves_at(case), "take-back", "send-now"
    said = _("%(decided)s The letter leaves %(at)s")
    if journal.has_waiting_receipt(case):
        leaves_at, back, now = case.leaves_at, *_OF_RECEIPT
        said = _("%(decided)s It takes effect %(at)s")
    elif (notice := letters.waiting_notices([case.pk]).get(case.pk)) is not None:
        leaves_at, back, now = notice, "extension-back", "extension-now"
    elif State(case.state) is not State.WORKING:
        back = ""
    if leaves_at is None:
        return False
    words = {"decided": decided, "at": states.clock_time(leaves_at)}
    told = ":".join([_TAG, references.spell(case.reference), str(case.entry_count), back, now])
    messages.success(request, said % words, extra_tags=told)
    return True


def way_back_of(message: Message) -> WayBack | None:
    """The buttons of a notice; None where it has none."""
    parts = (message.extra_tags or "").split(":")
    if len(parts) != 5 or parts[0] != _TAG:
        return None
    _tag, reference, seen, back, now = parts
    take_back, send_now = (reverse(f"staff:{name}", args=[reference]) if name else "" for name in (back, now))
    return WayBack(seen, take_back, send_now, is_correction=(back, now) == _OF_RECEIPT)

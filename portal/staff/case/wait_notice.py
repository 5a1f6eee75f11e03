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
from portal.staff.wording import departure

_TAG = "way-back"
_OF_RECEIPT = ("keep-receipt", "correct-now")


@dataclass(frozen=True)
class WayBack:
    """The addresses of the two buttons; `take_back` is empty where that has a page of its own. `seen`: entries.

    `listed`: the list that one works through, in which one goes on after either.
    """

    seen: str
    take_back: str
    send_now: str
    now_words: str
    listed: str = ""


def say_waiting(request: HttpRequest, decided: str, case: Case, listed: str) -> bool:
    """Tell on the next page that this waits to leave; False where nothing of the case does.

    The buttons are kept as names of actions, a reference, a number, and the list as an address has it.
    """
    leaves_at, back, now = review.leaves_at(case), "take-back", "send-now"
    how = departure.of_decision(case)
    if journal.has_waiting_receipt(case):
        leaves_at, back, now = case.leaves_at, *_OF_RECEIPT
    elif (notice := letters.waiting_notices([case.pk]).get(case.pk)) is not None:
        leaves_at, back, now = notice, "extension-back", "extension-now"
        how = departure.of_letter(case)
    elif State(case.state) is not State.WORKING:
        back = ""
    if leaves_at is None:
        return False
    said = departure.waits(how, decided, leaves_at)
    if now in _OF_RECEIPT:
        said = _("%(decided)s It takes effect %(at)s") % {"decided": decided, "at": departure.clock_time(leaves_at)}
    told = ":".join([_TAG, references.spell(case.reference), str(case.entry_count), back, now, how.value, listed])
    messages.success(request, said, extra_tags=told)
    return True


def way_back_of(message: Message) -> WayBack | None:
    """The buttons of a notice; None where it has none."""
    parts = (message.extra_tags or "").split(":")
    if len(parts) != 7 or parts[0] != _TAG:
        return None
    _tag, reference, seen, back, now, how, listed = parts
    take_back, send_now = (reverse(f"staff:{name}", args=[reference]) if name else "" for name in (back, now))
    words = _("Correct it now") if now in _OF_RECEIPT else str(departure.NOW[departure.Departure(how)])
    return WayBack(seen, take_back, send_now, words, listed)

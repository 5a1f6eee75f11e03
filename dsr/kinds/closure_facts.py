"""The facts that letters state of an ending without an answer: by mistake, asked to be withdrawn, withdrawn."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from dsr import closures
from dsr.closures import Heard
from dsr.journal import EntryName
from dsr.kinds.base import Fact, Words, letters
from dsr.law.closures import CLOSURES, MISTAKE, NO_REQUEST, TEST, WITHDRAWN
from dsr.lifecycle import RULES, State, Transition
from dsr.models import Entry, Letter
from dsr.models.letter import MAY_HAVE_REACHED

_ENTRIES_OPENED_AGAIN = 3  # received, closed, opened again: at the least


def _no_mistake(case: Any) -> Words:
    if case.closure != MISTAKE.code:
        return _("Nobody recorded that the request was entered by mistake.")
    return _unheard(case, Heard.REQUESTER)


def _unheard(case: Any, party: Heard) -> Words:
    return "" if party in closures.hearers(case) else _("No letter told them of this request.")


def _a_request(case: Any) -> Words:
    if case.closure != NO_REQUEST.code:
        return _("Nobody recorded that what came is no request.")
    return _unheard(case, Heard.REQUESTER)


def _not_opened_again(case: Any) -> Words:
    is_new = case.entry_count < _ENTRIES_OPENED_AGAIN  # most often, and then nothing is read
    if is_new or case.closure or not Entry.objects.filter(case=case, name=Transition.OPEN_AGAIN).exists():
        return _("It was not ended and opened again.")
    told = Letter.objects.filter(case=case, name__in=letters.TELL_END, state__in=MAY_HAVE_REACHED)
    return "" if told.exists() else _("Who wrote was not told that it had ended.")


def _answered(case: Any) -> Words:
    if case.closure not in CLOSURES or case.closure == TEST.code:
        return _("The request did not end without an answer.")
    return _unheard(case, Heard.PERSON)


def _not_asked(case: Any) -> Words:
    if not Entry.objects.filter(case=case, name=EntryName.WITHDRAWAL_ASKED).exists():
        return _("Nobody recorded that the person wants to withdraw the request.")
    if State(case.state) not in RULES[Transition.CLOSE].sources:
        return _("It can be withdrawn no more: it has ended, or its response is out.")
    return ""


def _not_withdrawn(case: Any) -> Words:
    return "" if case.closure == WITHDRAWN.code else _("The person did not withdraw the request.")


ENTERED_BY_MISTAKE = Fact(
    name="entered-by-mistake",
    words=_("We wrote about a request that was entered by mistake"),
    record="Case.closure, the approval of the CLOSE entry, and a letter that told of the case, on its way or out",
    lacks=_no_mistake,
)
WITHDRAWAL_ASKED = Fact(
    name="asked-to-withdraw",
    words=_("We were told that the person wants to withdraw the request"),
    record="The entry “withdrawal-asked”, with who said so and how, and Case.state: no response is out",
    lacks=_not_asked,
)
WITHDRAWN_BY_PERSON = Fact(
    name="withdrawn",
    words=_("The person withdrew the request"),
    record="Case.closure, and the CLOSE entry of the person",
    lacks=_not_withdrawn,
)

NO_REQUEST_FOUND = Fact(
    name="no-request",
    words=_("We wrote about what turned out to be no request"),
    record="Case.closure, the approval of the CLOSE entry, and a letter that told of the case, on its way or out",
    lacks=_a_request,
)
ENDED_UNANSWERED = Fact(
    name="ended-unanswered",
    words=_("We asked the person about a request that ended without an answer"),
    record="Case.closure, and a letter of the case that asks about the permission, on its way or out",
    lacks=_answered,
)

GOES_ON = Fact(
    name="goes-on",
    words=_("The request had ended, who wrote was told so, and it was opened again"),
    record="Case.closure: none, the entry “open-again”, and the letter that told how it ended, on its way or out",
    lacks=_not_opened_again,
)

CLOSING_LETTERS = letters.closing_letters(ENTERED_BY_MISTAKE, NO_REQUEST_FOUND)
PERSON_TOLD_LETTER = letters.person_told(ENDED_UNANSWERED)
WITHDRAWAL_LETTERS = letters.withdrawal_letters(WITHDRAWAL_ASKED, WITHDRAWN_BY_PERSON)

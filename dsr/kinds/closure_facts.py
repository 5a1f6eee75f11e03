"""The facts that letters state of an ending without an answer: by mistake, asked to be withdrawn, withdrawn."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from dsr.journal import EntryName
from dsr.kinds.base import Fact, Words, letters
from dsr.law.closures import MISTAKE, WITHDRAWN
from dsr.lifecycle import RULES, State, Transition
from dsr.models import Entry, Letter
from dsr.models.letter import MAY_HAVE_REACHED


def _no_mistake(case: Any) -> Words:
    if case.closure != MISTAKE.code:
        return _("Nobody recorded that the request was entered by mistake.")
    if not Letter.objects.filter(case=case, state__in=MAY_HAVE_REACHED).exists():
        return _("No letter told the person of this request.")
    return ""


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
    record="Case.closure, and a letter of the case on its way or out",
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

MISTAKE_LETTER = letters.mistake_letter(ENTERED_BY_MISTAKE)
WITHDRAWAL_LETTERS = letters.withdrawal_letters(WITHDRAWAL_ASKED, WITHDRAWN_BY_PERSON)

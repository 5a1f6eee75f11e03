"""The facts that letters state of the page of a person's own request: the desk answered, an address was asked for."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from dsr.kinds.base import Fact, Words, letters
from dsr.models import AddressChange, Message


def _not_answered(case: Any) -> Words:
    answered = Message.objects.filter(case=case, answer_number__isnull=False)
    return "" if answered.exists() else _("Nobody answered a message of the person.")


def _not_asked(case: Any) -> Words:
    return "" if AddressChange.objects.waiting().filter(case=case).exists() else _("No change of the address waits.")


MESSAGE_ANSWERED = Fact(
    "answer-waits",
    _("We answered what the person wrote to us."),
    record="Message.answer_number: the entry that holds the answer",
    lacks=_not_answered,
)
ADDRESS_ASKED = Fact(
    "address-asked",
    _("Somebody who knows a fact of the request asked to change the address, and it waits."),
    record="AddressChange: asked or proved, and not ended",
    lacks=_not_asked,
)
OWN_PAGE_LETTERS = letters.own_page_letters(MESSAGE_ANSWERED, ADDRESS_ASKED)

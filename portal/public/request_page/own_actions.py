"""What a person can do on the page of their request, and what of it stands there."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import address_change
from dsr.models.address_change import ChangeState
from dsr.request_page import Visitor
from portal.public.request_page import additions, messages, new_address, withdrawal
from portal.public.request_page.page_parts import PageAction, PagePart

ACTIONS: list[PageAction] = [
    PageAction(gettext_lazy("Write to us"), "public:own_page_write", messages.may_write),
    PageAction(gettext_lazy("Add documents"), "public:own_page_documents", additions.may_add_documents),
    PageAction(gettext_lazy("Add a fact"), "public:own_page_fact", additions.may_add_fact),
    PageAction(gettext_lazy("Change my address"), "public:own_page_address", new_address.may_change),
    PageAction(gettext_lazy("Withdraw my request"), "public:own_page_withdraw", withdrawal.may_withdraw),
]


def new_address_part(visitor: Visitor) -> Mapping[str, Any]:
    """That a change of the address waits, and until when, or that it came to nothing; empty where neither is so."""
    change = address_change.waiting_change(visitor.case) or address_change.lapsed_change(visitor.case)
    return {"change": change} if change is not None else {}


PARTS: list[PagePart] = [
    PagePart("public/request_page/address_note.html", new_address_part),
    PagePart("public/request_page/thread.html", messages.thread),
]


def needed(visitor: Visitor) -> list[str]:
    """What the person must still do for a change of address that they began here."""
    change = address_change.waiting_change(visitor.case)
    is_asked = change is not None and change.state == ChangeState.ASKED
    return [_("Confirm your new address, with what we sent there.")] if is_asked else []

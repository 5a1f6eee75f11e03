"""What stands on the page, in its order, and what can be done there: each part and action is one entry of a list."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import address_change, letters, parties
from dsr.models.address_change import ChangeState
from dsr.request_page import Visitor
from portal.public.request_page import additions, messages, new_address, withdrawal


@dataclass(frozen=True)
class PagePart:
    """A part of the page: its template, and what it shows; nothing is drawn where `words` gives nothing."""

    template: str
    words: Callable[[Visitor], Mapping[str, Any]]


@dataclass(frozen=True)
class PageAction:
    """Something that can be done there, on a page of its own: a link at the foot of the page.

    `url` is the name of its address (“public:…”); `is_open` says whether it is offered to who is on the page now. What
    is offered stays the same while a decision is on its way, of which no letter told; the view behind it asks once
    more, and says what is too late.
    """

    label: Promise
    url: str
    is_open: Callable[[Visitor], bool]


def _new_address(visitor: Visitor) -> Mapping[str, Any]:
    """That a change of the address waits, and until when, or that it came to nothing; empty where neither is so."""
    change = address_change.waiting_change(visitor.case) or address_change.lapsed_change(visitor.case)
    return {"change": change} if change is not None else {}


# In the order of the page. Above them stand what was asked and what is needed; below them the actions.
PARTS: list[PagePart] = [
    PagePart("public/request_page/address_note.html", _new_address),
    PagePart("public/request_page/thread.html", messages.thread),
]
ACTIONS: list[PageAction] = [
    PageAction(gettext_lazy("Write to us"), "public:own_page_write", messages.may_write),
    PageAction(gettext_lazy("Add documents"), "public:own_page_documents", additions.may_add_documents),
    PageAction(gettext_lazy("Add a fact"), "public:own_page_fact", additions.is_fact_offered),
    PageAction(gettext_lazy("Change my address"), "public:own_page_address", new_address.may_change),
    PageAction(gettext_lazy("Withdraw my request"), "public:own_page_withdraw", withdrawal.is_offered),
]


def drawn(visitor: Visitor) -> list[tuple[str, Mapping[str, Any]]]:
    """(template, words) of each part that has something to show; all of them are of who wrote."""
    found = ((part.template, part.words(visitor)) for part in PARTS if not visitor.is_subject)
    return [(template, words) for template, words in found if words]


def needed_besides(visitor: Visitor) -> list[str]:
    """What the person must still do for a change of address that they began here."""
    change = None if visitor.is_subject else address_change.waiting_change(visitor.case)
    is_asked = change is not None and change.state == ChangeState.ASKED
    return [_("Confirm your new address, with what we sent there.")] if is_asked else []


def about_whom(visitor: Visitor) -> str:
    """For whom somebody else asked, as letters call them; empty where it is about who reads."""
    case = visitor.case
    is_another = case.is_for_another and not visitor.is_subject
    return letters.subject_called(case, parties.sealed_values(case)) if is_another else ""


def written_by(visitor: Visitor) -> str:
    """Who wrote for the person who reads, as the letters to them say it; empty where they wrote themselves."""
    return letters.acting_name(parties.sealed_values(visitor.case)) if visitor.is_subject else ""


def offered(visitor: Visitor) -> list[PageAction]:
    """The actions that who is on the page may begin now."""
    return [] if visitor.is_subject else [action for action in ACTIONS if action.is_open(visitor)]

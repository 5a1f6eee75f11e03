"""What stands on the page, in its order, and what can be done there: each part and action is one entry of a list."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from dsr import letters, parties
from dsr.request_page import Visitor


def _always(_visitor: Visitor) -> bool:
    return True


@dataclass(frozen=True)
class PagePart:
    """A part of the page: its template, and what it shows; nothing is drawn where `words` gives nothing."""

    template: str
    words: Callable[[Visitor], Mapping[str, Any]]


@dataclass(frozen=True)
class PageAction:
    """Something that can be done there, on a page of its own: a link at the foot of the page.

    `url` is the name of its address (“public:…”); `is_open` says whether it is offered to who is on the page now. The
    view behind it asks once more.
    """

    label: Promise
    url: str
    is_open: Callable[[Visitor], bool] = _always


# In the order of the page. Above them stand what was asked and what is needed; below them the actions.
PARTS: list[PagePart] = []
ACTIONS: list[PageAction] = []
# What somebody must do for what they began on the page itself, each in a sentence.
NEEDED: list[Callable[[Visitor], list[str]]] = []


def drawn(visitor: Visitor) -> list[tuple[str, Mapping[str, Any]]]:
    """(template, words) of each part that has something to show."""
    found = ((part.template, part.words(visitor)) for part in PARTS)
    return [(template, words) for template, words in found if words]


def needed_besides(visitor: Visitor) -> list[str]:
    """What is needed of them beside what a letter asks."""
    return [sentence for find in NEEDED for sentence in find(visitor)]


def about_whom(visitor: Visitor) -> str:
    """For whom somebody else asked, as letters call them; empty where they ask for themselves."""
    case = visitor.case
    return letters.subject_called(case, parties.sealed_values(case)) if case.is_for_another else ""


def offered(visitor: Visitor) -> list[PageAction]:
    """The actions that who is on the page may begin now."""
    return [action for action in ACTIONS if action.is_open(visitor)]

"""The page of one's own request: behind the link of a letter and a code, without an account."""

from portal.public.request_page.doors import enter_page, link_page, references_page
from portal.public.request_page.page_parts import ACTIONS, NEEDED, PARTS, PageAction, PagePart
from portal.public.request_page.views import (
    fresh_link_page,
    leave_page,
    letter_as_sent,
    letter_file,
    letter_kept,
    letter_page,
    own_page,
)
from portal.public.request_page.visits import COOKIE, on_own_page

__all__ = [
    "ACTIONS",
    "COOKIE",
    "NEEDED",
    "PARTS",
    "PageAction",
    "PagePart",
    "enter_page",
    "fresh_link_page",
    "leave_page",
    "letter_as_sent",
    "letter_file",
    "letter_kept",
    "letter_page",
    "link_page",
    "on_own_page",
    "own_page",
    "references_page",
]

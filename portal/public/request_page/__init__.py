"""The page of one's own request: behind the link of a letter and a code, without an account."""

from portal.public.request_page.additions import documents_page, fact_page, may_add_fact
from portal.public.request_page.doors import enter_page, link_page, references_page
from portal.public.request_page.lost_address import lost_address_page
from portal.public.request_page.messages import write_page
from portal.public.request_page.new_address import address_page
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
from portal.public.request_page.withdrawal import withdraw_page

__all__ = [
    "COOKIE",
    "address_page",
    "documents_page",
    "enter_page",
    "fact_page",
    "fresh_link_page",
    "leave_page",
    "letter_as_sent",
    "letter_file",
    "letter_kept",
    "letter_page",
    "link_page",
    "lost_address_page",
    "may_add_fact",
    "on_own_page",
    "own_page",
    "references_page",
    "withdraw_page",
    "write_page",
]

"""Proving who asks, and the hand-over from the business's own site."""

from portal.public.identity.account_handoff import handoff_page
from portal.public.identity.views import code_page, confirm_page, proof_link_page, request_page

__all__ = [
    "code_page",
    "confirm_page",
    "handoff_page",
    "proof_link_page",
    "request_page",
]

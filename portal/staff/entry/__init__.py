"""Entering requests that came by letter or by phone."""

from portal.staff.entry.views import EntryForm, choose_kind_page, enter_request_page, instant, offer_addresses

__all__ = ["EntryForm", "choose_kind_page", "enter_request_page", "instant", "offer_addresses"]

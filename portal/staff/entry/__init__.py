"""Entering requests that came by letter or by phone."""

from portal.staff.entry.bundle import bundle_page, download_bundle_document, enter_bundle_page
from portal.staff.entry.views import choose_kind_page, enter_request_page

__all__ = [
    "bundle_page",
    "choose_kind_page",
    "download_bundle_document",
    "enter_bundle_page",
    "enter_request_page",
]

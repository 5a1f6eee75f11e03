"""Many requests that one agent made in one letter: entered at once, and the page on which they are worked on."""

from portal.staff.bundle.add import add_details_page, add_people_page
from portal.staff.bundle.enter import enter_bundle_page
from portal.staff.bundle.last_letter import last_letter_email, last_letter_page, last_letter_pdf
from portal.staff.bundle.letters import (
    bundle_letter_email,
    bundle_letter_page,
    bundle_letter_pdf,
    record_bundle_letter,
    return_bundle_letter,
)
from portal.staff.bundle.page import ask_agent, bundle_page, download_document
from portal.staff.bundle.permissions import add_permissions_page
from portal.staff.bundle.receipt import correct_bundle_page
from portal.staff.bundle.through_agent import through_agent_page
from portal.staff.bundle.waiting_receipts import RECEIPT_VERBS, settle_bundle_receipt

__all__ = [
    "RECEIPT_VERBS",
    "add_details_page",
    "add_people_page",
    "add_permissions_page",
    "ask_agent",
    "bundle_letter_email",
    "bundle_letter_page",
    "bundle_letter_pdf",
    "bundle_page",
    "correct_bundle_page",
    "download_document",
    "enter_bundle_page",
    "last_letter_email",
    "last_letter_page",
    "last_letter_pdf",
    "record_bundle_letter",
    "return_bundle_letter",
    "settle_bundle_receipt",
    "through_agent_page",
]

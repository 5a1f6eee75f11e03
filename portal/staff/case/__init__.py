"""The page of one case, with all that can be seen and done there."""

from portal.staff.case.action import ground_fields, require_ground
from portal.staff.case.actions import ACTIONS
from portal.staff.case.dates import clock_in_words
from portal.staff.case.delivery import Shown as ShownLetter
from portal.staff.case.delivery import letter_in_words
from portal.staff.case.delivery import shown as shown_letter
from portal.staff.case.documents import download_document
from portal.staff.case.joins import join_page
from portal.staff.case.letters import letter_email, letter_file, letter_page, letter_pdf
from portal.staff.case.receipt import ReceiptForm
from portal.staff.case.receipt import in_words as receipt_in_words
from portal.staff.case.response_draft import draft_email, draft_page, draft_pdf
from portal.staff.case.second_person import second_approval_email, second_approval_page
from portal.staff.case.step_actions import chase_form
from portal.staff.case.steps import keep_words, step_line, why_step_waits
from portal.staff.case.third_party_notices import third_party_notices_page
from portal.staff.case.views import act, case_page, next_case_page, previous_case_page
from portal.staff.case.wait_notice import way_back_of
from portal.web.letter_views import framed, pdf_response

__all__ = [
    "ACTIONS",
    "ReceiptForm",
    "ShownLetter",
    "act",
    "case_page",
    "chase_form",
    "clock_in_words",
    "download_document",
    "draft_email",
    "draft_page",
    "draft_pdf",
    "framed",
    "ground_fields",
    "join_page",
    "keep_words",
    "letter_email",
    "letter_file",
    "letter_in_words",
    "letter_page",
    "letter_pdf",
    "next_case_page",
    "pdf_response",
    "previous_case_page",
    "receipt_in_words",
    "require_ground",
    "second_approval_email",
    "second_approval_page",
    "shown_letter",
    "step_line",
    "third_party_notices_page",
    "way_back_of",
    "why_step_waits",
]

"""The page of one's own request: a code opens it to who wrote, for that request alone, and it reads what was sent."""

from dsr.request_page.code_mail import send_code
from dsr.request_page.codes import MOST_TRIES, enter_code, is_under_attack, record_tries, want_code
from dsr.request_page.references import send_references, want_references
from dsr.request_page.visitor import Coverage, Party, Visitor, coverage_of, party_of
from dsr.request_page.visits import IDLE, MOST, end_visit, visitor_of

__all__ = [
    "IDLE",
    "MOST",
    "MOST_TRIES",
    "Coverage",
    "Party",
    "Visitor",
    "coverage_of",
    "end_visit",
    "enter_code",
    "is_under_attack",
    "party_of",
    "record_tries",
    "send_code",
    "send_references",
    "visitor_of",
    "want_code",
    "want_references",
]

"""The page of one's own request: a code opens it to who wrote, for that request alone, and it reads what was sent."""

from dsr.request_page.answer_promise import AnswerDay, answer_day
from dsr.request_page.code_mail import send_code
from dsr.request_page.codes import (
    MOST_TRIES,
    draw_code,
    enter_code,
    is_under_attack,
    keep_code,
    record_tries,
    want_code,
)
from dsr.request_page.needs import Need, NeedName, needs_of
from dsr.request_page.references import cases_asked_with, send_references, want_references
from dsr.request_page.requester_letters import SentLetter, letter_sent, letters_sent, newest_response
from dsr.request_page.stages import Stage, StageName, stages_of
from dsr.request_page.visitor import Coverage, Party, Visitor, coverage_of, party_of
from dsr.request_page.visits import IDLE, MOST, begin_visit, end_links, end_visit, visitor_of

__all__ = [
    "IDLE",
    "MOST",
    "MOST_TRIES",
    "AnswerDay",
    "Coverage",
    "Need",
    "NeedName",
    "Party",
    "SentLetter",
    "Stage",
    "StageName",
    "Visitor",
    "answer_day",
    "begin_visit",
    "cases_asked_with",
    "coverage_of",
    "draw_code",
    "end_links",
    "end_visit",
    "enter_code",
    "is_under_attack",
    "keep_code",
    "letter_sent",
    "letters_sent",
    "needs_of",
    "newest_response",
    "party_of",
    "record_tries",
    "send_code",
    "send_references",
    "stages_of",
    "visitor_of",
    "want_code",
    "want_references",
]

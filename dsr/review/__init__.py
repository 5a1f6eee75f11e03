"""What staff may decide, and deciding it."""

from dsr.review.allowed_outcomes import (
    Barred,
    decline_reasons,
    expected_steps,
    offered_outcomes,
    open_steps,
    outcome_of_work,
    sort_declines,
    why_not_ready,
    why_unproved,
)
from dsr.review.decisions import Approval, add_note, approve, assign, decline, join, reopen, retry_case, take_back
from dsr.review.embedded_requests import missing_answers, open_embedded_requests
from dsr.review.kept_data import end_keeping
from dsr.review.possible_duplicates import PossibleDuplicate, suggest_duplicates
from dsr.review.supplements import Supplement, owes_rest, planned_supplement, send_supplement

__all__ = [
    "Approval",
    "Barred",
    "PossibleDuplicate",
    "Supplement",
    "add_note",
    "approve",
    "assign",
    "decline",
    "decline_reasons",
    "end_keeping",
    "expected_steps",
    "join",
    "missing_answers",
    "offered_outcomes",
    "open_embedded_requests",
    "open_steps",
    "outcome_of_work",
    "owes_rest",
    "planned_supplement",
    "reopen",
    "retry_case",
    "send_supplement",
    "sort_declines",
    "suggest_duplicates",
    "take_back",
    "why_not_ready",
    "why_unproved",
]

"""What staff may decide, and deciding it."""

from dsr.review.allowed_outcomes import (
    Barred,
    decline_reasons,
    expected_steps,
    offered_outcomes,
    open_steps,
    outcome_of_work,
    report_sent_again,
    sort_declines,
    why_not_ready,
    why_unproved,
)
from dsr.review.decision_wait import decided_draft, end_wait, is_as_decided, is_outdated, leaves_at, send_now
from dsr.review.decisions import Approval, add_note, approve, assign, decline, reopen, retry_case, take_back
from dsr.review.embedded_requests import missing_answers, open_embedded_requests
from dsr.review.joins import (
    Joining,
    answered_with,
    join,
    joined_directly,
    joined_requests,
    may_undo_join,
    separate,
    undo_join,
    why_join_fails,
)
from dsr.review.kept_data import end_keeping, outcome_after_keeping
from dsr.review.letter_draft import Chosen, Draft, KeptChoice, declared_keeps, draft, words_of_draft
from dsr.review.possible_duplicates import PossibleDuplicate, suggest_duplicates
from dsr.review.same_answer import is_same_address, may_know_of, why_not_join, why_not_same_answer
from dsr.review.second_person import approve_second, refuse_second, two_person_act
from dsr.review.supplements import Supplement, is_rest_known, owes_rest, planned_supplement, send_supplement

__all__ = [
    "Approval",
    "Barred",
    "Chosen",
    "Draft",
    "Joining",
    "KeptChoice",
    "PossibleDuplicate",
    "Supplement",
    "add_note",
    "answered_with",
    "approve",
    "approve_second",
    "assign",
    "decided_draft",
    "declared_keeps",
    "decline",
    "decline_reasons",
    "draft",
    "end_keeping",
    "end_wait",
    "expected_steps",
    "is_as_decided",
    "is_outdated",
    "is_rest_known",
    "is_same_address",
    "join",
    "joined_directly",
    "joined_requests",
    "leaves_at",
    "may_know_of",
    "may_undo_join",
    "missing_answers",
    "offered_outcomes",
    "open_embedded_requests",
    "open_steps",
    "outcome_after_keeping",
    "outcome_of_work",
    "owes_rest",
    "planned_supplement",
    "refuse_second",
    "reopen",
    "report_sent_again",
    "retry_case",
    "send_now",
    "send_supplement",
    "separate",
    "sort_declines",
    "suggest_duplicates",
    "take_back",
    "two_person_act",
    "undo_join",
    "why_join_fails",
    "why_not_join",
    "why_not_ready",
    "why_not_same_answer",
    "why_unproved",
    "words_of_draft",
]

"""Forgetting on time; and what is kept: why, until when, by whose direction, and looking at it again."""

from dsr.retention.agency_directions import Direction, directable, record_direction
from dsr.retention.ended_sessions import forget_sessions
from dsr.retention.erasure_dates import due_for_erasure, erase_after_response, erase_one, forget_due_cases
from dsr.retention.kept_data import (
    check_look,
    decide_kept,
    direction_of,
    is_secret,
    keeps_secret,
    lacking_direction,
    lacking_review,
)
from dsr.retention.review_dates import (
    KeptReview,
    hold_ends_on,
    keep_on,
    open_reviews,
    review_of,
    reviews_due,
    say_why_kept,
    show_due_reviews,
    unstuck,
)

__all__ = [
    "Direction",
    "KeptReview",
    "check_look",
    "decide_kept",
    "directable",
    "direction_of",
    "due_for_erasure",
    "erase_after_response",
    "erase_one",
    "forget_due_cases",
    "forget_sessions",
    "hold_ends_on",
    "is_secret",
    "keep_on",
    "keeps_secret",
    "lacking_direction",
    "lacking_review",
    "open_reviews",
    "record_direction",
    "review_of",
    "reviews_due",
    "say_why_kept",
    "show_due_reviews",
    "unstuck",
]

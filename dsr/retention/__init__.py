"""Forgetting on time; and what is kept: why, until when, by whose direction, and looking at it again."""

from dsr.retention.agency_directions import Direction, directable, record_direction
from dsr.retention.ended_sessions import forget_sessions
from dsr.retention.erasure_dates import due_for_erasure, erase_after_response, erase_one, forget_due_cases
from dsr.retention.held_cases import follow_hold, plan_holds
from dsr.retention.kept_data import (
    check_look,
    decide_kept,
    direction_of,
    is_secret,
    keeps_secret,
    lacking_direction,
    lacking_review,
)
from dsr.retention.legal_holds import (
    MAY_HOLD,
    HoldOrder,
    HoldWords,
    change_hold,
    change_words,
    end_hold,
    hold_words,
    holds_of,
    overdue_holds,
    set_hold,
)
from dsr.retention.record_periods import KindPeriod, kind_periods, least_months, record_kept_until, set_period
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
    "MAY_HOLD",
    "Direction",
    "HoldOrder",
    "HoldWords",
    "KeptReview",
    "KindPeriod",
    "change_hold",
    "change_words",
    "check_look",
    "decide_kept",
    "directable",
    "direction_of",
    "due_for_erasure",
    "end_hold",
    "erase_after_response",
    "erase_one",
    "follow_hold",
    "forget_due_cases",
    "forget_sessions",
    "hold_ends_on",
    "hold_words",
    "holds_of",
    "is_secret",
    "keep_on",
    "keeps_secret",
    "kind_periods",
    "lacking_direction",
    "lacking_review",
    "least_months",
    "open_reviews",
    "overdue_holds",
    "plan_holds",
    "record_direction",
    "record_kept_until",
    "review_of",
    "reviews_due",
    "say_why_kept",
    "set_hold",
    "set_period",
    "show_due_reviews",
    "unstuck",
]

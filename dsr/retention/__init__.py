"""Forgetting on time, and legal holds."""

from dsr.retention.erasure_dates import due_for_erasure, erase_after_response, erase_one, forget_due_cases
from dsr.retention.legal_holds import LegalHold, hold_ends_on, holds_ending, renew_hold, show_ended_holds

__all__ = [
    "LegalHold",
    "due_for_erasure",
    "erase_after_response",
    "erase_one",
    "forget_due_cases",
    "hold_ends_on",
    "holds_ending",
    "renew_hold",
    "show_ended_holds",
]

"""Forgetting on time, and legal holds."""

from dsr.retention.erasure_dates import due_to_shed, forget_due_cases, shed, shed_one
from dsr.retention.legal_holds import LegalHold, hold_ends_on, holds_ending, renew_hold, show_ended_holds

__all__ = [
    "LegalHold",
    "due_to_shed",
    "forget_due_cases",
    "hold_ends_on",
    "holds_ending",
    "renew_hold",
    "shed",
    "shed_one",
    "show_ended_holds",
]

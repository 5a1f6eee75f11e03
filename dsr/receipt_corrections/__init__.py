"""Facts of a receipt are corrected: when, how and where it came, for which brand, for whom, by what name.

No date moves later by that alone. A correction waits before it takes effect, and until then can be taken back.
"""

from dsr.receipt_corrections.bundle_receipt import (
    BundleReceipt,
    BundleResult,
    LineLook,
    look_at_bundle,
    look_at_line,
    proposed_in_bundle,
    receipt_content,
    receipt_of_bundle,
    receipt_of_content,
    waiting_in_bundle,
)
from dsr.receipt_corrections.corrected_word import stating_names, write_corrected
from dsr.receipt_corrections.correction_effect import ask_for_letters, renew_stated_dates
from dsr.receipt_corrections.correction_look import Look, doubts, look_at_correction
from dsr.receipt_corrections.correction_record import (
    agree_correction,
    correct_receipt,
    proposed_correction,
    reason_proposed,
    refuse_correction,
    take_back_proposed,
)
from dsr.receipt_corrections.correction_rules import Correction, Weighed, as_it_stands, recorded_instant, weigh
from dsr.receipt_corrections.correction_wait import (
    CORRECTABLE,
    WaitingCorrection,
    carry_on,
    correct_now,
    correct_when_due,
    take_back_correction,
    waiting_correction,
)

__all__ = [
    "CORRECTABLE",
    "BundleReceipt",
    "BundleResult",
    "Correction",
    "LineLook",
    "Look",
    "WaitingCorrection",
    "Weighed",
    "agree_correction",
    "as_it_stands",
    "ask_for_letters",
    "carry_on",
    "correct_now",
    "correct_receipt",
    "correct_when_due",
    "doubts",
    "look_at_bundle",
    "look_at_correction",
    "look_at_line",
    "proposed_correction",
    "proposed_in_bundle",
    "reason_proposed",
    "receipt_content",
    "receipt_of_bundle",
    "receipt_of_content",
    "recorded_instant",
    "refuse_correction",
    "renew_stated_dates",
    "stating_names",
    "take_back_correction",
    "take_back_proposed",
    "waiting_correction",
    "waiting_in_bundle",
    "weigh",
    "write_corrected",
]

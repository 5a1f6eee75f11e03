"""Facts of a receipt are corrected: when, how and where it came, for which brand, for whom, by what name.

No date moves later by that alone. A correction waits before it takes effect, and until then can be taken back.
"""

from dsr.receipt_corrections.bundle_receipt import (
    BundleReceipt,
    BundleResult,
    LineLook,
    agree_in_bundle,
    correct_bundle,
    correct_now_in_bundle,
    look_at_bundle,
    proposed_in_bundle,
    receipt_of_bundle,
    refuse_in_bundle,
    take_back_in_bundle,
    waiting_in_bundle,
    withdraw_in_bundle,
)
from dsr.receipt_corrections.corrected_word import stating_names, write_corrected
from dsr.receipt_corrections.correction_effect import renew_stated_dates
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
    "agree_in_bundle",
    "as_it_stands",
    "carry_on",
    "correct_bundle",
    "correct_now",
    "correct_now_in_bundle",
    "correct_receipt",
    "correct_when_due",
    "doubts",
    "look_at_bundle",
    "look_at_correction",
    "proposed_correction",
    "proposed_in_bundle",
    "reason_proposed",
    "receipt_of_bundle",
    "recorded_instant",
    "refuse_correction",
    "refuse_in_bundle",
    "renew_stated_dates",
    "stating_names",
    "take_back_correction",
    "take_back_in_bundle",
    "take_back_proposed",
    "waiting_correction",
    "waiting_in_bundle",
    "weigh",
    "withdraw_in_bundle",
    "write_corrected",
]

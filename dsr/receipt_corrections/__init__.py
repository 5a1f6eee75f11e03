"""Facts of a receipt are corrected: when, how and where it came, for which brand, for whom, by what name.

A date never moves later by that alone: it needs the source and a second person, and one that was promised never does.
"""

from dsr.receipt_corrections.corrected_word import write_corrected
from dsr.receipt_corrections.correction_record import (
    CORRECTABLE,
    agree_correction,
    correct_receipt,
    proposed_correction,
)
from dsr.receipt_corrections.correction_rules import Correction, Weighed, as_it_stands, recorded_instant, weigh

__all__ = [
    "CORRECTABLE",
    "Correction",
    "Weighed",
    "agree_correction",
    "as_it_stands",
    "correct_receipt",
    "proposed_correction",
    "recorded_instant",
    "weigh",
    "write_corrected",
]

"""Marks that every key leaves in the database, so that a wrong or lost one is seen at once, not guessed later."""

from dsr.key_marks.marks import (
    KeyProblem,
    confirm_key,
    key_problems,
    leave_key_marks,
    needs,
    note_link_key_use,
    require_keys,
    require_suppression_key,
)
from dsr.key_marks.trials import NAMES, SUPPRESSION

__all__ = [
    "NAMES",
    "SUPPRESSION",
    "KeyProblem",
    "confirm_key",
    "key_problems",
    "leave_key_marks",
    "needs",
    "note_link_key_use",
    "require_keys",
    "require_suppression_key",
]

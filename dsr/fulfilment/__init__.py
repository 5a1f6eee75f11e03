"""The steps of a case: planned for every system, looked up, carried out in order, proved, concluded."""

from dsr.fulfilment.correction_followup import (
    check_corrections,
    correct_again,
    file_statement,
    matches_correction,
)
from dsr.fulfilment.staff_actions import (
    SeenByHand,
    ask_owner_again,
    confirm_same_person,
    retry_step,
    settle_step_by_hand,
)
from dsr.fulfilment.step_plan import plan_steps
from dsr.fulfilment.step_run import StepProgress, carry_out_step, conclude_steps, continue_steps, preview_step

__all__ = [
    "SeenByHand",
    "StepProgress",
    "ask_owner_again",
    "carry_out_step",
    "check_corrections",
    "conclude_steps",
    "confirm_same_person",
    "continue_steps",
    "correct_again",
    "file_statement",
    "matches_correction",
    "plan_steps",
    "preview_step",
    "retry_step",
    "settle_step_by_hand",
]

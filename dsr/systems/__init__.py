"""The places that hold personal information: how each is approved, compared with a proof, and looked up again."""

from dsr.systems.mapping_approval import approval_eyes, approve_mapping, systems_awaiting_approval
from dsr.systems.point_match import can_match_points, match_points
from dsr.systems.step_reopening import (
    ended_steps,
    look_up_again,
    reopen_ended_steps,
    reopen_step,
    reopen_steps,
    want_lookup,
)

__all__ = [
    "approval_eyes",
    "approve_mapping",
    "can_match_points",
    "ended_steps",
    "look_up_again",
    "match_points",
    "reopen_ended_steps",
    "reopen_step",
    "reopen_steps",
    "systems_awaiting_approval",
    "want_lookup",
]

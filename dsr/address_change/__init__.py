"""A person changes the address to which the letters of their request go: asked, proved, told, and after a wait done.

What the earlier address proved is asked anew. No clock stops or moves.
"""

from dsr.address_change.change_effect import carry_on, is_held
from dsr.address_change.change_letters import write_letters
from dsr.address_change.change_links import (
    Change,
    change_by_token,
    enter_code,
    prove_address,
    stop_by_token,
    stop_from_link,
)
from dsr.address_change.change_request import (
    MOST_ASKED,
    NewAddress,
    ask_change,
    is_offered,
    why_not_changed,
)
from dsr.address_change.change_rows import lapsed_change, new_address_of, newest_change, wait_hours, waiting_change
from dsr.address_change.lapsed_changes import changes_to_end, lapse_if_over
from dsr.address_change.lost_address import ask_by_reference, want_by_reference
from dsr.address_change.stop_change import stop_at_desk

__all__ = [
    "MOST_ASKED",
    "Change",
    "NewAddress",
    "ask_by_reference",
    "ask_change",
    "carry_on",
    "change_by_token",
    "changes_to_end",
    "enter_code",
    "is_held",
    "is_offered",
    "lapse_if_over",
    "lapsed_change",
    "new_address_of",
    "newest_change",
    "prove_address",
    "stop_at_desk",
    "stop_by_token",
    "stop_from_link",
    "wait_hours",
    "waiting_change",
    "want_by_reference",
    "why_not_changed",
    "write_letters",
]

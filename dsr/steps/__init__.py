"""One step of a case in a system: whose it is, and how it is settled."""

from dsr.steps.person import chosen_portion_words, is_hold, not_asked_code, party_of, person_of, portions_of
from dsr.steps.settlement import OWNER_ANSWERS, Settlement, is_settled, settle_step, stop_step, write_tombstones
from dsr.steps.sibling_requests import act_and_prove

__all__ = [
    "OWNER_ANSWERS",
    "Settlement",
    "act_and_prove",
    "chosen_portion_words",
    "is_hold",
    "is_settled",
    "not_asked_code",
    "party_of",
    "person_of",
    "portions_of",
    "settle_step",
    "stop_step",
    "write_tombstones",
]

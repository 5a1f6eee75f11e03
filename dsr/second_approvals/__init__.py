"""What two people do where two may: one decides, another approves; where nobody else may, password and reason suffice.

A verb that does such an act calls `require` in its own transaction, and does nothing of it until the row is settled.
"""

from dsr.second_approvals.act_words import act_in_words
from dsr.second_approvals.requirement import (
    asked_of,
    cases_waiting,
    count_waiting,
    ground_of,
    is_bulk,
    is_left_to_one,
    proposal_of,
    propose,
    require,
    waiting_for,
    why_may_not_settle,
)
from dsr.second_approvals.settlement import (
    agree,
    escalate,
    give,
    give_alone,
    near_approvals,
    refuse,
    take_back_proposal,
    withdraw,
)

__all__ = [
    "act_in_words",
    "agree",
    "asked_of",
    "cases_waiting",
    "count_waiting",
    "escalate",
    "give",
    "give_alone",
    "ground_of",
    "is_bulk",
    "is_left_to_one",
    "near_approvals",
    "proposal_of",
    "propose",
    "refuse",
    "require",
    "take_back_proposal",
    "waiting_for",
    "why_may_not_settle",
    "withdraw",
]

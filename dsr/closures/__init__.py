"""A request that ends without an answer, dsr/law/closures.py: closed by who may, opened again with the same clock."""

from dsr.closures.close_case import open_again
from dsr.closures.closure_rules import BarredClosure, sort_closures, why_not_closed, why_too_late
from dsr.closures.heard_parties import Heard, hearers
from dsr.closures.no_request import why_a_request
from dsr.closures.two_person_end import agree_end, close, end_as_no_request, needs_two
from dsr.closures.withdrawal import (
    MOST_ASKED,
    Withdrawal,
    WithdrawalState,
    ask_withdrawal,
    done_so_far,
    is_withdrawal_offered,
    send_withdrawal_link,
    why_not_withdrawn,
    withdraw,
    withdraw_from_page,
    withdrawal_by_token,
    withdrawal_of,
)

__all__ = [
    "MOST_ASKED",
    "BarredClosure",
    "Heard",
    "Withdrawal",
    "WithdrawalState",
    "agree_end",
    "ask_withdrawal",
    "close",
    "done_so_far",
    "end_as_no_request",
    "hearers",
    "is_withdrawal_offered",
    "needs_two",
    "open_again",
    "send_withdrawal_link",
    "sort_closures",
    "why_a_request",
    "why_not_closed",
    "why_not_withdrawn",
    "why_too_late",
    "withdraw",
    "withdraw_from_page",
    "withdrawal_by_token",
    "withdrawal_of",
]

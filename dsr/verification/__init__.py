"""Proving who asks: what a kind needs at a business, what was given, and what it comes to. It pauses no clock."""

from dsr.verification.assessment import Verdict, judge, proven, served, short
from dsr.verification.deadlines import due_to_end, due_to_remind, end, settle_stray, strays
from dsr.verification.proof_answer import (
    Declaration,
    confirm,
    disown,
    enter_code,
    missing_points,
    needs_declaration,
    prove,
    record,
)
from dsr.verification.proof_request import Asked, ask_again, begin, follow_more_time, fresh, plan, remind, send_fresh
from dsr.verification.state import Stand, case_of, may_confirm, request_of, stand

__all__ = [
    "Asked",
    "Declaration",
    "Stand",
    "Verdict",
    "ask_again",
    "begin",
    "case_of",
    "confirm",
    "disown",
    "due_to_end",
    "due_to_remind",
    "end",
    "enter_code",
    "follow_more_time",
    "fresh",
    "judge",
    "may_confirm",
    "missing_points",
    "needs_declaration",
    "plan",
    "prove",
    "proven",
    "record",
    "remind",
    "request_of",
    "send_fresh",
    "served",
    "settle_stray",
    "short",
    "stand",
    "strays",
]

"""Bulk work: one action on many cases. Looked at first, then done one by one by the verbs for one case."""

from dsr.bulk.acts import act_of
from dsr.bulk.decision import draft_of
from dsr.bulk.job import Begun, approve_second, begin, carry_on, refuse_second, stop, try_again
from dsr.bulk.look import (
    MOST,
    begin_look,
    choose_again,
    forget_looks,
    is_chosen,
    keep_words,
    kept_words,
    look_at_more,
    open_outcomes,
    why_left,
)
from dsr.bulk.press import Words
from dsr.bulk.progress import Progress, bulks_awaiting_second, newest_bulks, offered_actions, progress_of
from dsr.bulk.receipt_job import begin_receipts, result_of_receipts
from dsr.bulk.receipt_press import ReceiptPress, ReceiptVerb
from dsr.bulk.second_person import Owed, owed_approval
from dsr.bulk.time_reasons import reasons_on_record
from dsr.bulk.wait_end import send_all_now, take_all_back
from dsr.bulk.waits import Waiting, all_that_waits, what_waits

__all__ = [
    "MOST",
    "Begun",
    "Owed",
    "Progress",
    "ReceiptPress",
    "ReceiptVerb",
    "Waiting",
    "Words",
    "act_of",
    "all_that_waits",
    "approve_second",
    "begin",
    "begin_look",
    "begin_receipts",
    "bulks_awaiting_second",
    "carry_on",
    "choose_again",
    "draft_of",
    "forget_looks",
    "is_chosen",
    "keep_words",
    "kept_words",
    "look_at_more",
    "newest_bulks",
    "offered_actions",
    "open_outcomes",
    "owed_approval",
    "progress_of",
    "reasons_on_record",
    "refuse_second",
    "result_of_receipts",
    "send_all_now",
    "stop",
    "take_all_back",
    "try_again",
    "what_waits",
    "why_left",
]

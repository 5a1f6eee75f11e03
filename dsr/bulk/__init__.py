"""Bulk work: one action on many cases. Looked at first, then done one by one by the verbs for one case."""

from dsr.bulk.acts import act_of, draft_of
from dsr.bulk.job import Begun, begin, carry_on, stop, try_again
from dsr.bulk.look import (
    MOST,
    begin_look,
    choose_again,
    forget_looks,
    is_chosen,
    look_at_more,
    open_outcomes,
    why_left,
)
from dsr.bulk.progress import Progress, newest_bulks, offered_actions, progress_of
from dsr.bulk.time_reasons import reason_on_record

__all__ = [
    "MOST",
    "Begun",
    "Progress",
    "act_of",
    "begin",
    "begin_look",
    "carry_on",
    "choose_again",
    "draft_of",
    "forget_looks",
    "is_chosen",
    "look_at_more",
    "newest_bulks",
    "offered_actions",
    "open_outcomes",
    "progress_of",
    "reason_on_record",
    "stop",
    "try_again",
    "why_left",
]

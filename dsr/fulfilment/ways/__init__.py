"""One module a way to act in a system."""

from dsr.fulfilment.ways.owner_step import (
    OWNER_ANSWERS,
    OwnerTask,
    answer_owner_task,
    ask_owner,
    message_to_owner,
    owner_task_of,
    record_owner_asked,
    remind_owners,
    send_fresh_owner_link,
    want_owner_mail,
)
from dsr.fulfilment.ways.sql_step import carry_out_step, found_people, preview_step
from dsr.fulfilment.ways.webhook_callback import CallbackResult, take_callback, watch_callbacks

__all__ = [
    "OWNER_ANSWERS",
    "CallbackResult",
    "OwnerTask",
    "answer_owner_task",
    "ask_owner",
    "carry_out_step",
    "found_people",
    "message_to_owner",
    "owner_task_of",
    "preview_step",
    "record_owner_asked",
    "remind_owners",
    "send_fresh_owner_link",
    "take_callback",
    "want_owner_mail",
    "watch_callbacks",
]

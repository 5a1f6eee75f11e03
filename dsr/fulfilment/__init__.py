"""The steps of a case: planned for every system, looked up, carried out in order, proved, concluded."""

from dsr.fulfilment.staff_actions import chase, confirm, retry, settle_by_hand
from dsr.fulfilment.step_plan import asymmetries, plan
from dsr.fulfilment.step_run import Progress, conclude, go_on
from dsr.fulfilment.ways.owner_step import (
    ANSWERS,
    Task,
    answer,
    asked,
    message_to_owner,
    remind_owners,
    send_fresh,
    task_of,
)
from dsr.fulfilment.ways.sql_step import carry_out, preview
from dsr.fulfilment.ways.webhook_callback import Took, take, watch
from dsr.systems.step_reopening import look_again

__all__ = [
    "ANSWERS",
    "Progress",
    "Task",
    "Took",
    "answer",
    "asked",
    "asymmetries",
    "carry_out",
    "chase",
    "conclude",
    "confirm",
    "go_on",
    "look_again",
    "message_to_owner",
    "plan",
    "preview",
    "remind_owners",
    "retry",
    "send_fresh",
    "settle_by_hand",
    "take",
    "task_of",
    "watch",
]

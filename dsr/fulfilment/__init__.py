"""The steps of a case: planned for every system, looked up, carried out in order, proved, concluded."""

from dsr.fulfilment.byhand import chase, confirm, retry, settle_by_hand
from dsr.fulfilment.callbacks import Took, take, watch
from dsr.fulfilment.doing import carry_out, preview
from dsr.fulfilment.going import Progress, conclude, go_on
from dsr.fulfilment.owners import ANSWERS, Task, answer, asked, message_to_owner, remind_owners, send_fresh, task_of
from dsr.fulfilment.planning import asymmetries, plan
from dsr.systems.anew import look_again

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

"""The person for whom an agent acts: asked at their own address, reminded, heard; what staff saw or decide."""

from dsr.agents.permission_answer import Heard, answer, go_without, points, record, stand
from dsr.agents.permission_deadlines import due_to_end, due_to_fail, end, fail
from dsr.agents.permission_request import MOST_LETTERS, acting, ask, ask_again, due_to_remind, remind
from dsr.agents.permission_rows import TO

__all__ = [
    "MOST_LETTERS",
    "TO",
    "Heard",
    "acting",
    "answer",
    "ask",
    "ask_again",
    "due_to_end",
    "due_to_fail",
    "due_to_remind",
    "end",
    "fail",
    "go_without",
    "points",
    "record",
    "remind",
    "stand",
]

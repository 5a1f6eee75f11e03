"""Telling providers and recipients: chosen, written with what was carried out, sent, answered, chased."""

from dsr.third_party_notices.answer_page import WEBHOOK_ANSWER, Page, answer, page_of, send_fresh, take
from dsr.third_party_notices.delivery import tell
from dsr.third_party_notices.notice_plan import write, write_statement
from dsr.third_party_notices.reminders import mailed, remind
from dsr.third_party_notices.selection import choosable, choose
from dsr.third_party_notices.staff_actions import chase, settle

__all__ = [
    "WEBHOOK_ANSWER",
    "Page",
    "answer",
    "chase",
    "choosable",
    "choose",
    "mailed",
    "page_of",
    "remind",
    "send_fresh",
    "settle",
    "take",
    "tell",
    "write",
    "write_statement",
]

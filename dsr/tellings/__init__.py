"""Telling providers and recipients: chosen, written with what was carried out, sent, answered, chased."""

from dsr.tellings.answering import WEBHOOK_ANSWER, Page, answer, page_of, send_fresh, take
from dsr.tellings.byhand import chase, settle
from dsr.tellings.choosing import choosable, choose
from dsr.tellings.sending import tell
from dsr.tellings.watching import mailed, remind
from dsr.tellings.writing import write, write_statement

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

"""Telling providers and recipients: chosen, written with what was carried out, sent, answered, chased."""

from dsr.third_party_notices.answer_page import (
    WEBHOOK_ANSWER,
    NoticePage,
    answer_notice,
    notice_page_of,
    send_fresh_notice_link,
    take_webhook_answer,
)
from dsr.third_party_notices.content import content_of, notice_law
from dsr.third_party_notices.delivery import send_notice
from dsr.third_party_notices.notice_facts import FACTS as NOTICE_FACTS
from dsr.third_party_notices.notice_facts import words_of_facts
from dsr.third_party_notices.notice_plan import plan_notices, plan_statement_notices
from dsr.third_party_notices.reminders import record_mailed_notices, remind_companies
from dsr.third_party_notices.selection import Selection, select_recipients, selectable_recipients
from dsr.third_party_notices.staff_actions import send_notice_again, settle_notice

__all__ = [
    "NOTICE_FACTS",
    "WEBHOOK_ANSWER",
    "NoticePage",
    "Selection",
    "answer_notice",
    "content_of",
    "notice_law",
    "notice_page_of",
    "plan_notices",
    "plan_statement_notices",
    "record_mailed_notices",
    "remind_companies",
    "select_recipients",
    "selectable_recipients",
    "send_fresh_notice_link",
    "send_notice",
    "send_notice_again",
    "settle_notice",
    "take_webhook_answer",
    "words_of_facts",
]

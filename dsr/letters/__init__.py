"""Words to people: composed, kept, sent by email or on paper."""

from dsr.letters.asked_words import asked_list
from dsr.letters.called_names import acting_name, subject_called
from dsr.letters.composition import ComposedLetter, OnPaper, compose, words_of
from dsr.letters.copied_paper import count_copied_paper, free_paper, why_not_free
from dsr.letters.daily_email import compose_daily_email, daily_summary, plan_daily_emails
from dsr.letters.delivery_address import (
    correct_address,
    follow_person,
    readdress,
    record_bundle_letter_mailed,
    record_mailed,
    record_returned,
)
from dsr.letters.eligibility_question import ask_eligibility, asked_in_words, may_ask_eligibility
from dsr.letters.extension import (
    OfferedExtension,
    compose_extension,
    compose_notice_anew,
    extend_deadline,
    let_go,
    offered_extension,
    renewed_notice,
    send_extension_now,
    take_back_extension,
    why_not_extended,
    write_renewed_notice,
)
from dsr.letters.extension_hold import case_of_late_notice, follow_notice, lost_extensions, settle_extension
from dsr.letters.extension_notices import (
    ExtensionNotice,
    ExtensionNoticeState,
    extension_letter_names,
    extension_notice_of,
    has_lapsed,
    may_be_in_time,
    waiting_extension_notices,
    waiting_notices,
)
from dsr.letters.kept_words import law_of_keeping
from dsr.letters.last_day import LastDay, is_date_promised, last_day_of, promise
from dsr.letters.letter_group import claim_for_all, follow, hold_cases, others_with, write_for_all
from dsr.letters.letter_holder import recording_case
from dsr.letters.letter_look import LetterLook, compose_look, print_look
from dsr.letters.link_renewal import renew_link, take_back_links
from dsr.letters.mail_addresses import why_not_mailed
from dsr.letters.mail_connection import end_connections, keep_connections
from dsr.letters.outbox import (
    OutgoingLetter,
    body_of,
    claim_letter,
    keeps_words,
    open_letter,
    paper_pdf,
    report_attachments,
    settle_letter,
    submit_message,
    write_letter,
)
from dsr.letters.page_links import (
    end_page_links,
    link_digest,
    live_links,
    page_address,
    references_address,
    register_link,
)
from dsr.letters.paper import PaperLetter, render_letter
from dsr.letters.print_run import Mailed, NotRecorded, letters_to_mail, print_together, record_all_mailed
from dsr.letters.reminder_days import ANEW, BEFORE, due_reminder
from dsr.letters.returned_letters import may_have_returned, record_letter_returned
from dsr.letters.send_result import Fate, SendResult
from dsr.letters.step_words import work_lists
from dsr.letters.supplements import supplement_words, supplemented_letter
from dsr.letters.unkept_mail import compose_list, unkept_message
from dsr.letters.unsent_letters import renew_unsent
from dsr.letters.work_words import (
    deciding,
    is_implied,
    item_words,
    letter_lacks_reason,
    part_asked,
    reasons_not_notified,
    response_name,
)

__all__ = [
    "ANEW",
    "BEFORE",
    "ComposedLetter",
    "ExtensionNotice",
    "ExtensionNoticeState",
    "Fate",
    "LastDay",
    "LetterLook",
    "Mailed",
    "NotRecorded",
    "OfferedExtension",
    "OnPaper",
    "OutgoingLetter",
    "PaperLetter",
    "SendResult",
    "acting_name",
    "ask_eligibility",
    "asked_in_words",
    "asked_list",
    "body_of",
    "case_of_late_notice",
    "claim_for_all",
    "claim_letter",
    "compose",
    "compose_daily_email",
    "compose_extension",
    "compose_list",
    "compose_look",
    "compose_notice_anew",
    "correct_address",
    "count_copied_paper",
    "daily_summary",
    "deciding",
    "due_reminder",
    "end_connections",
    "end_page_links",
    "extend_deadline",
    "extension_letter_names",
    "extension_notice_of",
    "follow",
    "follow_notice",
    "follow_person",
    "free_paper",
    "has_lapsed",
    "hold_cases",
    "is_date_promised",
    "is_implied",
    "item_words",
    "keep_connections",
    "keeps_words",
    "last_day_of",
    "law_of_keeping",
    "let_go",
    "letter_lacks_reason",
    "letters_to_mail",
    "link_digest",
    "live_links",
    "lost_extensions",
    "may_ask_eligibility",
    "may_be_in_time",
    "may_have_returned",
    "offered_extension",
    "open_letter",
    "others_with",
    "page_address",
    "paper_pdf",
    "part_asked",
    "plan_daily_emails",
    "print_look",
    "print_together",
    "promise",
    "readdress",
    "reasons_not_notified",
    "record_all_mailed",
    "record_bundle_letter_mailed",
    "record_letter_returned",
    "record_mailed",
    "record_returned",
    "recording_case",
    "references_address",
    "register_link",
    "render_letter",
    "renew_link",
    "renew_unsent",
    "renewed_notice",
    "report_attachments",
    "response_name",
    "send_extension_now",
    "settle_extension",
    "settle_letter",
    "subject_called",
    "submit_message",
    "supplement_words",
    "supplemented_letter",
    "take_back_extension",
    "take_back_links",
    "unkept_message",
    "waiting_extension_notices",
    "waiting_notices",
    "why_not_extended",
    "why_not_free",
    "why_not_mailed",
    "words_of",
    "work_lists",
    "write_for_all",
    "write_letter",
    "write_renewed_notice",
]

"""What a person writes to the desk on the page of their own request, and what the desk answers: in the journal.

None of it moves a clock, or counts as so before a person at the desk says it does.
"""

from dsr.correspondence.added_documents import add_documents, purposes_to_add
from dsr.correspondence.added_facts import add_fact, is_fact_offered, point_in_words, points_to_add, use_fact
from dsr.correspondence.answers import answer_message, settle_message, tell_answer
from dsr.correspondence.messages import (
    LONGEST,
    MOST_WAITING,
    Shown,
    note_for_desk,
    read_messages,
    why_not_written,
    write_message,
)
from dsr.correspondence.opened_requests import kinds_in, may_open, open_from_message
from dsr.correspondence.required_fact import require_fact

__all__ = [
    "LONGEST",
    "MOST_WAITING",
    "Shown",
    "add_documents",
    "add_fact",
    "answer_message",
    "is_fact_offered",
    "kinds_in",
    "may_open",
    "note_for_desk",
    "open_from_message",
    "point_in_words",
    "points_to_add",
    "purposes_to_add",
    "read_messages",
    "require_fact",
    "settle_message",
    "tell_answer",
    "use_fact",
    "why_not_written",
    "write_message",
]

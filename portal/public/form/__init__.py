"""The form that grows from a kind's questions, for one kind or several."""

from portal.public.form.draft import find_draft, forget_draft, keep_draft
from portal.public.form.extra_questions import questions_to_match
from portal.public.form.several_kinds import JointKind, answers_by_kind, join_kinds
from portal.public.form.several_kinds_views import (
    several_kinds_check_page,
    several_kinds_check_page_again,
    several_kinds_page,
    several_kinds_page_again,
)
from portal.public.form.submission import SeeOther
from portal.public.form.views import ask_page, ask_page_again, check_page, check_page_again, done_page, front_page

__all__ = [
    "JointKind",
    "SeeOther",
    "answers_by_kind",
    "ask_page",
    "ask_page_again",
    "check_page",
    "check_page_again",
    "done_page",
    "find_draft",
    "forget_draft",
    "front_page",
    "join_kinds",
    "keep_draft",
    "questions_to_match",
    "several_kinds_check_page",
    "several_kinds_check_page_again",
    "several_kinds_page",
    "several_kinds_page_again",
]

"""A report that we hold data of a child under 13: deleted whoever brings it; only a shown parent is told more."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from dsr import steps
from dsr.formats.law_numbers import law_text
from dsr.kinds import child_facts, kept_facts, work_facts
from dsr.kinds import outcome_conditions as conditions
from dsr.kinds.base import (
    AgentRules,
    Choice,
    Clocks,
    Entitlement,
    Intake,
    Kind,
    Letters,
    LetterWords,
    Need,
    Outcome,
    Page,
    Question,
    Result,
    Words,
    Work,
    letters,
    outcomes,
    questions,
)
from dsr.kinds.closure_facts import CLOSING_LETTERS, GOES_ON
from dsr.kinds.kept_facts import KEPT_LISTS
from dsr.kinds.own_page_facts import OWN_PAGE_LETTERS
from dsr.kinds.receipt_facts import CORRECTED_LETTER
from dsr.law import child as law
from dsr.law.endings import Ending
from dsr.law.verification import no_proof

_FOLDER = "child"
_ACTION = "delete"
_COMMON = frozenset({"brand", "business", "business_address", "contact_email", "reference", "received_on"})
_NEUTRAL = f"{_FOLDER}/dealt-with"
_PARENT = ("relation", "parent")

QUESTIONS = (
    Question(
        name="found_by",
        label=_("How can we find the child's account?"),
        goes_to="answers.found_by",
        widget="radio",
        choices=(Choice("email", _("By the email address of the account")), Choice("account", _("By the user name"))),
        missing=_("Choose what you know of the account."),
    ),
    Question(
        name="child_email",
        label=_("Email address of the child's account"),
        goes_to="subject.email",
        widget="email",
        autocomplete="off",
        only_if=("found_by", "email"),
        max_length=254,
        missing=_("Enter the email address of the account."),
        is_mailed=False,
    ),
    Question(
        name="account",
        label=_("User name of the child's account"),
        hint=_("Please leave out passwords and the child's real name."),
        goes_to="subject.account",
        autocomplete="off",
        only_if=("found_by", "account"),
        missing=_("Enter the user name of the account."),
    ),
    Question(
        name="relation",
        label=_("Are you the child's parent or guardian?"),
        hint=_("We act on every report. You do not have to prove anything for that."),
        goes_to="answers.relation",
        widget="radio",
        choices=(Choice("parent", _("Yes")), Choice("other", _("No, I am a teacher or somebody else"))),
        may_be_open=True,
        missing=_("Choose yes or no. We act on the report either way."),
    ),
    Question(
        name="wish",
        label=_("What should we do?"),
        hint=_("In each case we delete what we hold of the child, unless a law requires us to keep it."),
        goes_to="answers.wish",
        widget="radio",
        choices=(
            Choice("delete", _("Delete it")),
            Choice(child_facts.SEE, _("Let me see it first. I will show that I am the parent")),
            Choice(child_facts.WITHDRAW, _("Delete it, and I withdraw my consent to any more")),
        ),
        only_if=_PARENT,
        may_be_open=True,
        missing=_("Choose what we should do."),
    ),
    replace(questions.DELIVERY, label=_("How should we answer you?")),
    replace(
        questions.EMAIL,
        label=_("Your own email address"),
        hint=_("For our answer only. Not the child's."),
        missing=_("Enter your email address for the answer."),
    ),
    replace(
        questions.POSTAL,
        label=_("Your name and mailing address"),
        hint=_("As on an envelope: name, street, city, state and ZIP code."),
        missing=_("Enter your name and mailing address for the answer."),
    ),
    Question(
        name="how_known",
        label=law_text(gettext_noop("How do you know that the child is under %(below_years)s? (optional)")),
        goes_to="sealed.how_known",
        is_required=False,
        max_length=500,
    ),
)

# Each outcome's letter to a parent who showed it. Everybody else hears that the report was dealt with, and no more.
_LETTERS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "CHILD_DATA_DELETED": ("deleted", ("done_list",), KEPT_LISTS),
    "PARENT_REVIEW_GIVEN": ("reviewed", (), ("done_list", *KEPT_LISTS)),
    "CONSENT_WITHDRAWN": ("withdrawn", (), ("done_list", *KEPT_LISTS)),
    "DENIED_NOT_SHOWN_PARENT": ("not-shown", (), ()),
    "NO_LONGER_HELD": ("nothing-held", (), ()),
    "CHILD_DATA_KEPT_BY_LAW": ("kept", ("kept",), KEPT_LISTS),
    "NOT_A_CHILD": ("dealt-with", (), ()),
    "N_STOPPED": ("stopped", ("decision_reason",), ("done_list", "untouched_list")),
}
# What the steps come to does not change these.
_FINAL = frozenset({"PARENT_REVIEW_GIVEN", "CONSENT_WITHDRAWN", "DENIED_NOT_SHOWN_PARENT"})
_SAID_TO_ALL = frozenset({"DENIED_NOT_SHOWN_PARENT", "NOT_A_CHILD"})


def _told_of_it(case: Any) -> Words:
    """A parent who is told of the child hears what was done; “we looked into it” would hide it."""
    effects = steps.effects_of(case)
    if child_facts.is_shown(case) and effects.are_some:
        return _("A part is done, and the parent is told of it. %(what)s") % {"what": effects.in_words}
    return ""


_BARS = {
    "NOT_A_CHILD": _told_of_it,
    "N_STOPPED": work_facts.nothing_done,
    "PARENT_REVIEW_GIVEN": child_facts.needs_parent,
    "CONSENT_WITHDRAWN": child_facts.needs_parent,
    "NO_LONGER_HELD": conditions.follows_from_steps,
    "CHILD_DATA_KEPT_BY_LAW": conditions.follows_from_steps,
    "CHILD_DATA_DELETED": conditions.needs_systems(_ACTION),
}


def _comes_to(results: Sequence[Result]) -> str:
    return conditions.comes_to(
        results, "CHILD_DATA_DELETED", "CHILD_DATA_DELETED", "CHILD_DATA_KEPT_BY_LAW", "NO_LONGER_HELD"
    )


def _outcome(ending: Ending) -> Outcome:
    return Outcome(
        code=ending.code,
        words=law_text(ending.words),
        advice=law_text(ending.advice),
        citation=ending.citation,
        letter=f"{_FOLDER}/{_LETTERS[ending.code][0]}",
        letter_unshown="" if ending.code in _SAID_TO_ALL else _NEUTRAL,
        is_decline=ending.is_decline,
        is_final=ending.code in _FINAL,
        needs_reason=ending.needs_reason,
        barred=_BARS.get(ending.code),
    )


def _letter(name: str, words: Sequence[str] = (), optional: Sequence[str] = ()) -> LetterWords:
    stated = kept_facts.of_words({*words, *optional})
    return LetterWords(
        f"{_FOLDER}/{name}",
        _COMMON | {*words},
        frozenset(optional),
        facts=(*work_facts.of_letter(name), *stated["facts"], *child_facts.OF_LETTER.get(name, ())),
        facts_if_recorded=(*stated["facts_if_recorded"], *((GOES_ON,) if name == "acknowledgement" else ())),
    )


KIND = Kind(
    code="child",
    title=law_text(gettext_noop("Report that we have data of a child under %(below_years)s")),
    desk_title=_("Child report"),
    summary=law_text(
        gettext_noop(
            "Tell us if a child under %(below_years)s has an account with us or gave us information. We then delete "
            "it, unless a law requires us to keep it."
        )
    ),
    law=(law.PARENT_RIGHTS, law.RETENTION, law.METHODS_LAW, law.PROMISE),
    page=Page(place=7, invitation=_("Report it"), meets=(Need.YOUNG_CHILD,)),
    questions=QUESTIONS,
    intake=Intake(
        is_about_another=True,
        clues=("my son", "my daughter", "my child", "years old", f"under {law.CHILD_BELOW_YEARS}"),
    ),
    clocks=Clocks(respond=lambda receipt: receipt.start(law.CLOCK)),
    outcomes=tuple(_outcome(ending) for ending in law.ENDINGS),
    letters=Letters(
        declared=(
            _letter("acknowledgement", ("promise",)),
            *(_letter(name, words, may) for name, words, may in dict.fromkeys(_LETTERS.values())),
            _letter("rest-deleted", (), ("finished_list", "gone_list", *KEPT_LISTS)),
            *CLOSING_LETTERS,
            *OWN_PAGE_LETTERS,
            CORRECTED_LETTER,
        ),
        acknowledgement=f"{_FOLDER}/acknowledgement",
        mistake=letters.MISTAKE,
        no_request=letters.NO_REQUEST,
        corrected=CORRECTED_LETTER.name,
    ),
    no_proof=no_proof(law.NO_PROOF_LAW),
    agents=AgentRules(entered_alone=_("who acts for a child, and how that was shown, is recorded for each child.")),
    entitlement=Entitlement(
        methods=tuple(Choice(code, _(words)) for code, words in law.METHODS.items()),
        paper=law.GOVERNMENT_ID,
        acts=tuple(Choice(code, _(words)) for code, words in law.ACTS.items()),
        ways=tuple(Choice(code, _(words)) for code, words in law.WAYS.items()),
    ),
    work=Work(
        action=_ACTION,
        task=_("Delete what is there about this child, or make it unrecognizable for good. Use it for nothing else."),
        words=_("Delete"),
        outcome=_comes_to,
        finished=f"{_FOLDER}/rest-deleted",
        acts_at_once=True,
        keep_codes=tuple(outcomes.keep_code(ground) for ground in law.KEEPS),
    ),
    erased_after_response=("subject", "how_known"),
)

"""A complaint or a question, in free words: acknowledged, searched for requests that hide in it, answered."""

from django.utils.translation import gettext_lazy as _

from dsr.kinds.base import (
    AgentRules,
    Clocks,
    Intake,
    Kind,
    Letters,
    LetterWords,
    Need,
    Page,
    Question,
    clocks,
    letters,
    outcomes,
    questions,
)
from dsr.kinds.closure_facts import CLOSING_LETTERS, GOES_ON, WITHDRAWAL_LETTERS
from dsr.kinds.own_page_facts import OWN_PAGE_LETTERS
from dsr.kinds.receipt_facts import CORRECTED_LETTER
from dsr.law import complaint as law

_FOLDER = "complaint"

QUESTIONS = (
    Question(
        name="text",
        label=_("What happened, or what do you want to know?"),
        hint=_("In your own words. Please leave out passwords, card numbers and identity numbers."),
        goes_to="sealed.text",
        widget="lines",
        max_length=4000,
        missing=_("Write what happened, or what you want to know."),
    ),
    questions.FOR_WHOM,
    questions.SUBJECT_NAME,
    questions.REQUESTER_NAME,
    *questions.WHERE,
)

_LETTERS = {"COMPLAINT_ANSWERED": "answered", "COMPLAINT_NO_ACTION": "no-action"}


KIND = Kind(
    code="complaint",
    title=_("Complain, or ask something else"),
    desk_title=_("Complaint or question"),
    summary=_("Tell us what went wrong with your personal information, or what you want to know about it."),
    law=(law.PROMISE, law.TRIAGE, law.STAFF_KNOW, law.AGENCY),
    page=Page(place=8, invitation=_("Write to us"), meets=(Need.ANYTHING_ELSE,)),
    questions=QUESTIONS,
    intake=Intake(may_embed_others=True),
    agents=AgentRules(entered_alone=_("each is answered in its own words, and its text may hold other requests.")),
    clocks=Clocks(respond=clocks.by_policy, acknowledge=lambda receipt: receipt.start(law.ACKNOWLEDGE)),
    outcomes=tuple(outcomes.outcome(ending, f"{_FOLDER}/{_LETTERS[ending.code]}") for ending in law.ENDINGS),
    letters=Letters(
        declared=(
            LetterWords(
                f"{_FOLDER}/acknowledgement",
                letters.COMMON | {"received_on", "promise"},
                facts_if_recorded=(GOES_ON,),
            ),
            *(
                LetterWords(
                    f"{_FOLDER}/{name}",
                    letters.COMMON | {"received_on", "decision_reason"},
                    frozenset({"opened_list"}),
                )
                for name in _LETTERS.values()
            ),
            *(*CLOSING_LETTERS, *OWN_PAGE_LETTERS, CORRECTED_LETTER, *WITHDRAWAL_LETTERS),
        ),
        acknowledgement=f"{_FOLDER}/acknowledgement",
        mistake=letters.MISTAKE,
        no_request=letters.NO_REQUEST,
        corrected=CORRECTED_LETTER.name,
        withdrawal=letters.WITHDRAWAL,
    ),
)

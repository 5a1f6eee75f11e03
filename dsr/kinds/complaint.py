"""A complaint or a question, in free words: acknowledged, searched for requests that hide in it, answered."""

from django.utils.translation import gettext_lazy as _

from dsr.kinds import parts
from dsr.kinds.base import Kind, LetterWords, Need, Question, Receipt, register
from dsr.law import ccpa
from dsr.law import complaint as law
from dsr.law.clocks import Deadline
from dsr.law.verification import NO_PROOF

_FOLDER = "complaint"
_FOR_WHOM = ("for_whom", "subject_name", "requester_name")

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
    *(question for question in parts.WHO if question.name in _FOR_WHOM),
    *parts.WHERE,
)

_LETTERS = {"COMPLAINT_ANSWERED": "answered", "COMPLAINT_NO_ACTION": "no-action"}


def _clock(receipt: Receipt) -> Deadline:
    return ccpa.policy(receipt.reasonable_days).start(receipt.received_at, receipt.closed_days)


def _acknowledge_by(receipt: Receipt) -> Deadline:
    return law.ACKNOWLEDGE.start(receipt.received_at, receipt.closed_days)


KIND = register(
    Kind(
        code="complaint",
        title=_("Complain, or ask something else"),
        invitation=_("Write to us"),
        summary=_("Tell us what went wrong with your personal information, or what you want to know about it."),
        meets=(Need.ANYTHING_ELSE,),
        law=(law.PROMISE, law.TRIAGE, law.STAFF_KNOW, law.AGENCY),
        questions=QUESTIONS,
        start_clock=_clock,
        acknowledge_by=_acknowledge_by,
        reporting_year=None,
        acknowledgement=f"{_FOLDER}/acknowledgement",
        outcomes=tuple(parts.outcome(ending, f"{_FOLDER}/{_LETTERS[ending.code]}") for ending in law.ENDINGS),
        letters=(
            LetterWords(f"{_FOLDER}/acknowledgement", parts.COMMON | {"received_on", "promise"}),
            *(
                LetterWords(
                    f"{_FOLDER}/{name}", parts.COMMON | {"received_on", "decision_reason"}, frozenset({"opened_list"})
                )
                for name in _LETTERS.values()
            ),
        ),
        proof=NO_PROOF,
        may_hide=True,
    )
)

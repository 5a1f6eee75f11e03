"""Unsubscribing from commercial email: one page, only the address and the lists, never denied."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from dsr.kinds.base import Hush, Kind, Need, Outcome, Question, Receipt, register
from dsr.law import unsubscribe as law
from dsr.law.clocks import Deadline
from dsr.law.verification import NO_PROOF
from dsr.models.suppression import Purpose

QUESTIONS = (
    # 16 C.F.R. § 316.5: nothing may be asked but the address and the preferences, which the kind's own page asks.
    Question(
        name="email",
        label=_("Email address"),
        hint=_("The address that gets our mail."),
        goes_to="requester.email",
        widget="email",
        autocomplete="email",
        max_length=254,
        missing=_("Enter the email address that should get no more mail."),
    ),
)


def _lists(answers: Mapping[str, str]) -> list[str]:
    return [slug for slug in answers.get("lists", "").split(",") if slug]


def _hushes(answers: Mapping[str, str]) -> tuple[Hush, ...]:
    """The chosen lists; without a choice all commercial mail."""
    return tuple(Hush(Purpose.MAIL.value, slug) for slug in _lists(answers) or [""])


def _granted(answers: Mapping[str, str]) -> str:
    return law.SUPPRESSED_LIST if _lists(answers) else law.SUPPRESSED_ALL


def _clock(receipt: Receipt) -> Deadline:
    return law.CLOCK.start(receipt.received_at, receipt.closed_days)


KIND = register(
    Kind(
        code="unsubscribe",
        title=_("Stop our commercial email"),
        invitation=_("Stop our commercial email"),
        summary=_("Say which of our mail you do not want, or all of it."),
        meets=(Need.STOP_MAIL,),
        wish=_("Stop your ads and newsletters by email"),
        law=(law.STATUTE, law.ONLY_ADDRESS, law.ONE_CLICK),
        questions=QUESTIONS,
        start_clock=_clock,
        reporting_year=None,
        acknowledgement="",
        outcomes=tuple(Outcome(code, words, law.STATUTE, letter="") for code, words in law.OUTCOMES.items()),
        letters=(),
        page="/unsubscribe/",
        honored=_("You get no more of this mail"),
        proof=NO_PROOF,
        deed="suppress",
        granted=law.SUPPRESSED_ALL,
        granted_by=_granted,
        is_answered_on_page=True,
        hushes=_hushes,
        clues=("unsubscribe", "stop emailing", "stop mailing", "stop sending", "no more email", "newsletter", "spam"),
    )
)

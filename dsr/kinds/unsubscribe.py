"""Unsubscribing from commercial email: one page, only the address and the lists, never denied."""

from django.utils.translation import gettext_lazy as _

from dsr.kinds.base import (
    AgentRules,
    Answers,
    AutomaticGrant,
    Clocks,
    Intake,
    Kind,
    Letters,
    Need,
    Outcome,
    Page,
    Question,
    SuppressedUse,
    SuppressionRules,
    Work,
)
from dsr.kinds.own_page_facts import OWN_PAGE_LETTERS
from dsr.law import unsubscribe as law
from dsr.law.verification import UNSUBSCRIBING
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


def _lists(answers: Answers) -> list[str]:
    return [slug for slug in answers.get("lists", "").split(",") if slug]


def _uses(answers: Answers) -> tuple[SuppressedUse, ...]:
    """The chosen lists; without a choice all commercial mail."""
    return tuple(SuppressedUse(Purpose.MAIL.value, slug) for slug in _lists(answers) or [""])


def _granted(answers: Answers) -> str:
    return law.SUPPRESSED_LIST if _lists(answers) else law.SUPPRESSED_ALL


KIND = Kind(
    code="unsubscribe",
    title=_("Stop our commercial email"),
    desk_title=_("Stop to commercial email"),
    summary=_("Say which of our mail you do not want, or all of it."),
    law=(law.STATUTE, law.ONLY_ADDRESS, law.ONE_CLICK),
    page=Page(
        place=2,
        invitation=_("Stop our commercial email"),
        meets=(Need.STOP_MAIL,),
        wish=_("Stop your ads and newsletters by email"),
        own_address="/unsubscribe/",
        honored=_("You get no more of this mail"),
        under_way=_("You are on our list of people who get no more of this mail, and we tell what sends it"),
    ),
    questions=QUESTIONS,
    intake=Intake(
        is_one_click=True,
        clues=("unsubscribe", "stop emailing", "stop mailing", "stop sending", "no more email", "newsletter", "spam"),
    ),
    no_proof=UNSUBSCRIBING,
    clocks=Clocks(respond=lambda receipt: receipt.start(law.CLOCK)),
    outcomes=tuple(Outcome(code, words, law.STATUTE, letter="") for code, words in law.OUTCOMES.items()),
    letters=Letters(declared=OWN_PAGE_LETTERS),
    agents=AgentRules(
        entered_alone=_("it takes effect at once and is answered by no letter, so nothing is left to list.")
    ),
    automatic_grant=AutomaticGrant(outcome=_granted, is_answered_on_page=True),
    work=Work(
        action="suppress",
        task=_("See that the commercial email this person unsubscribed from stops."),
        words=_("Stop the email"),
    ),
    suppression=SuppressionRules(uses=_uses),
)

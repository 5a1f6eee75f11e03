"""Opting out of sale, sharing and third-party direct marketing: no proof, no account, no link to confirm."""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from dsr.kinds import letter_facts
from dsr.kinds.answered_words import ANSWERED_WORDS
from dsr.kinds.base import (
    AgentRules,
    Answers,
    AutomaticGrant,
    Choice,
    Clocks,
    Intake,
    Kind,
    LedgerRecipients,
    Letters,
    LetterWords,
    Need,
    Notices,
    Outcome,
    Page,
    Question,
    SuppressedUse,
    SuppressionRules,
    Words,
    Work,
    letters,
    questions,
)
from dsr.kinds.letter_facts import IN_EFFECT, NO_SALE, RECIPIENTS_TOLD, STOP_ENDED
from dsr.kinds.own_page_facts import OWN_PAGE_LETTERS
from dsr.kinds.work_facts import ALL_KNOWN
from dsr.law import agents
from dsr.law import opt_out as law
from dsr.law.citations import Citation, ccr
from dsr.law.verification import OPTING_OUT
from dsr.models.suppression import Purpose

_COMMON = frozenset({"brand", "business", "business_address", "contact_email", "reference", "received_on"})
_FOLDER = "opt-out"
_HONORED = f"{_FOLDER}/honored"
_REFUSED = f"{_FOLDER}/refused"

QUESTIONS = (
    # Two flags, both offered; § 7026(h) allows a choice because both together can be chosen in the same step.
    Question(
        name="stops",
        label=_("What should we stop?"),
        hint=_("Choose nothing, and we stop both."),
        goes_to="answers.stops",
        widget="checks",
        choices=(
            Choice(Purpose.SALE_SHARING.value, _("Selling or sharing my personal information")),
            Choice(
                Purpose.DIRECT_MARKETING.value,
                _("Giving my personal information to other companies for their own direct marketing"),
            ),
        ),
        is_required=False,  # silence means both
        missing=_("Choose from these, or nothing to stop both."),
    ),
    # § 7026(d): only what is needed to apply it. One of the two places is enough, and the response goes there.
    replace(
        questions.EMAIL,
        hint=_("The address we know you by. We use it to find your information, and to confirm."),
        only_if=None,
        or_else="postal",
        missing=_("Enter the email address we know you by, or your name and mailing address."),
    ),
    replace(
        questions.POSTAL,
        label=_("Name and mailing address (not needed with an email address)"),
        hint=_("As on an envelope: name, street, city, state and ZIP code."),
        only_if=None,
        is_required=False,
    ),
)


def _uses(answers: Answers) -> tuple[SuppressedUse, ...]:
    """What was chosen; a signal or a letter that chooses nothing means both."""
    chosen = [value for value in answers.get("stops", "").split(",") if value]
    return tuple(
        SuppressedUse(value) for value in chosen or (Purpose.SALE_SHARING.value, Purpose.DIRECT_MARKETING.value)
    )


def _is_marketing_alone(answers: Answers) -> bool:
    return {use.purpose for use in _uses(answers)} == {Purpose.DIRECT_MARKETING.value}


def _granted(answers: Answers) -> str:
    return law.OPTED_OUT_OF_MARKETING if _is_marketing_alone(answers) else law.OPTED_OUT


def _bars_unless(is_marketing_alone: bool) -> Callable[[Any], Words]:
    """Bars the outcome that is not of what was asked to stop."""

    def bar(case: Any) -> Words:
        if _is_marketing_alone(case.answers) is not is_marketing_alone:
            return _("The request asks to stop something else.")
        return ""

    return bar


def _law(purposes: Collection[str], is_ccpa_business: bool) -> tuple[Citation, ...]:
    of_sale = (law.STATUTE,) if Purpose.SALE_SHARING.value in purposes and is_ccpa_business else ()
    return (*of_sale, *((law.DIRECT_MARKETING,) if Purpose.DIRECT_MARKETING.value in purposes else ()))


KIND = Kind(
    code="opt-out",
    title=_("Do not sell or share my personal information"),
    desk_title=_("Opt-out of sale or sharing"),
    summary=_("Tell us not to sell or share your personal information. We begin as soon as you send it."),
    law=(law.STATUTE, law.DIRECT_MARKETING, law.NO_PROOF_ASKED, law.CONFIRMATION),
    page=Page(
        place=3,
        invitation=_("Opt out"),
        link_title=_("Do Not Sell or Share My Personal Information"),
        meets=(Need.STOP_SHARING,),
        wish=_("Do not sell my information, or give it to others for their ads"),
        honored=_("Opt-Out Request Honored"),
        under_way=_("Opt-Out Request Received. You are on our list of people who opted out, and we carry it out now"),
    ),
    questions=QUESTIONS,
    intake=Intake(
        takes_signal=True,
        clues=("sell", "selling", "sold", "share my", "sharing", "shared my", "opt out", "opt-out"),
    ),
    no_proof=OPTING_OUT,
    clocks=Clocks(respond=lambda receipt: receipt.start(law.CLOCK)),
    outcomes=(
        Outcome(
            code=law.OPTED_OUT,
            words=_("Opted out"),
            citation=law.STATUTE,
            letter=_HONORED,
            barred=_bars_unless(False),
            advice=_("It stands on the list already. Granted unless fraud is documented."),
        ),
        Outcome(
            code=law.OPTED_OUT_OF_MARKETING,
            words=_("Opted out of third-party direct marketing"),
            citation=law.DIRECT_MARKETING,
            letter=_HONORED,
            barred=_bars_unless(True),
            advice=_("It stands on the list already. Granted unless fraud is documented."),
        ),
        Outcome(
            code=law.FRAUD,
            words=_("Documented fraud"),
            citation=law.FRAUD_ONLY,
            letter=_REFUSED,
            is_decline=True,
            needs_reason=True,
            advice=_("Only on a reasonable belief in good faith, with documents. Say why: the person is told."),
        ),
    ),
    letters=Letters(
        declared=(
            LetterWords(
                _HONORED,
                _COMMON | {"stopped_list", "effect_list"},
                frozenset({"stop_law", "ask_again_law", "told_list"}),
                facts=(IN_EFFECT,),
                facts_if_recorded=(NO_SALE, RECIPIENTS_TOLD),
            ),
            LetterWords(
                _REFUSED,
                _COMMON | {"law", "decision_reason"},
                frozenset({"done_list", "told_already_list"}),
                facts=(ALL_KNOWN, STOP_ENDED),
            ),
            *OWN_PAGE_LETTERS,
            letters.covering(_FOLDER),
            letters.answered(_FOLDER, letter_facts.BUNDLE_ANSWERED),
        ),
    ),
    agents=AgentRules(
        law=agents.ONLY_PERMISSION,
        covering=f"{_FOLDER}/covering",
        answered=f"{_FOLDER}/answered",
        outcome_words=ANSWERED_WORDS,
    ),
    automatic_grant=AutomaticGrant(outcome=_granted),
    work=Work(
        action="opt-out",
        task=_("See that nothing about this person is sold, shared or given to others from there."),
        words=_("Stop selling and sharing"),
    ),
    suppression=SuppressionRules(uses=_uses, is_lifted_on_decline=True, law=_law),
    notices=Notices(
        instruction="stop-sharing",
        ledger_recipients=LedgerRecipients(
            law=ccr("7026(f)(2)"), told=_("Told to stop, and to pass it on"), since_receipt=True
        ),
    ),
)

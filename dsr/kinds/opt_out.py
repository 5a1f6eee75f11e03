"""Opting out of sale, sharing and third-party direct marketing: no proof, no account, no link to confirm."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

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
    Work,
    letters,
    questions,
)
from dsr.kinds.letter_facts import NO_SALE
from dsr.law import agents
from dsr.law import opt_out as law
from dsr.law.citations import ccr
from dsr.models.suppression import Purpose

_COMMON = frozenset({"brand", "business", "business_address", "contact_email", "reference", "received_on", "law"})
_NAME = frozenset({"requester_name"})  # never asked: it is there only where a letter or a call gave it
_FOLDER = "opt-out"
_HONORED = f"{_FOLDER}/honored"
_REFUSED = f"{_FOLDER}/refused"

QUESTIONS = (
    # Two flags, both offered; § 7026(h) allows a choice because both together can be chosen in the same step.
    Question(
        name="stops",
        label=_("What should we stop?"),
        hint=_("Choose one or both."),
        goes_to="answers.stops",
        widget="checks",
        choices=(
            Choice(Purpose.SALE_SHARING.value, _("Selling or sharing my personal information")),
            Choice(
                Purpose.DIRECT_MARKETING.value,
                _("Giving my personal information to other companies for their own direct marketing"),
            ),
        ),
        may_be_open=True,  # silence means both
        missing=_("Choose what we should stop. You can choose both."),
    ),
    # § 7026(d): only what is needed to apply it. One of the two places is enough.
    replace(
        questions.DELIVERY,
        label=_("How do you get mail from us?"),
        hint=_("We use it to find your information, and to confirm."),
    ),
    replace(
        questions.EMAIL,
        hint=_("The address we know you by."),
        missing=_("Enter the email address we know you by."),
    ),
    replace(
        questions.POSTAL,
        label=_("Name and mailing address"),
        hint=_("As on an envelope: name, street, city, state and ZIP code."),
        missing=_("Enter the name and mailing address we know you by."),
    ),
)


def _uses(answers: Answers) -> tuple[SuppressedUse, ...]:
    """What was chosen; a signal or a letter that chooses nothing means both."""
    chosen = [value for value in answers.get("stops", "").split(",") if value]
    return tuple(
        SuppressedUse(value) for value in chosen or (Purpose.SALE_SHARING.value, Purpose.DIRECT_MARKETING.value)
    )


KIND = Kind(
    code="opt-out",
    title=_("Do not sell or share my personal information"),
    summary=_("Tell us not to sell or share your personal information. It takes effect at once."),
    law=(law.STATUTE, law.DIRECT_MARKETING, law.NO_PROOF_ASKED, law.CONFIRMATION),
    page=Page(
        invitation=_("Opt out"),
        link_title=_("Do Not Sell or Share My Personal Information"),
        meets=(Need.STOP_SHARING,),
        wish=_("Do not sell my information, or give it to others for their ads"),
        honored=_("Opt-Out Request Honored"),
    ),
    questions=QUESTIONS,
    intake=Intake(
        takes_signal=True,
        clues=("sell", "selling", "sold", "share my", "sharing", "shared my", "opt out", "opt-out"),
    ),
    clocks=Clocks(respond=lambda receipt: receipt.start(law.CLOCK)),
    outcomes=(
        Outcome(
            code=law.OPTED_OUT,
            words=_("Opted out"),
            citation=law.STATUTE,
            letter=_HONORED,
            advice=_("It took effect at receipt. Granted unless fraud is documented."),
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
            LetterWords(_HONORED, _COMMON | {"stopped_list"}, _NAME, facts_if_recorded=(NO_SALE,)),
            LetterWords(_REFUSED, _COMMON | {"decision_reason"}, _NAME),
            letters.covering(_FOLDER),
        ),
    ),
    agents=AgentRules(law=agents.ONLY_PERMISSION, covering=f"{_FOLDER}/covering"),
    automatic_grant=AutomaticGrant(outcome=lambda _answers: law.OPTED_OUT),
    work=Work(action="opt-out"),
    suppression=SuppressionRules(uses=_uses, is_lifted_on_decline=True),
    notices=Notices(
        instruction="stop-sharing",
        ledger_recipients=LedgerRecipients(
            law=ccr("7026(f)(2)"), told=_("Told to stop, and to pass it on"), since_receipt=True
        ),
    ),
)

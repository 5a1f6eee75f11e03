"""Opting out of sale, sharing and third-party direct marketing: no proof, no account, no link to confirm."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from dsr.kinds import parts
from dsr.kinds.base import Choice, Hush, Kind, LetterWords, Need, Outcome, Question, Receipt, register
from dsr.law import agents
from dsr.law import opt_out as law
from dsr.law.clocks import Deadline
from dsr.law.verification import NO_PROOF
from dsr.models.suppression import Purpose

_COMMON = frozenset({"brand", "business", "business_address", "contact_email", "reference", "received_on", "law"})
_NAME = frozenset({"requester_name"})  # never asked: it is there only where a letter or a call gave it
_HONORED = "opt-out/honored"
_REFUSED = "opt-out/refused"

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
    Question(
        name="delivery",
        label=_("How do you get mail from us?"),
        hint=_("We use it to find your information, and to confirm."),
        goes_to="delivery",
        widget="radio",
        choices=(Choice("email", _("By email")), Choice("mail", _("By paper mail"))),
        missing=_("Choose email or paper mail."),
    ),
    Question(
        name="email",
        label=_("Email address"),
        hint=_("The address we know you by."),
        goes_to="requester.email",
        widget="email",
        autocomplete="email",
        only_if=("delivery", "email"),
        max_length=254,
        missing=_("Enter the email address we know you by."),
    ),
    Question(
        name="postal",
        label=_("Name and mailing address"),
        hint=_("As on an envelope: name, street, city, state and ZIP code."),
        goes_to="requester.postal",
        widget="lines",
        autocomplete="street-address",
        only_if=("delivery", "mail"),
        max_length=500,
        missing=_("Enter the name and mailing address we know you by."),
    ),
)


def _hushes(answers: Mapping[str, str]) -> tuple[Hush, ...]:
    """What was chosen; a signal or a letter that chooses nothing means both."""
    chosen = [value for value in answers.get("stops", "").split(",") if value]
    return tuple(Hush(value) for value in chosen or (Purpose.SALE_SHARING.value, Purpose.DIRECT_MARKETING.value))


def _clock(receipt: Receipt) -> Deadline:
    return law.CLOCK.start(receipt.received_at, receipt.closed_days)


KIND = register(
    Kind(
        code="opt-out",
        title=_("Do not sell or share my personal information"),
        link_title=_("Do Not Sell or Share My Personal Information"),
        invitation=_("Opt out"),
        summary=_("Tell us not to sell or share your personal information. It takes effect at once."),
        meets=(Need.STOP_SHARING,),
        wish=_("Do not sell my information, or give it to others for their ads"),
        law=(law.STATUTE, law.DIRECT_MARKETING, law.NO_PROOF_ASKED, law.CONFIRMATION),
        questions=QUESTIONS,
        start_clock=_clock,
        reporting_year=None,
        acknowledgement="",
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
        letters=(
            LetterWords(_HONORED, _COMMON | {"stopped_list"}, _NAME | {"no_sale"}),
            LetterWords(_REFUSED, _COMMON | {"decision_reason"}, _NAME),
            parts.covering("opt-out"),
        ),
        honored=_("Opt-Out Request Honored"),
        takes_signal=True,
        proof=NO_PROOF,
        agents=agents.ONLY_PERMISSION,
        covering="opt-out/covering",
        deed="opt-out",
        tells="stop-sharing",
        granted=law.OPTED_OUT,
        hushes=_hushes,
        unhush_on_decline=True,
        clues=("sell", "selling", "sold", "share my", "sharing", "shared my", "opt out", "opt-out"),
    )
)

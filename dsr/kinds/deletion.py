"""Deletion of what was collected from a person, Cal. Civ. Code § 1798.105."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from dsr.kinds import parts
from dsr.kinds.base import Choice, Kind, LetterWords, Need, Question, Receipt, Result, register
from dsr.law import agents, ccpa
from dsr.law import deletion as law
from dsr.law.clocks import Deadline
from dsr.law.verification import DELETION

_FOLDER = "deletion"
_DEED = "delete"

QUESTIONS = (
    *parts.WHO,
    *parts.PERMISSION,
    *parts.WHERE,
    parts.EMAIL_WITH_US,
    parts.LIVES_IN_CALIFORNIA,
    # § 7022(h): a part may be offered only beside the whole.
    Question(
        name="extent",
        label=_("What should we delete?"),
        goes_to="answers.extent",
        widget="radio",
        choices=(
            Choice("all", _("All personal information that you collected from me")),
            Choice("some", _("Only some of it")),
        ),
        may_be_open=True,
        missing=_("Choose all of it or only some."),
    ),
    Question(
        name="portions",
        label=_("Which of it?"),
        goes_to="answers.portions",
        widget="checks",
        choices=(
            Choice("account", _("My account and profile")),
            Choice("orders", _("Orders and payments")),
            Choice("support", _("Messages with support")),
            Choice("marketing", _("What you use for marketing")),
        ),
        only_if=("extent", "some"),
        missing=_("Choose what we should delete."),
    ),
    Question(
        name="hint",
        label=_("Anything that helps us find it (optional)"),
        hint=_("Such as the shop or product. Please leave out passwords, card numbers and identity numbers."),
        goes_to="sealed.hint",
        is_required=False,
        max_length=300,
    ),
)

# § 7022(b)(3): who was told, as staff recorded it, and (sealed as `not-told-reason`) why others were not.
_TOLD = ("told_list", "not_told_reason", "provider_list")

# The letter of each outcome, the words it must have, and those that may be empty.
_LETTERS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "DELETE_COMPLETED": ("completed", ("done_list",), ("portions", "not_held_list", "not_asked_list", *_TOLD)),
    "DELETE_PARTIAL": (
        "partial",
        ("done_list", "kept_list"),
        ("portions", "not_held_list", "not_asked_list", *_TOLD, "opt_out_offer"),
    ),
    "DELETE_DENIED": ("denied", ("kept_list",), ("not_held_list", "not_asked_list", "opt_out_offer")),
    "DELETE_NOTHING_HELD": ("nothing-held", (), ("portions", "not_asked_list", "companion")),
    "N_NOT_VERIFIED": ("not-verified", ("ask_link",), ("opt_out_offer",)),
    "N_NOT_CONFIRMED": ("not-confirmed", ("ask_link",), ("opt_out_offer",)),
    "N_NO_METHOD": ("no-method", ("decision_reason",), ("opt_out_offer",)),
    "N_NOT_CA_CONSUMER": ("not-ca-consumer", (), ("opt_out_offer",)),
    "N_AGENT_NO_PROOF": ("agent-no-proof", ("ask_link",), ("opt_out_offer",)),
    "N_SUSPECTED_FRAUD_ACCOUNT": ("account-in-doubt", ("ask_link",), ("opt_out_offer",)),
    "N_EXCESSIVE": ("excessive", ("decision_reason",), ("opt_out_offer",)),
    "N_EXCESSIVE_FEE": ("excessive-fee", ("decision_reason",), ("opt_out_offer",)),
    "N_NO_ACTION": ("no-action", ("decision_reason",), ("opt_out_offer",)),
    "N_DEFECTIVE": ("defective", ("decision_reason", "ways"), ("opt_out_offer",)),
    "N_WRONG_DOOR": ("wrong-door", ("ways",), ("opt_out_offer",)),
    "N_NOT_A_BUSINESS": ("not-a-business", (), ()),
    "N_SERVICE_PROVIDER": ("service-provider", (), ("opt_out_offer",)),
}


_BARS = {
    "DELETE_COMPLETED": parts.needs_systems(_DEED),
    "DELETE_PARTIAL": parts.told_by_steps,
    "DELETE_DENIED": parts.told_by_steps,
    "DELETE_NOTHING_HELD": parts.told_by_steps,
    "N_NOT_CONFIRMED": parts.by_machine,
    **parts.CCPA_BARS,
}


def _clock(receipt: Receipt) -> Deadline:
    return ccpa.RESPOND.start(receipt.received_at, receipt.closed_days)


def _acknowledge_by(receipt: Receipt) -> Deadline:
    return ccpa.ACKNOWLEDGE.start(receipt.received_at, receipt.closed_days)


def _extension(receipt: Receipt) -> Deadline:
    return ccpa.EXTENDED.start(receipt.received_at, receipt.closed_days)


def _comes_to(results: Sequence[Result]) -> str:
    return parts.comes_to(results, *(ending.code for ending in law.GRANTS))


def _letter(name: str, words: tuple[str, ...] = (), optional: tuple[str, ...] = ()) -> LetterWords:
    return LetterWords(f"{_FOLDER}/{name}", parts.COMMON | {*words}, frozenset(optional))


_FRESH, _REMINDER = parts.proof_letters(_FOLDER)
_PERMISSION, _PERMISSION_REMINDER = parts.permission_letters(_FOLDER)

KIND = register(
    Kind(
        code="deletion",
        title=_("Delete my personal information"),
        invitation=_("Ask us to delete it"),
        summary=_("Ask us to delete the personal information that we collected from you, if you live in California."),
        meets=(Need.DELETE,),
        wish=_("Delete what you have about me"),
        law=(law.STATUTE, law.HANDLING, ccpa.ACKNOWLEDGE.citation, ccpa.RECORD),
        questions=QUESTIONS,
        start_clock=_clock,
        acknowledge_by=_acknowledge_by,
        extension=_extension,
        extension_letter=f"{_FOLDER}/extension",
        reporting_year=None,
        is_offered=lambda business: bool(business.is_ccpa_business),
        acknowledgement=f"{_FOLDER}/acknowledgement",
        outcomes=tuple(
            parts.outcome(ending, f"{_FOLDER}/{_LETTERS[ending.code][0]}", _BARS.get(ending.code))
            for ending in law.ENDINGS
        ),
        letters=(
            parts.acknowledgement(_FOLDER),
            *(_letter(name, ("law", "received_on", *words), may) for name, words, may in _LETTERS.values()),
            _FRESH,
            _REMINDER,
            _PERMISSION,
            _PERMISSION_REMINDER,
            parts.covering(_FOLDER),
            _letter("extension", ("received_on", "extension_reason", "new_date")),
            _letter("joined", ("first_reference",)),
        ),
        letter_to_joined=f"{_FOLDER}/joined",
        proof=DELETION,
        proof_letters=(_FRESH.name, _REMINDER.name),
        not_verified="N_NOT_VERIFIED",
        not_confirmed="N_NOT_CONFIRMED",
        in_doubt="N_SUSPECTED_FRAUD_ACCOUNT",
        agents=agents.ASKED,
        permission_letters=(_PERMISSION.name, _PERMISSION_REMINDER.name),
        not_permitted="N_AGENT_NO_PROOF",
        covering=f"{_FOLDER}/covering",
        deed=_DEED,
        final_outcome=_comes_to,
        keep_codes=tuple(parts.keep_code(ground) for ground in law.GROUNDS),
        clues=("delete", "erase", "remove my", "remove all", "forget me", "get rid of"),
        offers_on_refusal="opt-out",
        tells="delete",
        tells_recipients=True,
    )
)

"""Closing an account, as the own policy of a business promises to everyone; for a Californian often a deletion too."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from dsr.kinds import parts
from dsr.kinds.base import Choice, Kind, LetterWords, Need, Question, Receipt, Result, register
from dsr.law import account as law
from dsr.law import agents, ccpa, deletion
from dsr.law.clocks import Deadline
from dsr.law.verification import ACCOUNT_DELETION

_FOLDER = "account-deletion"
_DEED = "close-account"
_ONLY_ACCOUNT = "account"

QUESTIONS = (
    *parts.WHO,
    *parts.PERMISSION,
    *parts.WHERE,
    parts.EMAIL_WITH_US,
    parts.LIVES_IN_CALIFORNIA,
    Question(
        name="extent",
        label=_("What should we do?"),
        hint=_("Where the law gives you the right, we also delete what we collected from you outside the account."),
        goes_to="answers.extent",
        widget="radio",
        choices=(
            Choice("all", _("Close my account and delete my personal information")),
            Choice(_ONLY_ACCOUNT, _("Only close my account")),
        ),
        may_be_open=True,
        missing=_("Choose what we should do."),
    ),
    Question(
        name="hint",
        label=_("Anything that helps us find the account (optional)"),
        hint=_("Such as the account name. Please leave out passwords, card numbers and identity numbers."),
        goes_to="sealed.hint",
        is_required=False,
        max_length=300,
    ),
)

# The letter of each outcome, the words it must have, and those that may be empty.
_LETTERS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "ACCOUNT_CLOSED": ("closed", ("done_list",), ("not_held_list", "companion")),
    "ACCOUNT_CLOSED_IN_PART": (
        "closed-in-part",
        ("done_list", "kept_list"),
        ("not_held_list", "companion", "opt_out_offer"),
    ),
    "ACCOUNT_KEPT": ("kept", ("kept_list",), ("not_held_list", "companion", "opt_out_offer")),
    "ACCOUNT_NOT_FOUND": ("not-found", (), ("not_asked_list", "companion")),
    "N_NOT_VERIFIED": ("not-verified", ("ask_link",), ("opt_out_offer",)),
    "N_NOT_CONFIRMED": ("not-confirmed", ("ask_link",), ("opt_out_offer",)),
    "N_AGENT_NO_PROOF": ("agent-no-proof", ("ask_link",), ("opt_out_offer",)),
    "N_SUSPECTED_FRAUD_ACCOUNT": ("account-in-doubt", ("ask_link",), ("opt_out_offer",)),
    "N_NO_ACTION": ("no-action", ("decision_reason",), ("opt_out_offer",)),
    "N_DEFECTIVE": ("defective", ("decision_reason", "ways"), ("opt_out_offer",)),
}
_BARS = {
    "ACCOUNT_CLOSED": parts.needs_systems(_DEED),
    "ACCOUNT_CLOSED_IN_PART": parts.told_by_steps,
    "ACCOUNT_KEPT": parts.told_by_steps,
    "ACCOUNT_NOT_FOUND": parts.told_by_steps,
    "N_NOT_VERIFIED": parts.is_proved,
    "N_NOT_CONFIRMED": parts.by_machine,
    "N_AGENT_NO_PROOF": parts.is_not_for_another,
    "N_SUSPECTED_FRAUD_ACCOUNT": parts.is_not_in_doubt,
}


def _clock(receipt: Receipt) -> Deadline:
    return ccpa.policy(receipt.reasonable_days).start(receipt.received_at, receipt.closed_days)


def _opens(answers: Mapping[str, str]) -> tuple[str, ...]:
    """A Californian who says “delete my account” asks for both, unless they chose less."""
    chose_less = answers.get("extent") == _ONLY_ACCOUNT
    return ("deletion",) if answers.get("ca_resident") == "yes" and not chose_less else ()


def _comes_to(results: Sequence[Result]) -> str:
    return parts.comes_to(results, *(ending.code for ending in law.GRANTS))


def _letter(name: str, words: tuple[str, ...] = (), optional: tuple[str, ...] = ()) -> LetterWords:
    return LetterWords(f"{_FOLDER}/{name}", parts.COMMON | {*words}, frozenset(optional))


_FRESH, _REMINDER = parts.proof_letters(_FOLDER)
_PERMISSION, _PERMISSION_REMINDER = parts.permission_letters(_FOLDER)

KIND = register(
    Kind(
        code="account-deletion",
        title=_("Close my account"),
        invitation=_("Ask us to close it"),
        summary=_("Ask us to close your account with us and delete what is in it."),
        meets=(Need.CLOSE, Need.DELETE),
        wish=_("Close my account"),
        law=(law.PROMISE, deletion.TWO_STEPS),
        questions=QUESTIONS,
        start_clock=_clock,
        reporting_year=None,
        acknowledgement=f"{_FOLDER}/acknowledgement",
        outcomes=tuple(
            parts.outcome(ending, f"{_FOLDER}/{_LETTERS[ending.code][0]}", _BARS.get(ending.code))
            for ending in law.ENDINGS
        ),
        letters=(
            parts.acknowledgement(_FOLDER),
            *(_letter(name, ("received_on", *words), may) for name, words, may in _LETTERS.values()),
            _FRESH,
            _REMINDER,
            _PERMISSION,
            _PERMISSION_REMINDER,
            parts.covering(_FOLDER),
            _letter("joined", ("first_reference",)),
        ),
        letter_to_joined=f"{_FOLDER}/joined",
        proof=ACCOUNT_DELETION,
        proof_letters=(_FRESH.name, _REMINDER.name),
        not_verified="N_NOT_VERIFIED",
        not_confirmed="N_NOT_CONFIRMED",
        in_doubt="N_SUSPECTED_FRAUD_ACCOUNT",
        agents=agents.ASKED,
        permission_letters=(_PERMISSION.name, _PERMISSION_REMINDER.name),
        not_permitted="N_AGENT_NO_PROOF",
        covering=f"{_FOLDER}/covering",
        deed=_DEED,
        tells="delete",
        final_outcome=_comes_to,
        keep_codes=tuple(parts.keep_code(ground) for ground in deletion.GROUNDS),
        opens=_opens,
        offers_on_refusal="opt-out",
        clues=("close my account", "delete my account", "cancel my account", "remove my account"),
    )
)

"""Closing an account, as the own policy of a business promises to everyone; for a Californian often a deletion too."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from dsr.kinds import kept_facts, letter_facts, proof_facts, work_facts
from dsr.kinds import outcome_conditions as conditions
from dsr.kinds.answered_words import ANSWERED_WORDS
from dsr.kinds.base import (
    AgentRules,
    Answers,
    Choice,
    Clocks,
    Intake,
    Kind,
    Letters,
    LetterWords,
    Need,
    Notices,
    Page,
    ProofRules,
    Question,
    Result,
    TwoPersonAct,
    Work,
    clocks,
    letters,
    outcomes,
    questions,
)
from dsr.kinds.closure_facts import CLOSING_LETTERS, GOES_ON, PERSON_TOLD_LETTER, WITHDRAWAL_LETTERS
from dsr.kinds.kept_facts import KEPT_LISTS, LEFT
from dsr.kinds.own_page_facts import OWN_PAGE_LETTERS
from dsr.kinds.receipt_facts import CORRECTED_LETTER, CORRECTED_OF_BUNDLE
from dsr.law import account as law
from dsr.law import agents, deletion
from dsr.law.verification import ACCOUNT_DELETION

_FOLDER = "account-deletion"
_ACTION = "close-account"
_ONLY_ACCOUNT = "account"

QUESTIONS = (
    *questions.WHO,
    *questions.PERMISSION,
    *questions.WHERE,
    questions.EMAIL_WITH_US,
    questions.LIVES_IN_CALIFORNIA,
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
        # Asked beside a deletion, it would be answered twice, and one answer could contradict the other.
        yields_to=(
            "deletion",
            _("You also asked us to close your account, with what is in it. Choose how much else to delete."),
        ),
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
    "ACCOUNT_CLOSED": ("closed", ("done_list",), ("not_held_list", "companion", "companion_part")),
    "ACCOUNT_CLOSED_IN_PART": (
        "closed-in-part",
        ("done_list", "kept"),
        (*KEPT_LISTS, "not_held_list", "companion", "companion_part", "opt_out_offer"),
    ),
    "ACCOUNT_KEPT": (
        "kept",
        ("kept",),
        (*KEPT_LISTS, "not_held_list", "companion", "companion_part", "opt_out_offer"),
    ),
    "ACCOUNT_NOT_FOUND": ("not-found", (), (*LEFT, "companion")),
    "N_NOT_VERIFIED": ("not-verified", ("ask_link",), ("opt_out_offer",)),
    "N_NOT_CONFIRMED": ("not-confirmed", ("ask_link",), ("opt_out_offer",)),
    "N_AGENT_NO_PROOF": ("agent-no-proof", ("ask_link",), ("opt_out_offer",)),
    "N_SUSPECTED_FRAUD_ACCOUNT": ("account-in-doubt", ("ask_link",), ("opt_out_offer",)),
    "N_NO_ACTION": ("no-action", ("decision_reason",), ("opt_out_offer",)),
    "N_DEFECTIVE": ("defective", ("decision_reason", "ways"), ("opt_out_offer",)),
    "N_STOPPED": ("stopped", ("decision_reason",), (*letters.STOPPED, "opt_out_offer")),
}
# Who is not proved any more reads nothing of what was held.
_UNSHOWN = {"N_STOPPED": f"{_FOLDER}/stopped-unproved"}
# Something is gone for good then: a second person approves it.
_ERASES = dict.fromkeys(("ACCOUNT_CLOSED", "ACCOUNT_CLOSED_IN_PART"), TwoPersonAct.ERASURE)
_BARS = {
    "ACCOUNT_CLOSED": conditions.needs_systems(_ACTION),
    "ACCOUNT_CLOSED_IN_PART": conditions.follows_from_steps,
    "ACCOUNT_KEPT": conditions.follows_from_steps,
    "ACCOUNT_NOT_FOUND": conditions.follows_from_steps,
    "N_NOT_CONFIRMED": conditions.by_machine,
}


def _opens(answers: Answers) -> tuple[str, ...]:
    """A Californian who says “delete my account” asks for both, unless they chose less."""
    chose_less = answers.get("extent") == _ONLY_ACCOUNT
    return ("deletion",) if answers.get("ca_resident") == "yes" and not chose_less else ()


def _comes_to(results: Sequence[Result]) -> str:
    return conditions.comes_to(results, *(ending.code for ending in law.GRANTS))


def _letter(name: str, words: tuple[str, ...] = (), optional: tuple[str, ...] = ()) -> LetterWords:
    stated = kept_facts.of_words({*words, *optional})
    return LetterWords(
        f"{_FOLDER}/{name}",
        letters.COMMON | {*words},
        frozenset(optional),
        facts=(*proof_facts.OF_LETTER.get(name, ()), *work_facts.of_letter(name), *stated["facts"]),
        facts_if_recorded=(*proof_facts.IF_RECORDED.get(name, ()), *stated["facts_if_recorded"]),
    )


KIND = Kind(
    code="account-deletion",
    title=_("Close my account"),
    desk_title=_("Account closing"),
    summary=_("Ask us to close your account with us and delete what is in it."),
    law=(law.PROMISE, deletion.TWO_STEPS),
    page=Page(
        place=5,
        invitation=_("Ask us to close it"),
        meets=(Need.CLOSE, Need.DELETE),
        wish=_("Close my account"),
    ),
    questions=QUESTIONS,
    intake=Intake(
        opens=_opens,
        companion="deletion",
        clues=("close my account", "delete my account", "cancel my account", "remove my account"),
    ),
    clocks=Clocks(respond=clocks.by_policy),
    outcomes=tuple(
        outcomes.outcome(
            ending,
            f"{_FOLDER}/{_LETTERS[ending.code][0]}",
            _BARS.get(ending.code),
            letter_unshown=_UNSHOWN.get(ending.code, ""),
            two_person_act=_ERASES.get(ending.code),
        )
        for ending in law.ENDINGS
    ),
    letters=Letters(
        declared=(
            letters.acknowledgement(_FOLDER, GOES_ON),
            letters.several(),
            *(_letter(name, ("received_on", *words), may) for name, words, may in _LETTERS.values()),
            _letter("stopped-unproved", ("received_on", "decision_reason"), ("opt_out_offer",)),
            _letter("rest-deleted", ("received_on",), ("finished_list", "gone_list", *KEPT_LISTS)),
            *letters.proof_letters(_FOLDER, proof_facts.NOT_HEARD),
            *letters.permission_letters(_FOLDER, proof_facts.PERSON_NOT_HEARD),
            *letters.bundle_letters(_FOLDER, letter_facts.BUNDLE_ANSWERED, letter_facts.BUNDLE_LACKS),
            *letters.join_letters(_FOLDER, letter_facts.JOINED, letter_facts.TOLD_OF_JOIN),
            *(
                *CLOSING_LETTERS,
                *OWN_PAGE_LETTERS,
                CORRECTED_LETTER,
                CORRECTED_OF_BUNDLE,
                *WITHDRAWAL_LETTERS,
                proof_facts.CONFIRMED_LETTER,
            ),
            PERSON_TOLD_LETTER,
        ),
        acknowledgement=f"{_FOLDER}/acknowledgement",
        several=letters.SEVERAL,
        mistake=letters.MISTAKE,
        no_request=letters.NO_REQUEST,
        person_told=letters.PERSON_TOLD,
        corrected=CORRECTED_LETTER.name,
        withdrawal=letters.WITHDRAWAL,
        joined=f"{_FOLDER}/joined",
        separated=f"{_FOLDER}/separated",
        offers_on_refusal="opt-out",
    ),
    proof=ProofRules(
        bounds=ACCOUNT_DELETION,
        fresh_link=f"{_FOLDER}/fresh-link",
        reminder=f"{_FOLDER}/reminder",
        confirmed=letters.CONFIRMED,
        not_verified="N_NOT_VERIFIED",
        not_confirmed="N_NOT_CONFIRMED",
        in_doubt="N_SUSPECTED_FRAUD_ACCOUNT",
    ),
    agents=AgentRules(
        law=agents.ASKED,
        permission=f"{_FOLDER}/permission",
        permission_reminder=f"{_FOLDER}/permission-reminder",
        not_permitted="N_AGENT_NO_PROOF",
        covering=f"{_FOLDER}/covering",
        answered=f"{_FOLDER}/answered",
        missing=f"{_FOLDER}/missing",
        outcome_words=ANSWERED_WORDS,
    ),
    work=Work(
        action=_ACTION,
        task=_("Close this person’s account, and delete what is in it or make it unrecognizable for good."),
        words=_("Close the account"),
        outcome=_comes_to,
        is_promise=True,
        asks_part=lambda answers: answers.get("extent") == _ONLY_ACCOUNT,
        finished=f"{_FOLDER}/rest-deleted",
        keep_codes=tuple(outcomes.keep_code(ground) for ground in deletion.GROUNDS),
    ),
    notices=Notices(instruction="delete", is_required=False),  # a promise of our own policy
)

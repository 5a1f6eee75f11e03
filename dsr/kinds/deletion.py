"""Deletion of what was collected from a person, Cal. Civ. Code § 1798.105."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from dsr.kinds import eligibility_facts as whom
from dsr.kinds import kept_facts, letter_facts, proof_facts, work_facts
from dsr.kinds import outcome_conditions as conditions
from dsr.kinds.answered_words import ANSWERED_WORDS
from dsr.kinds.base import (
    AgentRules,
    Answers,
    Choice,
    Intake,
    Kind,
    LedgerRecipients,
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
from dsr.kinds.letter_facts import of_ccpa_record
from dsr.kinds.own_page_facts import OWN_PAGE_LETTERS
from dsr.kinds.receipt_facts import CORRECTED_LETTER, CORRECTED_OF_BUNDLE
from dsr.law import agents, ccpa
from dsr.law import deletion as law
from dsr.law.citations import ccr
from dsr.law.verification import DELETION

_FOLDER = "deletion"
_ACTION = "delete"

QUESTIONS = (
    *questions.WHO,
    *questions.PERMISSION,
    *questions.WHERE,
    questions.EMAIL_WITH_US,
    questions.LIVES_IN_CALIFORNIA,
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
            Choice("account", _("My account and profile"), _("account and profile")),
            Choice("orders", _("Orders and payments"), _("orders and payments")),
            Choice("support", _("Messages with support"), _("messages with support")),
            Choice("marketing", _("What you use for marketing"), _("what is used for marketing")),
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
    "DELETE_COMPLETED": ("completed", ("done_list",), ("portions", "not_held_list", *LEFT, *_TOLD)),
    "DELETE_PARTIAL": (
        "partial",
        ("done_list", "kept"),
        ("portions", "not_held_list", *LEFT, *KEPT_LISTS, *_TOLD, "opt_out_offer"),
    ),
    "DELETE_DENIED": (
        "denied",
        ("kept",),
        (*KEPT_LISTS, "portions", "not_held_list", *LEFT, "opt_out_offer"),
    ),
    "DELETE_NOTHING_HELD": ("nothing-held", (), ("portions", *LEFT, "companion")),
    "N_NOT_VERIFIED": ("not-verified", ("ask_link",), ("opt_out_offer",)),
    "N_NOT_CONFIRMED": ("not-confirmed", ("ask_link",), ("opt_out_offer",)),
    "N_NO_METHOD": ("no-method", ("decision_reason",), ("opt_out_offer",)),
    "N_NOT_CA_CONSUMER": ("not-ca-consumer", ("ground",), ("ground_day", "opt_out_offer")),
    "N_AGENT_NO_PROOF": ("agent-no-proof", ("ask_link",), ("opt_out_offer",)),
    "N_SUSPECTED_FRAUD_ACCOUNT": ("account-in-doubt", ("ask_link",), ("opt_out_offer",)),
    "N_EXCESSIVE": ("excessive", ("decision_reason",), ("opt_out_offer",)),
    "N_EXCESSIVE_FEE": ("excessive-fee", ("decision_reason",), ("opt_out_offer",)),
    "N_NO_ACTION": ("no-action", ("decision_reason",), ("opt_out_offer",)),
    "N_DEFECTIVE": ("defective", ("decision_reason", "ways"), ("opt_out_offer",)),
    "N_WRONG_DOOR": ("wrong-door", ("ways",), ("opt_out_offer",)),
    "N_NOT_A_BUSINESS": ("not-a-business", (), ()),
    "N_SERVICE_PROVIDER": ("service-provider", (), ("opt_out_offer",)),
    "N_STOPPED": ("stopped", ("decision_reason",), ("portions", *letters.STOPPED, "opt_out_offer")),
}

# Who is not proved any more reads nothing of what was held.
_UNSHOWN = {"N_STOPPED": f"{_FOLDER}/stopped-unproved"}
# Something is gone for good then: a second person approves it.
_ERASES = dict.fromkeys(("DELETE_COMPLETED", "DELETE_PARTIAL"), TwoPersonAct.ERASURE)
_BARS = {
    "DELETE_COMPLETED": conditions.needs_systems(_ACTION),
    "DELETE_PARTIAL": conditions.follows_from_steps,
    "DELETE_DENIED": conditions.follows_from_steps,
    "DELETE_NOTHING_HELD": conditions.follows_from_steps,
    "N_NOT_CONFIRMED": conditions.by_machine,
}


def _asks_part(answers: Answers) -> bool:
    return answers.get("extent") == "some" or bool(answers.get("portions"))


def _comes_to(results: Sequence[Result]) -> str:
    return conditions.comes_to(results, *(ending.code for ending in law.GRANTS))


def _letter(name: str, words: tuple[str, ...] = (), optional: tuple[str, ...] = ()) -> LetterWords:
    stated = kept_facts.of_words({*words, *optional})
    return LetterWords(
        f"{_FOLDER}/{name}",
        letters.COMMON | {*words},
        frozenset({*optional, "part_asked"}),
        facts=(*letter_facts.of_ccpa_decline(name), *work_facts.of_letter(name), *stated["facts"]),
        facts_if_recorded=(*proof_facts.IF_RECORDED.get(name, ()), *stated["facts_if_recorded"]),
    )


KIND = Kind(
    code="deletion",
    title=_("Delete my personal information"),
    desk_title=_("Deletion"),
    summary=_("Ask us to delete the personal information that we collected from you, if you live in California."),
    law=(law.STATUTE, law.HANDLING, ccpa.ACKNOWLEDGE.citation, ccpa.RECORD),
    is_offered=lambda business: bool(business.is_ccpa_business),
    page=Page(
        place=4,
        invitation=_("Ask us to delete it"),
        meets=(Need.DELETE,),
        wish=_("Delete what you have about me"),
    ),
    questions=QUESTIONS,
    eligibility=whom.CCPA,
    intake=Intake(clues=("delete", "erase", "remove my", "remove all", "forget me", "get rid of")),
    clocks=clocks.of_ccpa(_FOLDER),
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
            *(
                of_ccpa_record(_letter(name, ("law", "received_on", *words), may))
                for name, words, may in _LETTERS.values()
            ),
            of_ccpa_record(_letter("stopped-unproved", ("law", "received_on", "decision_reason"), ("opt_out_offer",))),
            of_ccpa_record(
                _letter("rest-deleted", ("law", "received_on"), ("finished_list", "gone_list", *KEPT_LISTS, *_TOLD))
            ),
            *letters.proof_letters(_FOLDER, proof_facts.NOT_HEARD),
            *letters.permission_letters(_FOLDER, proof_facts.PERSON_NOT_HEARD),
            *letters.bundle_letters(_FOLDER, letter_facts.BUNDLE_ANSWERED, letter_facts.BUNDLE_LACKS),
            _letter("extension", ("received_on", "extension_reason", "new_date")),
            letters.question(_FOLDER),
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
        question=f"{_FOLDER}/question",
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
        bounds=DELETION,
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
        task=_("Delete what is there about this person, or make it unrecognizable for good."),
        words=_("Delete"),
        outcome=_comes_to,
        asks_part=_asks_part,
        finished=f"{_FOLDER}/rest-deleted",
        keep_codes=tuple(outcomes.keep_code(ground) for ground in law.GROUNDS),
    ),
    notices=Notices(
        instruction="delete",
        ledger_recipients=LedgerRecipients(law=ccr("7022(b)(3)"), told=_("Told to delete it, and to pass it on")),
    ),
)

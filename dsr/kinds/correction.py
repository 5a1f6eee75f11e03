"""Correcting what is wrong, Cal. Civ. Code § 1798.106: item by item, and it stays corrected."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from dsr.kinds import eligibility_facts as whom
from dsr.kinds import letter_facts, proof_facts, work_facts
from dsr.kinds import outcome_conditions as conditions
from dsr.kinds.answered_words import ANSWERED_WORDS
from dsr.kinds.base import (
    AgentRules,
    Answers,
    Intake,
    Items,
    Kind,
    Letters,
    LetterWords,
    Need,
    Notices,
    Outcome,
    Page,
    ProofRules,
    Result,
    Words,
    Work,
    clocks,
    letters,
    outcomes,
)
from dsr.kinds.closure_facts import CLOSING_LETTERS, GOES_ON, PERSON_TOLD_LETTER, WITHDRAWAL_LETTERS
from dsr.kinds.correction_questions import QUESTIONS
from dsr.kinds.letter_facts import of_ccpa_record
from dsr.kinds.own_page_facts import OWN_PAGE_LETTERS
from dsr.kinds.receipt_facts import CORRECTED_LETTER, CORRECTED_OF_BUNDLE
from dsr.law import agents, ccpa
from dsr.law import correction as law
from dsr.law.endings import Ending
from dsr.law.verification import CORRECTION
from dsr.models.item import Decision
from dsr.models.system import StepState

_FOLDER = "correction"
_ACTION = "correct"


_TOLD = ("told_list", "provider_list")
_DECIDED = (
    "corrected_list",
    "deleted_list",
    "denied_list",
    "unchanged_list",
    "source_list",
    "delete_link",
    "check_link",
)
# The letter of each outcome, the words it must have, and those that may be empty.
_LETTERS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "CORRECTED": ("corrected", ("corrected_list",), (*_DECIDED, *_TOLD)),
    "CORRECTED_PARTLY": ("corrected", ("corrected_list",), (*_DECIDED, *_TOLD, "statement_link")),
    "DELETED_IN_LIEU": ("deleted", ("deleted_list",), (*_DECIDED, *_TOLD, "statement_link")),
    "CORRECT_NOTHING_HELD": ("nothing-held", (), ("not_held_list", "denied_list", "delete_link")),
    "DENIED": ("denied", (), _DECIDED),
    "DENIED_STATEMENT_INVITED": ("denied-statement", ("denied_list", "statement_link"), _DECIDED),
    "STATEMENT_FILED": ("denied-statement", ("denied_list", "statement_link"), _DECIDED),
    "N_NOT_VERIFIED": ("not-verified", ("ask_link",), ()),
    "N_NO_METHOD": ("no-method", ("decision_reason",), ()),
    "N_NOT_CA_CONSUMER": ("not-ca-consumer", ("ground",), ("ground_day",)),
    "N_AGENT_NO_PROOF": ("agent-no-proof", ("ask_link",), ()),
    "N_SUSPECTED_FRAUD_ACCOUNT": ("account-in-doubt", ("ask_link",), ()),
    "N_EXCESSIVE": ("excessive", ("decision_reason",), ()),
    "N_EXCESSIVE_FEE": ("excessive-fee", ("decision_reason",), ()),
    "N_NO_ACTION": ("no-action", ("decision_reason",), ()),
    "N_DEFECTIVE": ("defective", ("decision_reason", "ways"), ()),
    "N_WRONG_DOOR": ("wrong-door", ("ways",), ()),
    "N_NOT_A_BUSINESS": ("not-a-business", (), ()),
    "N_SERVICE_PROVIDER": ("service-provider", (), ()),
    "N_STOPPED": ("stopped", ("decision_reason",), letters.STOPPED),
}
# Who is not proved any more reads nothing of what was held.
_UNSHOWN = {"N_STOPPED": f"{_FOLDER}/stopped-unproved"}
_BY_ITEMS = frozenset(ending.code for ending in law.GRANTS[1:])


def _follows(_case: Any) -> Words:
    return _("Nobody chooses this: it follows from what is decided about the items.")


_BARS = {"CORRECTED": conditions.needs_items(conditions.needs_systems(_ACTION)), **dict.fromkeys(_BY_ITEMS, _follows)}


def _disputed(answers: Answers) -> frozenset[str]:
    """What is said to be wrong, and what derives from it, is never used to verify, § 7060(h)."""
    fields = [name for name in answers.get("fields", "").split(",") if name in law.BY_FIELD]
    return frozenset().union(*(law.BY_FIELD[name].points for name in fields))


def _comes_to(results: Sequence[Result]) -> str:
    """From the items; a system that could not change its copy makes of a correction a part, and all of them none."""
    items = [result for result in results if result.state in Decision.values]
    decided = {item.state for item in items}
    is_kept = any(r.state == StepState.KEPT and r.keep_code != law.NOT_CHANGED.code for r in results)
    if decided == {Decision.DENY.value}:
        return "DENIED_STATEMENT_INVITED" if any(item.is_health for item in items) else "DENIED"
    if not any(result.state == StepState.DONE for result in results):
        return "DENIED" if is_kept else "CORRECT_NOTHING_HELD"
    if Decision.CORRECT.value in decided:
        is_whole = Decision.DENY.value not in decided and not is_kept
        return "CORRECTED" if is_whole else "CORRECTED_PARTLY"
    return "DELETED_IN_LIEU"


def _outcome(ending: Ending) -> Outcome:
    name, words, _may = _LETTERS[ending.code]
    unshown = _UNSHOWN.get(ending.code, "")
    made = outcomes.outcome(ending, f"{_FOLDER}/{name}", _BARS.get(ending.code), letter_unshown=unshown)
    return replace(made, invites_statement="statement_link" in words)


def _letter(name: str, words: tuple[str, ...] = (), optional: tuple[str, ...] = ()) -> LetterWords:
    return LetterWords(
        f"{_FOLDER}/{name}",
        letters.COMMON | {*words},
        frozenset(optional) - {*words},
        facts=(
            *letter_facts.of_ccpa_decline(name),
            *work_facts.of_letter(name),
            *work_facts.OF_ITEMS.get(name, ()),
        ),
        facts_if_recorded=work_facts.IF_RECORDED.get(name, ()),
    )


def _letters() -> Iterator[LetterWords]:
    """One a folder: outcomes that share a letter share its words."""
    declared = {
        name: _letter(name, ("law", "received_on", *words), may) for name, words, may in reversed(_LETTERS.values())
    }
    declared["corrected"] = _letter(
        "corrected", ("law", "received_on", "corrected_list"), (*_DECIDED, *_TOLD, "statement_link")
    )
    yield from map(of_ccpa_record, declared.values())


KIND = Kind(
    code="correction",
    title=_("Correct my personal information"),
    desk_title=_("Correction"),
    summary=_("Tell us what we have wrong about you, and what it should say, if you live in California."),
    law=(law.STATUTE, law.HANDLING, ccpa.ACKNOWLEDGE.citation, ccpa.RECORD),
    is_offered=lambda business: bool(business.is_ccpa_business),
    page=Page(
        place=6,
        invitation=_("Ask us to correct it"),
        meets=(Need.CORRECT,),
        wish=_("Correct what you have wrong about me"),
    ),
    questions=QUESTIONS,
    eligibility=whom.CCPA,
    intake=Intake(clues=("correct", "wrong about me", "out of date", "misspelled")),
    clocks=clocks.of_ccpa(_FOLDER),
    outcomes=tuple(_outcome(ending) for ending in law.ENDINGS),
    letters=Letters(
        declared=(
            letters.acknowledgement(_FOLDER, GOES_ON),
            letters.several(),
            *_letters(),
            of_ccpa_record(_letter("stopped-unproved", ("law", "received_on", "decision_reason"))),
            *letters.proof_letters(_FOLDER, proof_facts.NOT_HEARD),
            *letters.permission_letters(_FOLDER, proof_facts.PERSON_NOT_HEARD),
            _letter("extension", ("received_on", "extension_reason", "new_date")),
            letters.question(_FOLDER),
            of_ccpa_record(_letter("statement-filed", ("received_on",))),
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
    ),
    proof=ProofRules(
        bounds=CORRECTION,
        fresh_link=f"{_FOLDER}/fresh-link",
        reminder=f"{_FOLDER}/reminder",
        confirmed=letters.CONFIRMED,
        not_verified="N_NOT_VERIFIED",
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
        task=_("Change what is wrong there about this person. The page says what, and what it must say."),
        words=_("Correct"),
        outcome=_comes_to,
        keep_codes=tuple(outcomes.keep_code(ground) for ground in (*law.KEPT, law.NOT_CHANGED)),
    ),
    items=Items(
        grounds=tuple(outcomes.keep_code(ground) for ground in law.GROUNDS),
        disputed=_disputed,
        statement_letter=f"{_FOLDER}/statement-filed",
        statement_outcome="STATEMENT_FILED",
        offers_instead="deletion",
        repeat_months=law.REPEAT_MONTHS,
    ),
    notices=Notices(instruction="correct"),
)

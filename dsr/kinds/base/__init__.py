"""What a kind of request declares, part by part, and the register of kinds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from dsr.errors import BadInput
from dsr.kinds.base.clocks import Clocks, Receipt
from dsr.kinds.base.eligibility import Requirement
from dsr.kinds.base.facts import STATES, Fact
from dsr.kinds.base.letters import OF_EVERY_KIND, Letters, LetterWords
from dsr.kinds.base.outcomes import KeepCode, Outcome, Result, TwoPersonAct
from dsr.kinds.base.parts import (
    AS_USUAL,
    ASKS_NOTHING,
    AgentRules,
    Answers,
    AutomaticGrant,
    Entitlement,
    Intake,
    Items,
    LedgerRecipients,
    Need,
    Notices,
    Page,
    ProofRules,
    Report,
    SuppressedUse,
    SuppressionRules,
    Work,
)
from dsr.kinds.base.questions import PORTIONS, Choice, Question, Words
from dsr.kinds.base.word_records import WORD_RECORDS
from dsr.law.citations import Citation
from dsr.law.verification import Bounds, no_proof

# What a kind is declared with, and what others read of it.
__all__ = [
    "OF_EVERY_KIND",
    "STATES",
    "WORD_RECORDS",
    "AgentRules",
    "Answers",
    "AutomaticGrant",
    "Choice",
    "Clocks",
    "Entitlement",
    "Fact",
    "Intake",
    "Items",
    "KeepCode",
    "Kind",
    "LedgerRecipients",
    "LetterWords",
    "Letters",
    "Need",
    "Notices",
    "Outcome",
    "Page",
    "ProofRules",
    "Question",
    "Receipt",
    "Report",
    "Requirement",
    "Result",
    "SuppressedUse",
    "SuppressionRules",
    "TwoPersonAct",
    "Words",
    "Work",
    "every",
    "get",
    "register",
]


@dataclass(frozen=True)
class Kind:
    """One kind of request: its law, its questions, its clocks, its outcomes, its letters, and what else it has."""

    code: str
    title: Words
    summary: Words
    law: tuple[Citation, ...]
    page: Page
    questions: tuple[Question, ...]
    clocks: Clocks
    outcomes: tuple[Outcome, ...]
    letters: Letters
    eligibility: tuple[Requirement, ...] = ()  # what must be so for the law to cover the person
    intake: Intake = AS_USUAL
    is_offered: Callable[[Any], bool] = lambda _business: True  # scope gate: whether the business takes such requests
    proof: ProofRules | None = None
    no_proof: Bounds | None = None  # without proof: that none is asked, by which law; by default the kind's own
    entitlement: Entitlement | None = None
    agents: AgentRules = ASKS_NOTHING
    automatic_grant: AutomaticGrant | None = None
    work: Work | None = None
    items: Items | None = None
    suppression: SuppressionRules | None = None
    notices: Notices | None = None
    report: Report | None = None
    desk_title: Words = ""  # what staff call it, where that is not the title
    erased_after_response: tuple[str, ...] = ()  # what is sealed under these names has served once the response is out

    @property
    def proof_bounds(self) -> Bounds:
        """The least and the most that may be asked to prove who asks."""
        return self.proof.bounds if self.proof else self.no_proof or no_proof(self.law[0])

    @property
    def proof_rules(self) -> ProofRules:
        """The part about proof. Raises BadInput for a kind that asks for none."""
        if self.proof is None:
            raise BadInput(f"The kind {self.code} asks for no proof.")
        return self.proof

    @property
    def acts_at_once(self) -> bool:
        """What stops something, or takes a child's data away, takes effect without a wait: only its letter waits."""
        return self.automatic_grant is not None or (self.work is not None and self.work.acts_at_once)

    @property
    def item_rules(self) -> Items:
        """The part about items. Raises BadInput for a kind that is not decided item by item."""
        if self.items is None:
            raise BadInput(f"The kind {self.code} is not decided item by item.")
        return self.items

    @property
    def ledger_recipients(self) -> LedgerRecipients | None:
        """Which recipients of the disclosure ledger are owed a notice."""
        return self.notices.ledger_recipients if self.notices else None

    @property
    def portions(self) -> tuple[Choice, ...]:
        """The parts of a person's data that can be chosen; none where all of it is asked."""
        return tuple(one for question in self.questions if question.goes_to == PORTIONS for one in question.choices)

    @property
    def keep_codes(self) -> tuple[KeepCode, ...]:
        """The exceptions under which a system may keep data."""
        return self.work.keep_codes if self.work else ()

    @property
    def limits_repeats(self) -> bool:
        """Whether the law lets a request be declined, or an item of it, because of an earlier one."""
        return self.intake.once_per_year or (self.items is not None and self.items.repeat_months > 0)

    def keep_code(self, code: str) -> KeepCode:
        for keep in self.keep_codes:
            if keep.code == code:
                return keep
        raise BadInput(f"The kind {self.code} has no exception {code}.")

    def outcome(self, code: str) -> Outcome:
        for outcome in self.outcomes:
            if outcome.code == code:
                return outcome
        raise BadInput(f"The kind {self.code} has no outcome {code}.")

    @property
    def codes_owing_rest(self) -> tuple[str, ...]:
        """The outcomes after which a supplement is owed."""
        return tuple(outcome.code for outcome in self.outcomes if outcome.owes_rest)

    def bar(self, outcome: Outcome, case: Any, known: dict[str, Words] | None = None) -> Words:
        """Why this outcome is not open to the case; empty when it is.

        It is not while its letter would state what is not on record. `known` keeps what facts lack, by name, for who
        asks of many outcomes at one moment.
        """
        why = outcome.barred(case) if outcome.barred else ""
        return why or self.letter_lacks(outcome, case, known)

    def letter_lacks(self, outcome: Outcome, case: Any, known: dict[str, Words] | None = None) -> Words:
        """What the letter of this outcome would state of the case without a record; empty when nothing."""
        name = outcome.letter_to(case)
        return self.letter(name).lacks(case, known) if name else ""

    def tells_of(self, other: str) -> bool:
        """Whether letters of this kind tell of a request of the kind `other` that the same form made."""
        return self.intake.companion in {"", other}

    def asks_for_companion(self, answers: Answers) -> bool:
        """Whether the answers ask in words for what another request, made in the same form, would answer."""
        return bool(self.intake.companion) and answers.get("extent") == "all"

    def implies(self, other: str, answers: Answers) -> bool:
        """Whether the answers open a request of the kind `other` by themselves."""
        return self.intake.opens is not None and other in self.intake.opens(answers)

    def letter(self, name: str) -> LetterWords:
        for letter in (*self.letters.declared, *OF_EVERY_KIND):
            if letter.name == name:
                return letter
        raise BadInput(f"The kind {self.code} has no letter {name}.")


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Put a kind into the register, once however often. Another one of the same code is a fault of the code."""
    if _kinds.setdefault(kind.code, kind) is not kind:
        raise ValueError(f"The kind {kind.code} is registered twice.")
    return kind


def get(code: str) -> Kind:
    """The kind of this code. Raises BadInput when there is none."""
    if code not in _kinds:
        raise BadInput(f"There is no kind of request called {code}.")
    return _kinds[code]


def every() -> Iterable[Kind]:
    """All kinds, by code."""
    return (kind for _code, kind in sorted(_kinds.items()))

"""What a kind of request declares, and the register of kinds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise

from dsr.errors import BadInput
from dsr.law.citations import Citation
from dsr.law.clocks import Deadline

# Words for people are translated when they are shown.
Words = str | Promise


@dataclass(frozen=True)
class Choice:
    """One answer a person can pick."""

    value: str
    label: Words


@dataclass(frozen=True)
class Question:
    """One question of the public form.

    `goes_to` says where the answer is kept: `subject.name`, `requester.email`, `agent.name` … are sealed in that
    party; `answers.<name>` is a plain fact and must not be personal; `sealed.<name>` is a sealed text;
    `delivery` and `for_whom` are the case's own. `only_if` is (question, value): asked, and required, only then.
    """

    name: str
    label: Words
    goes_to: str
    widget: str = "text"  # text, email, lines, radio
    hint: Words = ""
    choices: tuple[Choice, ...] = ()
    is_required: bool = True
    only_if: tuple[str, str] | None = None
    max_length: int = 200
    autocomplete: str = ""
    missing: Words = ""  # what to say when it was left empty


@dataclass(frozen=True)
class LetterWords:
    """A letter: its folder below templates/letters/ and the words it uses. No other word may stand in it."""

    name: str
    words: frozenset[str]


@dataclass(frozen=True)
class Outcome:
    """How a case can end: its code, plain words for staff, the law, and the letter that says so."""

    code: str
    words: Words
    citation: Citation
    letter: str
    is_decline: bool = False
    needs_report: bool = False
    advice: Words = ""  # when to choose it
    barred: Callable[[Any], Words] | None = None  # given the case: why it is not open to it, or nothing

    def bar(self, case: Any) -> Words:
        """Why this outcome is not open to the case; empty when it is."""
        return self.barred(case) if self.barred else ""


@dataclass(frozen=True)
class Receipt:
    """What a clock needs to know of how a request came."""

    received_at: datetime
    is_designated: bool
    reasonable_days: int
    closed_days: frozenset[date]


@dataclass(frozen=True)
class Kind:
    """One kind of request: its law, its questions, its clock, its outcomes and its letters."""

    code: str
    title: Words
    summary: Words
    law: tuple[Citation, ...]
    questions: tuple[Question, ...]
    start_clock: Callable[[Receipt], Deadline]
    reporting_year: Callable[[datetime], int] | None
    acknowledgement: str  # the letter's name
    outcomes: tuple[Outcome, ...]
    letters: tuple[LetterWords, ...]
    report: str = ""  # the report it compiles; empty when it has none
    once_per_year: bool = False  # may be asked once in a calendar year
    letter_to_joined: str = ""
    invitation: Words = ""  # the words of the button that leads to its form

    def outcome(self, code: str) -> Outcome:
        for outcome in self.outcomes:
            if outcome.code == code:
                return outcome
        raise BadInput(f"The kind {self.code} has no outcome {code}.")

    def letter(self, name: str) -> LetterWords:
        for letter in self.letters:
            if letter.name == name:
                return letter
        raise BadInput(f"The kind {self.code} has no letter {name}.")


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Put a kind into the register. A second one of the same code is a fault of the code."""
    if kind.code in _kinds:
        raise ValueError(f"The kind {kind.code} is registered twice.")
    _kinds[kind.code] = kind
    return kind


def get(code: str) -> Kind:
    """The kind of this code. Raises BadInput when there is none."""
    if code not in _kinds:
        raise BadInput(f"There is no kind of request called {code}.")
    return _kinds[code]


def every() -> Iterable[Kind]:
    """All kinds, by code."""
    return (kind for _code, kind in sorted(_kinds.items()))

"""What a kind of request declares, and the register of kinds."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

from dsr.errors import BadInput
from dsr.law.agents import NOTHING, Agents
from dsr.law.citations import Citation
from dsr.law.clocks import Deadline
from dsr.law.verification import NO_PROOF, Bounds

# Words for people are translated when they are shown.
Words = str | Promise


class Need(StrEnum):
    """What a person may want who does not know the law's words; the guide of the first page leads to one of these."""

    STOP_MAIL = "stop-mail"
    STOP_SHARING = "stop-sharing"
    WHO_RECEIVED = "who-received"
    DELETE = "erase"
    CLOSE = "close"
    CORRECT = "mend"
    SEE = "see"
    YOUNG_CHILD = "young-child"
    ANYTHING_ELSE = "anything-else"


@dataclass(frozen=True)
class Choice:
    """One answer a person can pick."""

    value: str
    label: Words


@dataclass(frozen=True)
class Question:
    """One question of the public form.

    `goes_to` says where the answer is kept: `subject.name`, `requester.email`, `agent.name` … are sealed in that
    party; `answers.<name>` is a plain fact and must not be personal; `sealed.<name>` is a sealed text; `points.<name>`
    is sealed with the points to be matched; `items.<number>.<name>` is part of one item; `documents.<purpose>` are
    files, kept for evidence, permission or identity (dsr/documents.py); `delivery` and `for_whom` are the case's own.
    Several answers (checks) are kept as one text with commas. `only_if` is (question, value): asked, and required,
    only then; `and_if` is a second condition beside it.
    """

    name: str
    label: Words
    goes_to: str
    widget: str = "text"  # text, email, lines, radio, checks, documents
    hint: Words = ""
    choices: tuple[Choice, ...] = ()
    is_required: bool = True
    may_be_open: bool = False  # a letter or a call need not say it: who enters the request may leave it open
    only_if: tuple[str, str] | None = None
    and_if: tuple[str, str] | None = None
    max_length: int = 200
    autocomplete: str = ""
    missing: Words = ""  # what to say when it was left empty


@dataclass(frozen=True)
class LetterWords:
    """A letter: its folder below templates/letters/ and the words it uses. No other word may stand in it."""

    name: str
    words: frozenset[str]
    optional: frozenset[str] = frozenset()  # beside `words`: may be empty, and the letter leaves their sentence out

    @property
    def every(self) -> frozenset[str]:
        return self.words | self.optional


@dataclass(frozen=True)
class Outcome:
    """How a case can end: its code, plain words for staff, the law, and the letter that says so."""

    code: str
    words: Words
    citation: Citation
    letter: str  # empty when the page was the answer
    letter_unshown: str = ""  # in place of `letter`, while nobody recorded how the requester showed to be entitled
    is_decline: bool = False
    is_final: bool = False  # it stays as decided, whatever the settled steps come to
    needs_report: bool = False
    advice: Words = ""  # when to choose it
    barred: Callable[[Any], Words] | None = None  # given the case: why it is not open to it, or nothing
    invites_statement: bool = False  # the person may file one, which then stands with the record
    needs_reason: bool = False  # who decides writes the reason or answer, sealed as `decision-reason`, for the letter

    def bar(self, case: Any) -> Words:
        """Why this outcome is not open to the case; empty when it is."""
        return self.barred(case) if self.barred else ""

    def letter_to(self, case: Any) -> str:
        """The letter for this case's requester: who showed nothing reads nothing of what was held."""
        return self.letter_unshown if self.letter_unshown and case.verified_at is None else self.letter


@dataclass(frozen=True)
class Receipt:
    """What a clock needs to know of how a request came."""

    received_at: datetime
    is_designated: bool
    reasonable_days: int
    closed_days: frozenset[date]


@dataclass(frozen=True)
class KeepCode:
    """An exception under which data is kept: its code, plain words for the letter, and the law."""

    code: str
    words: Words
    citation: Citation
    is_silent: bool = False  # the law may forbid to tell why: the letter says only that the law requires it
    days: int = 0  # it holds so long, unless it is renewed; 0: as long as its reason
    is_not_asked: bool = False  # no exception: the person chose a part, and this was not in it
    locks: bool = True  # what is kept under it is used for nothing else


@dataclass(frozen=True)
class Result:
    """What one step came to: the state it settled in (done, not-held, kept), and the exception it is kept under.

    Or what was decided on one item (correct, delete, deny), and on which ground.
    """

    state: str
    keep_code: str = ""
    is_health: bool = False


@dataclass(frozen=True)
class Hush:
    """One thing that a request of a kind suppresses at once: its purpose, and the list (empty: all)."""

    purpose: str
    scope: str = ""


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
    is_offered: Callable[[Any], bool] = lambda _business: True  # scope gate: whether the public form is there
    link_title: Words = ""  # words the law asks of the link to its form
    meets: tuple[Need, ...] = ()  # what the guide leads to it for
    wish: Words = ""  # how a person says it who asks for several things at once; empty: it is asked for alone
    leads: bool = False  # it leads the first page; the others follow under a heading of their own
    must_be_written: bool = False  # a call need not be answered; the person is told how to write
    designation_matters: bool = False  # the clock, or the duty, hangs on the address it came to
    page: str = ""  # its own page, such as /unsubscribe/, where the law leaves less to ask than a grown form has
    honored: Words = ""  # what the last page says, where the request takes effect at receipt
    means_of_choice: str = ""  # the kind whose form is the cost-free means of choice mode, § 1798.83(c)(2)
    takes_signal: bool = False  # a browser's signal of a known person counts as this request

    # -- proof: what may be asked; the business's rule chooses between the least and the most -----------------------
    proof: Bounds = NO_PROOF
    proof_letters: tuple[str, str] = ("", "")  # (a fresh link and code, the reminder)
    not_verified: str = ""  # the outcome when no proof comes in time
    # From the answers: the points that are said to be wrong, and so prove nothing.
    disputed: Callable[[Mapping[str, str]], frozenset[str]] | None = None
    in_doubt: str = ""  # the outcome when an account, handed over signed in, was doubted and nothing else was proved
    not_confirmed: str = ""  # the outcome when only the second step, the confirmation, did not come in time
    is_about_another: bool = False  # who writes is never the person it is about: no address of theirs finds any data
    shown_by: tuple[Choice, ...] = ()  # how a requester may show to be entitled to more than the request needs
    paper_shown: str = ""  # the one of these of which a copy is deleted before it is recorded

    # -- agents: what may be asked when another person makes the request -------------------------------------------
    agents: Agents = NOTHING
    permission_letters: tuple[str, str] = ("", "")  # to the person: (did you give permission?, the reminder)
    not_permitted: str = ""  # the outcome when the permission is not confirmed
    covering: str = ""  # the letter that acknowledges many requests of one agent; empty: no bundle is entered

    # -- work: what its steps do in the systems -----------------------------------------------------------------------
    deed: str = ""  # delete, close-account, suppress, opt-out; empty: nothing is done in systems
    granted: str = ""  # the outcome that the machine grants at once, where the law leaves nothing to decide
    granted_by: Callable[[Mapping[str, str]], str] | None = None  # from the answers, where there are more than one
    is_answered_on_page: bool = False  # no letter is sent: the page was the answer, and the address is unsealed after
    final_outcome: Callable[[Sequence[Result]], str] | None = None  # from the settled steps of a grant
    keep_codes: tuple[KeepCode, ...] = ()  # exceptions under which a system may keep data
    item_codes: tuple[KeepCode, ...] = ()  # grounds to deny an item, for a kind that is decided item by item
    statement_letter: str = ""  # says that a statement about a denied item stands with the record
    statement_outcome: str = ""  # how the case ended once it does
    hushes: Callable[[Mapping[str, str]], tuple[Hush, ...]] | None = None  # from the answers: suppressed at receipt
    unhush_on_decline: bool = False  # a denial lifts what was suppressed at receipt
    opens: Callable[[Mapping[str, str]], tuple[str, ...]] | None = None  # from the answers: kinds received with it
    offers_instead: str = ""  # the kind whose form a denied item offers
    tells: str = ""  # what providers, and recipients that a system confirms, are told of a grant: delete, ...
    tells_recipients: bool = False  # who got what was sold or shared is told, and the response says who, or why not
    sheds: tuple[str, ...] = ()  # what is sealed under these names is erased once the response is out
    may_hide: bool = False  # its free text may hide requests of other kinds, which staff open from its page
    clues: tuple[str, ...] = ()  # words in such a text that hint at this kind; a person decides
    offers_on_refusal: str = ""  # the kind whose form a denial offers, where the business sells or shares

    # -- time ---------------------------------------------------------------------------------------------------------
    acknowledge_by: Callable[[Receipt], Deadline] | None = None
    extension: Callable[[Receipt], Deadline] | None = None
    extension_letter: str = ""

    def outcome(self, code: str) -> Outcome:
        for outcome in self.outcomes:
            if outcome.code == code:
                return outcome
        raise BadInput(f"The kind {self.code} has no outcome {code}.")

    def keep_code(self, code: str) -> KeepCode:
        for keep in self.keep_codes:
            if keep.code == code:
                return keep
        raise BadInput(f"The kind {self.code} has no exception {code}.")

    def item_code(self, code: str) -> KeepCode:
        for ground in self.item_codes:
            if ground.code == code:
                return ground
        raise BadInput(f"The kind {self.code} has no ground {code}.")

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

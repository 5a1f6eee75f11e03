"""How a case of a kind can end, under which exceptions data is kept, and what one step or item came to."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dsr.formats.law_numbers import law_text
from dsr.kinds.base.questions import Words
from dsr.law.citations import Citation
from dsr.law.endings import Ending, Ground, Keeping


class TwoPersonAct(StrEnum):
    """What two people do where two may: one decides it, another gives the second approval. Rows keep these codes."""

    ERASURE = "erasure"  # what a system holds of a person is deleted
    RELEASE = "release"  # what is about one person is given out
    BULK = "bulk"  # one decision for many requests
    NOT_A_REQUEST = "not-a-request"  # what came is answered by nobody
    TOLD_MISTAKE = "told-mistake"  # what somebody was told of ends as entered by mistake
    LATER_RECEIPT = "later-receipt"  # the record of receipt is corrected, and gives a later date or fewer rights


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
    owes_rest: bool = False  # it tells what is known as of a day: the rest is owed, and sent as a supplement
    sends_again: bool = False  # the earlier response of the same person goes out once more, as it was
    refers_to_earlier: bool = False  # its letter rests on an earlier response to the same person
    advice: Words = ""  # when to choose it
    barred: Callable[[Any], Words] | None = None  # given the case: why it is not open to it, or nothing
    invites_statement: bool = False  # the person may file one, which then stands with the record
    by_record: bool = False  # of a decline: many may be declined for it at once, as the record of each shows it
    two_person_act: TwoPersonAct | None = None  # to end so needs a second approval, as the act that it is
    needs_reason: bool = False  # who decides writes the reason or answer, sealed as `decision-reason`, for the letter

    def letter_to(self, case: Any) -> str:
        """The letter for this case's requester: who showed nothing reads nothing of what was held."""
        return self.letter_unshown if self.letter_unshown and case.verified_at is None else self.letter


@dataclass(frozen=True)
class KeepCode:
    """A ground on which data is kept: its code, plain words for the letter, the law, and what it makes of the data."""

    code: str
    words: Words
    citation: Citation
    keeping: Keeping = Keeping.PLAIN
    days: int = 0  # of a hold: it lasts so long from the direction, and as long again by each renewal
    may_be_secret: bool = False  # an order that comes with it may forbid to tell of it

    @property
    def is_not_asked(self) -> bool:
        """No exception: the person chose a part, and this was not in it."""
        return self.keeping is Keeping.NOT_ASKED

    @property
    def has_purpose(self) -> bool:
        """It is kept for a purpose: somebody must look again whether that still holds."""
        return self.keeping is Keeping.PURPOSE

    @property
    def locks(self) -> bool:
        """What is kept under it is used for nothing else."""
        return self.keeping in {Keeping.PURPOSE, Keeping.HOLD}


@dataclass(frozen=True)
class Result:
    """What one step came to: the state it settled in (done, not-held, kept), and the exception it is kept under.

    Or what was decided on one item (correct, delete, deny), and on which ground.
    """

    state: str
    keep_code: str = ""
    is_health: bool = False


def keep_code(ground: Ground) -> KeepCode:
    """The exception of a ground of the law."""
    return KeepCode(
        code=ground.code,
        words=law_text(ground.words),
        citation=ground.citation,
        keeping=ground.keeping,
        days=ground.days,
        may_be_secret=ground.may_be_secret,
    )


def outcome(
    ending: Ending,
    letter: str,
    barred: Any = None,
    letter_unshown: str = "",
    two_person_act: TwoPersonAct | None = None,
) -> Outcome:
    """The outcome of an ending of the law, with its letter, and that to who showed nothing."""
    return Outcome(
        code=ending.code,
        words=law_text(ending.words),
        advice=law_text(ending.advice),
        citation=ending.citation,
        letter=letter,
        letter_unshown=letter_unshown,
        is_decline=ending.is_decline,
        needs_reason=ending.needs_reason,
        by_record=ending.by_record,
        barred=barred,
        two_person_act=two_person_act,
    )

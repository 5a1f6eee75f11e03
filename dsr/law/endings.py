"""How a request can end, and on what grounds data may be kept: codes, plain words, and the law of each."""

from dataclasses import dataclass
from enum import StrEnum

from dsr.law.citations import Citation


@dataclass(frozen=True)
class Ending:
    """An outcome or a reason to decline.

    `needs_reason`: the law wants the reason itself, written for this request. `owes_rest`: what is known so far is
    sent, and the rest is owed. `by_record`: of a decline, that what is on record of each request shows it, so that
    many may be declined for it at once. What is weighed for one person alone, such as fraud, never is.
    """

    code: str
    words: str
    advice: str
    citation: Citation
    is_decline: bool = False
    needs_report: bool = False
    needs_reason: bool = False
    owes_rest: bool = False
    sends_again: bool = False  # the response to an earlier request goes out once more, as it was
    by_record: bool = False


class Keeping(StrEnum):
    """What a ground makes of the data that stays, and so what may be promised of it."""

    PURPOSE = "purpose"  # an exception: it serves this purpose alone, and goes when the reason ends
    HOLD = "hold"  # an agency directed it: it serves nothing else until a day, which may be renewed
    OUTSIDE = "outside"  # the right does not reach it: no purpose binds it, and no end is promised
    NOT_ASKED = "part-not-asked"  # no ground of the law: the person did not ask for this part
    PLAIN = "plain"  # a reason alone, such as why a copy could not be corrected: nothing is promised


@dataclass(frozen=True)
class Ground:
    """A ground on which data may be kept, or something not be done, and what it makes of the data that stays."""

    code: str
    words: str
    citation: Citation
    keeping: Keeping = Keeping.PLAIN
    days: int = 0  # of a hold: it lasts so long from the direction, and as long again by each renewal
    may_be_secret: bool = False  # an order that comes with it may forbid to tell of it

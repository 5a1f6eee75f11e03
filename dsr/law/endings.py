"""How a request can end, and on what grounds data may be kept: codes, plain words, and the law of each."""

from dataclasses import dataclass

from dsr.law.citations import Citation


@dataclass(frozen=True)
class Ending:
    """An outcome or a reason to decline.

    `needs_reason`: the law wants the reason itself, written for this request. `owes_rest`: what is known so far is
    sent, and the rest is owed.
    """

    code: str
    words: str
    advice: str
    citation: Citation
    is_decline: bool = False
    needs_report: bool = False
    needs_reason: bool = False
    owes_rest: bool = False


@dataclass(frozen=True)
class Ground:
    """A ground on which data may be kept. `is_silent`: another law may forbid to tell of it."""

    code: str
    words: str
    citation: Citation
    is_silent: bool = False
    days: int = 0  # it holds so long, unless it is renewed; 0: as long as its reason

"""What became of an attempt to send a letter, and why it did not go out."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dsr.reasons import Reason


class Fate(StrEnum):
    """What became of one attempt to send."""

    ACCEPTED = "accepted"
    REFUSED = "refused"  # for good: this address does not take it
    LATER = "later"  # a passing failure; nothing was handed over
    UNCERTAIN = "uncertain"  # the server may have taken it; we did not hear
    DONE = "done"  # there was nothing to send any more
    MISCONFIGURED = "misconfigured"  # the server refuses us, not the address: an operator must act


@dataclass(frozen=True)
class SendResult:
    fate: Fate
    code: str = ""
    went_at: datetime | None = None  # where it went out before now

    @property
    def reason(self) -> Reason:
        """Why it did not go out. Raises KeyError where it did, or where there was nothing to send."""
        return _REASONS[self.fate]


_REASONS = {
    Fate.REFUSED: Reason.MAIL_REFUSED,
    Fate.LATER: Reason.MAIL_LATER,
    Fate.UNCERTAIN: Reason.MAIL_UNCERTAIN,
    Fate.MISCONFIGURED: Reason.MAIL_MISCONFIGURED,
}

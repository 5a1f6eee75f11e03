"""The clocks of a kind: from how a request came to the dates that the law, or a promise, sets."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from dsr.law import ccpa, clocks
from dsr.law.clocks import Deadline


@dataclass(frozen=True)
class Receipt:
    """What a clock needs to know of how a request came."""

    received_at: datetime
    is_designated: bool
    reasonable_days: int
    closed_days: frozenset[date]

    def start(self, clock: clocks.Clock) -> Deadline:
        """The dates that this clock of the law gives."""
        return clock.start(self.received_at, self.closed_days)


Start = Callable[[Receipt], Deadline]


@dataclass(frozen=True)
class Clocks:
    """What must be done by when: respond, and where the law wants it confirm the receipt, or take more time once."""

    respond: Start
    acknowledge: Start | None = None
    extend: Start | None = None
    extension_letter: str = ""  # says that more time is taken, and why
    depends_on_address: bool = False  # the clock, or the duty, hangs on the address it came to


def by_policy(receipt: Receipt) -> Deadline:
    """By what the business itself promises, where no law sets a period."""
    return receipt.start(ccpa.policy(receipt.reasonable_days))


def of_ccpa(folder: str) -> Clocks:
    """Of a request to delete or to correct, Cal. Code Regs. tit. 11, § 7021; the letters are in this folder."""
    return Clocks(
        respond=lambda receipt: receipt.start(ccpa.RESPOND),
        acknowledge=lambda receipt: receipt.start(ccpa.ACKNOWLEDGE),
        extend=lambda receipt: receipt.start(ccpa.EXTENDED),
        extension_letter=f"{folder}/extension",
    )

"""A way to act in a system: what every way can do and says of itself, and the register of ways.

Whoever acts, decides or shows asks the way of the system (`system.how`), never which way it is."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from dsr.errors import BadInput, CannotAct
from dsr.kinds.base import Words

if TYPE_CHECKING:
    from dsr.models.system import Step, System


class Mend(NamedTuple):
    """Why a step of this way cannot go on by itself, and what a person does about it."""

    why: Words
    way_out: Words


@dataclass(frozen=True)
class ApprovalWords:
    """How a person approves what is done there. `reason` is the code of a step that waits for it."""

    reason: str
    subject: Words  # “Mapping of %(system)s”: the title of its page
    look: Words  # the link to that page
    approve: Words  # the button
    last_approved: Words
    approved: Words  # the state of the system, once it is
    unapproved: Words  # and before
    waits: Words  # at a step that waits
    uncounted: Words  # on its page, while no open request was looked up
    next_step: Words  # what staff do about a case that waits for it


@dataclass(frozen=True)
class Finding:
    """A sentence about a system that was asked: what is so and what to do. `tone` is bad (nothing can be approved
    until it is mended), warn (a person weighs it) or nothing (to be known).
    """

    words: str
    tone: str = ""


@dataclass
class Replay:
    """What was read, who is back, of whom that is not sure, who came anew, and how many rows were purged.

    `alike`: rows that may be of another person, as an address of theirs looked the same to release 0.1.0.
    """

    read: int = 0
    back: int = 0
    unsure: int = 0
    anew: int = 0
    alike: int = 0
    purged: int = 0


class Way:
    """One way. Its module in dsr/fulfilment/ways/ overrides what differs from these answers, and registers it.

    Whatever reaches the system raises TryAgain while it is away and any other DeskError when a person must mend
    something. Every verb that acts may be called again: what was done is not done twice.
    """

    code: str  # as System.way has it
    words: Words  # how to act there
    order = 50  # its place among the ways that are offered
    approval: ApprovalWords | None = None
    standing: Words = ""  # the state of a system that nobody approves
    looks_up = True  # it counts what it would act on before anybody decides
    counts_unapproved = True  # it counts before it is approved, too: a dry run
    asks_owner = False  # a person acts there: no worker does it, no other step is held up, and nothing is tried again
    rereads = False  # it can tell whether a correction still stands
    has_findings = False  # asked for all that its set-up names, it says what is there
    replays = False  # it can find again who was deleted, after a restore
    state_words: Mapping[str, Words] = {}  # by state of a step, where the usual words say too little
    mends: Mapping[str, Mend] = {}  # by reason of a step, where the desk has no words yet

    # A step, from the look to the proof.

    def preview(self, step: "Step") -> None:
        """Look up what the step would act on, and write it into the step."""

    def carry_out(self, step: "Step") -> None:
        """Do the deed and prove it, or ask for it; then the step is settled, waits, or is stopped with a reason."""
        raise NotImplementedError

    def keep(self, step: "Step") -> None:
        """Keep the data under `step.keep_code` and settle the step, or stop it."""
        raise NotImplementedError

    def look_anew(self, step: "Step") -> None:
        """What was found counts no more, in the caller's transaction: a person decides anew."""

    def call_off(self, step: "Step") -> None:
        """The decision by which the owner or the system was asked is taken back, in the caller's transaction."""

    def renew(self, step: "Step") -> None:
        """Somebody mended what was wrong and tries again, in the caller's transaction."""

    def chase(self, step: "Step", why: str) -> None:
        """Ask the owner again, once for `why`, in the caller's transaction."""
        raise BadInput(_("The owner is not asked yet."))

    def people(self, step: "Step") -> tuple[int, str]:
        """How many people the look found, and the digest by which they are known to be the same ones."""
        raise BadInput(_("There is nothing to confirm there."))

    def follow_up(self) -> int:
        """Once a day: ask again, and show who is silent. How many were asked again."""
        return 0

    # After the step.

    def is_held(self, step: "Step", values: Mapping[str, str | None]) -> bool | None:
        """Whether what was corrected still has these values by field; None where none of it stands there."""
        return None

    def set_right(self, step: "Step") -> None:
        """Do a correction again that was undone, and prove it."""
        raise CannotAct(_("The rows could not be set right. Look at the system, then try again."))

    def replay(self, system: "System", since: date | None, *, does: bool, even_new: bool) -> Replay:
        """Find who was deleted since that day and is back; `does`: purge them; `even_new`: also who may be new."""
        raise CannotAct(_("There is no such database in the register."))

    def tells_new(self, system: "System") -> bool:
        """True when who came anew after a deletion is told from who is back."""
        return False

    # What the register holds of a system.

    def check(self, system: "System") -> None:
        """Raises BadInput that says what is missing before the system can be approved."""

    def findings(self, system: "System") -> list[Finding]:
        """What asking the system for all that its set-up names showed, before anybody approves it."""
        return []

    def try_out(self, system: "System") -> str:
        """Ask the system for an answer about nobody; what it showed, in words. Empty where there is nothing to ask."""
        return ""

    def holds_none_of(self, system: "System", action: str, portions: Collection[str]) -> bool:
        """True when nothing there belongs to these parts of a person's data."""
        return False

    def parts_found(self, step: "Step") -> frozenset[str] | None:
        """The parts of a person's data of which the look found something ("": of none); None where it cannot tell."""
        return None

    def comparable(self, system: "System") -> frozenset[str]:
        """The names of the points by which one record can be compared with what a person gives as proof."""
        return frozenset()

    def matched(self, system: "System", points: Mapping[str, str], within: Mapping[str, str]) -> frozenset[str]:
        """The names of the points that the best single record matches, if it has all of `within` too."""
        return frozenset()


_ways: dict[str, Way] = {}


def register(way: Way) -> Way:
    """Put a way into the register. A second one of the same code is a fault of the code."""
    if way.code in _ways:
        raise ValueError(f"The way {way.code} is registered twice.")
    _ways[way.code] = way
    return way


def get(code: str) -> Way:
    """The way of this code. Raises BadInput when there is none."""
    if code not in _ways:
        raise BadInput(f"There is no way to act in a system called {code}.")
    return _ways[code]


def every() -> Iterable[Way]:
    """All ways, in the order in which they are offered."""
    return sorted(_ways.values(), key=lambda way: (way.order, way.code))


def mend(reason: str) -> Mend | None:
    """What some way says of this reason; None when none does."""
    return next((way.mends[reason] for way in every() if reason in way.mends), None)


def approval_for(reason: str) -> ApprovalWords | None:
    """The approval that a step with this reason waits for; None when it waits for none."""
    return next((way.approval for way in every() if way.approval and way.approval.reason == reason), None)

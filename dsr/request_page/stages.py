"""How a request stands, in four stages at most, as the letters have said it: nothing that is decided and not sent."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from dsr.clock import PACIFIC
from dsr.law.closures import WITHDRAWN
from dsr.law.verification import Proof
from dsr.lifecycle import State
from dsr.models import Case, Verification
from dsr.models.verification import VerificationState
from dsr.request_page.visitor import answered_on


class StageName(StrEnum):
    """What a stage is; the page has its words."""

    RECEIVED = "received"
    CONFIRMED = "confirmed"  # only where it is asked
    WORKING = "working"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"  # it ended without an answer, and a letter said so


@dataclass(frozen=True)
class Stage:
    """`day`: when it came about, where that is known; `is_now`: what the request waits for or is in."""

    name: StageName
    is_done: bool
    is_now: bool = False
    day: date | None = None


def stages_of(case: Case, *, may_know_person: bool = True, is_person: bool = False) -> list[Stage]:
    """In their order. One that did not happen is never marked as done.

    `may_know_person`: the day on which it was proved may show. That somebody named is known here tells of them.
    `is_person`: as whom it is about reads it, who confirms nothing of what another wrote.
    """
    row = None if is_person else proof_of(case)
    found = [Stage(StageName.RECEIVED, is_done=True, day=_day(case.received_at))]
    is_confirmed = row is None or is_confirmed_by(row)
    if row is not None and (is_confirmed or waits_for(row)):
        day = _day(case.verified_at) if is_confirmed and may_know_person else None
        found.append(Stage(StageName.CONFIRMED, is_confirmed, is_now=not is_confirmed and case.is_open, day=day))
    if State(case.state) is State.CLOSED:
        ending = StageName.WITHDRAWN if case.closure == WITHDRAWN.code else StageName.CLOSED
        return [*found, Stage(ending, is_done=True)]
    answered = answered_on(case)
    if answered or State(case.state) is State.RESPONDED:
        worked = Stage(StageName.WORKING, is_done=True)
        return [*found, worked, Stage(StageName.ANSWERED, is_done=True, day=answered)]
    is_waiting = row is not None and waits_for(row) and not is_confirmed
    return [*found, Stage(StageName.WORKING, False, is_now=not is_waiting), Stage(StageName.ANSWERED, False)]


def proof_of(case: Case) -> Verification | None:
    """The proof that serves this case: its own, or that of the request whose form asked for both."""
    rows = Verification.objects.filter(case__in=[case.pk, case.opened_by_id or 0])
    own = {row.case_id: row for row in rows}
    return own.get(case.pk) or own.get(case.opened_by_id or 0)


def waits_for(row: Verification) -> bool:
    """The requester may still confirm it."""
    return row.state == VerificationState.OPEN


def is_confirmed_by(row: Verification) -> bool:
    """The requester gave all that only they can give."""
    return {Proof(word) for word in row.needs} - {Proof(word) for word in row.given} <= {Proof.POINTS}


def _day(at: datetime | None) -> date | None:
    return at.astimezone(PACIFIC).date() if at else None

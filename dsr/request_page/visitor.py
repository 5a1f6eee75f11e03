"""Who is on the page of a request, and how much of it is theirs to see and to do."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from dsr import parties
from dsr.clock import PACIFIC
from dsr.journal import EntryName
from dsr.kinds.base.letters import TELL_END
from dsr.law.agents import Authority
from dsr.law.closures import WITHDRAWN
from dsr.lifecycle import State, Transition
from dsr.models import Case, Entry, Letter, PageVisit
from dsr.models.agent_permission import AgentPermissionState
from dsr.models.letter import LetterState

_OUT = (LetterState.ACCEPTED, LetterState.MAILED)
_IN_VAIN = (LetterState.BOUNCED, LetterState.REFUSED)


class Party(StrEnum):
    """As what somebody wrote. Each request has one who wrote, and its page is theirs."""

    PERSON = "person"
    AGENT = "agent"
    PARENT = "parent"


class Coverage(StrEnum):
    """What a right code opens."""

    WHOLE = "whole"  # read all, and do all
    READING = "reading"  # who acts for another, and has shown no permission yet: read, and complete; nothing else
    NOTHING = "nothing"  # the person says that they gave no permission, or the owner of the address never asked


@dataclass(frozen=True)
class Visitor:
    """Somebody on the page of one request, and of no other."""

    case: Case
    party: Party
    coverage: Coverage
    visit: PageVisit

    @property
    def may_act(self) -> bool:
        """Whether they may change what becomes of the request: withdraw it, or change where we write to."""
        return self.coverage is Coverage.WHOLE

    @cached_property
    def is_answered(self) -> bool:
        """Whether they have our answer: what the desk does of it since, the next letter says."""
        return answered_on(self.case) is not None


def answered_on(case: Case) -> date | None:
    """The day of our answer, whoever of them it went to; None while there is none, and where it came back.

    It stays so while the desk looks at a request once more: no letter told of that.
    """
    left = Letter.objects.filter(case=case, is_response=True, state__in=[*_OUT, *_IN_VAIN])
    newest = left.order_by("-pk").first()
    at = newest.accepted_at if newest is not None and newest.state in _OUT else None
    if State(case.state) is State.RESPONDED:
        at = case.responded_at or at
    elif newest is not None and newest.state == LetterState.MAILED:
        return newest.mailed_on
    return at.astimezone(PACIFIC).date() if at else None


def party_of(case: Case) -> Party:
    """As what the one who wrote acts."""
    if not case.is_for_another:
        return Party.PERSON
    carrier = parties.authority_carrier_of(case)
    is_parent = parties.capacity_of(carrier, parties.permission_of(case)) is Authority.PARENT
    return Party.PARENT if is_parent else Party.AGENT


def coverage_of(case: Case) -> Coverage:
    """What the page shows to who wrote, as it stands now: what is taken back closes it at once."""
    if _is_disowned(case) or _ended_unheard(case):
        return Coverage.NOTHING
    if not case.is_for_another:
        return Coverage.WHOLE
    row = parties.permission_of(case)
    if row is not None and row.state == AgentPermissionState.DENIED:
        return Coverage.NOTHING
    is_unshown = parties.lacking_authority(case) or parties.deals_with_person(case)
    return Coverage.READING if is_unshown else Coverage.WHOLE


def _ended_unheard(case: Case) -> bool:
    """It ended at the desk without an answer, and no letter told who wrote: the page says nothing that none said."""
    if State(case.state) is not State.CLOSED or case.closure == WITHDRAWN.code:
        return False
    told = Letter.objects.to_writer().filter(case=case, name__in=TELL_END)
    return not told.filter(state__in=[LetterState.ACCEPTED, LetterState.MAILED]).exists()


def _is_disowned(case: Case) -> bool:
    """The owner of the address said that it was not them, and nothing came since."""
    since = (EntryName.DISOWNED, Transition.ASK_PROOF, Transition.VERIFY)
    newest = Entry.objects.filter(case=case, name__in=since).order_by("-number").values_list("name", flat=True).first()
    return newest == EntryName.DISOWNED

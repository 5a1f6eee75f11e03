"""What who wrote must still do, as a letter has asked it: confirm, answer a question, show the permission."""

from dataclasses import dataclass
from enum import StrEnum

from dsr import parties
from dsr.law.agents import Authority
from dsr.lifecycle import State
from dsr.models import Case, EligibilityQuestion, EligibilityRecord, Letter
from dsr.models.letter import LetterState
from dsr.request_page.stages import is_confirmed_by, proof_of, waits_for

_OUT = (LetterState.ACCEPTED, LetterState.MAILED)


class NeedName(StrEnum):
    """What is needed; the page has its words."""

    CONFIRM = "confirm"
    QUESTION = "question"
    PERMISSION = "permission"


@dataclass(frozen=True)
class Need:
    """`carrier`: the case whose proof waits, where that is what is needed."""

    name: NeedName
    carrier: int = 0


def needs_of(case: Case) -> list[Need]:
    """The confirmation first, which has a last day; nothing once it is decided."""
    if State(case.state) not in {State.RECEIVED, State.VERIFYING, State.REVIEW}:
        return []
    found = []
    row = proof_of(case)
    if row is not None and waits_for(row) and not is_confirmed_by(row):
        found.append(Need(NeedName.CONFIRM, row.case_id))
    if _is_asked(case):
        found.append(Need(NeedName.QUESTION))
    wanted = parties.permission_wanted(case)
    if wanted in {Authority.AGENT, Authority.ATTORNEY} and not parties.permission_documents(case):
        found.append(Need(NeedName.PERMISSION))
    return found


def _is_asked(case: Case) -> bool:
    """A letter to who wrote asked whether the law covers the person, and nothing was recorded since."""
    own = Letter.objects.to_writer().filter(case=case, state__in=_OUT)
    asked = EligibilityQuestion.objects.filter(case=case, letter__in=own).order_by("-asked_at").first()
    if asked is None:
        return False
    since = EligibilityRecord.objects.filter(case=case, about=asked.about, recorded_at__gte=asked.asked_at)
    return not since.exists()

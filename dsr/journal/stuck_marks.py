"""The one mark by which a case shows that a person must act: what may set it, and what may take it away.

Who ends one thing speaks of no other: what else was given up is shown in its place.
"""

from django.db.models import Q

from dsr.lifecycle import WAITS_FOR_STAFF, State
from dsr.models import Case, DueWork, Letter, Step
from dsr.models.due_work import WorkName
from dsr.models.letter import LetterState
from dsr.reasons import MAIL

_ON_ITS_WAY = (LetterState.WRITTEN, LetterState.SENDING, LetterState.UNCERTAIN)
_IN_STEPS = (WorkName.PREVIEW, WorkName.STEP, WorkName.ASK_OWNER)


def mark_after(case: Case, target: State, mark: str) -> str:
    """What stands on the case, which goes on to `target`, where this mark is set, or taken away as an empty one.

    The mail server's failure, which the next letter that it takes ends, hides nothing that only a person ends.
    """
    if mark in MAIL and case.stuck and case.stuck not in MAIL:
        return case.stuck
    return mark or (reason_left(case.pk, target) if case.stuck else "")


def reason_left(case_id: int, state: State) -> str:
    """Why the newest work on this case was given up, or a letter is tried in vain, if it is to be done yet; or ""."""
    if state in {State.CLOSED, State.FORGOTTEN}:  # nothing of it is done any more
        return ""
    rows = DueWork.objects.shown().filter(case_id=case_id).exclude(name=WorkName.EVENT)
    letters = Letter.objects.filter(case_id=case_id, state__in=_ON_ITS_WAY)
    steps = Step.objects.unsettled().filter(case_id=case_id)
    is_over = Q(name=WorkName.SEND) & ~Q(target__in=letters.values("pk"))
    is_over |= Q(name__in=_IN_STEPS) & ~Q(target__in=steps.values("pk"))
    if state is not State.WORKING:
        is_over |= Q(name=WorkName.STEP)
    if state in WAITS_FOR_STAFF:  # what the machine was to do next is for the person to say
        is_over |= Q(name=WorkName.ADVANCE)
    found = rows.exclude(is_over).order_by("-given_up_at", "-pk").values_list("reason", flat=True)
    return found.first() or ""


def unmarked_cases() -> list[tuple[int, str]]:
    """The cases, by id, on which something was given up and nothing shows it, each with the reason."""
    given_up = DueWork.objects.stuck().exclude(case=None).exclude(name=WorkName.EVENT).values("case_id")
    found = Case.objects.filter(pk__in=given_up, stuck="").order_by("pk").values_list("pk", "state")
    reasons = ((case_id, reason_left(case_id, State(state))) for case_id, state in found)
    return [(case_id, reason) for case_id, reason in reasons if reason]

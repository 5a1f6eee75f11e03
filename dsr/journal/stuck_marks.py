"""The one mark by which a case shows that a person must act: what may set it, and what may take it away.

Who ends one thing speaks of no other: what else was given up is shown in its place.
"""

from django.db.models import Q, QuerySet

from dsr.lifecycle import WAITS_FOR_STAFF, State
from dsr.models import Bundled, Case, DueWork, Letter, Step
from dsr.models.due_work import WorkName
from dsr.models.letter import ON_ITS_WAY
from dsr.reasons import MAIL

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
    if state is State.FORGOTTEN:
        return ""
    whole = Letter.objects.filter(bundle__in=_bundles_shown_at(case_id), state__in=ON_ITS_WAY)
    of_bundle = Q(name=WorkName.SEND, case=None, target__in=whole.values("pk"))
    if state is State.CLOSED:  # nothing of its own is done any more
        return _newest(DueWork.objects.shown().filter(of_bundle))
    rows = DueWork.objects.shown().filter(Q(case_id=case_id) | of_bundle).exclude(name=WorkName.EVENT)
    letters = Letter.objects.filter(case_id=case_id, state__in=ON_ITS_WAY)
    steps = Step.objects.unsettled().filter(case_id=case_id)
    is_over = Q(name=WorkName.SEND, case_id=case_id) & ~Q(target__in=letters.values("pk"))
    is_over |= Q(name__in=_IN_STEPS) & ~Q(target__in=steps.values("pk"))
    if state is not State.WORKING:
        is_over |= Q(name=WorkName.STEP)
    if state in WAITS_FOR_STAFF:  # what the machine was to do next is for the person to say
        is_over |= Q(name=WorkName.ADVANCE)
    return _newest(rows.exclude(is_over))


def _newest(rows: "QuerySet[DueWork]") -> str:
    return rows.order_by("-given_up_at", "-pk").values_list("reason", flat=True).first() or ""


def _bundles_shown_at(case_id: int) -> list[int]:
    """The bundles of which this request shows what became of the letters about all: the first that is kept still."""
    found = []
    for bundle_id in Bundled.objects.filter(case=case_id).values_list("bundle_id", flat=True):
        kept = Bundled.objects.filter(bundle=bundle_id).exclude(case__state=State.FORGOTTEN)
        if kept.values_list("case_id", flat=True).first() == case_id:
            found.append(bundle_id)
    return found


def unmarked_cases() -> list[tuple[int, str]]:
    """The cases, by id, on which something was given up and nothing shows it, each with the reason."""
    stuck = DueWork.objects.stuck().exclude(name=WorkName.EVENT)
    about_all = stuck.filter(case=None, name=WorkName.SEND).values("target")
    whole = Letter.objects.filter(pk__in=about_all).exclude(bundle=None).values("bundle")
    shows = Q(pk__in=stuck.exclude(case=None).values("case_id")) | Q(bundled__bundle__in=whole)
    found = Case.objects.filter(shows, stuck="").order_by("pk").values_list("pk", "state")
    reasons = ((case_id, reason_left(case_id, State(state))) for case_id, state in found)
    return [(case_id, reason) for case_id, reason in reasons if reason]

"""Answers that refer to an earlier response which no longer stands: they come back to a person, with the reason."""

from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from dsr import journal
from dsr.journal import MACHINE, EntryName, Line
from dsr.kinds import base
from dsr.law.correction import C_REPEAT
from dsr.lifecycle import State, Transition
from dsr.models import Case, EarlierResponse, Entry, Item
from dsr.models.due_work import DAILY
from dsr.models.item import Decision
from dsr.reasons import Reason
from dsr.repeats.earlier_responses import why_not_repeated

# What is worked on is looked at again before its letter is written; these have one that is out, or on its way.
_WRITTEN = (State.RESPONDING.value, State.RESPONDED.value)
_UNDOES = (Transition.REOPEN.value, Transition.FAIL_DELIVERY.value)


def show_lost_grounds() -> int:
    """An answer whose earlier response was opened again, came back or turned out wrong goes to a person; how many.

    It goes again until somebody looked, and then as long as the earlier response does not bear it out.
    """
    shown = 0
    for row in _perhaps_lost():
        if _refers_to_earlier(row.case) and (not _is_looked_at(row) or why_not_repeated(row.case)):
            shown += _show(row.case)
    return shown


def _perhaps_lost() -> "QuerySet[EarlierResponse]":
    """The few of which the earlier request moved since, or whose reporting year is no longer said to be complete."""
    undone = Entry.objects.filter(case=OuterRef("earlier"), name__in=_UNDOES).order_by("-number").values("at")[:1]
    rows = EarlierResponse.objects.filter(case__state__in=_WRITTEN, case__stuck="").annotate(
        undone_at=Subquery(undone)
    )
    moved = Q(undone_at__gte=F("case__decided_at"))
    # What is forgotten was right as long as it was there to be looked at.
    year_ended = Q(earlier__compilation__statement__until_version__isnull=False)
    found = rows.filter(moved | year_ended).exclude(earlier__state=State.FORGOTTEN)
    return found.select_related("case", "earlier__compilation").order_by("pk")


def _refers_to_earlier(case: Case) -> bool:
    """Whether what was answered rests on the choice: a request that was answered anew rests on nothing before."""
    kind = base.get(case.kind)
    if kind.items is not None:
        return Item.objects.filter(case=case, decision=Decision.DENY, code=C_REPEAT).exists()
    return bool(case.outcome) and kind.outcome(case.outcome).refers_to_earlier


def _is_looked_at(row: EarlierResponse) -> bool:
    """Whether a person looked since the earlier request was opened again or came back."""
    undone_at = getattr(row, "undone_at", None)
    if undone_at is None or undone_at < (row.case.decided_at or undone_at):
        return True
    return Entry.objects.filter(case=row.case, name=EntryName.TRY_AGAIN, at__gte=undone_at).exists()


@transaction.atomic
def _show(case: Case) -> bool:
    now_stuck = Case.objects.select_for_update(no_key=True).values_list("stuck", flat=True).get(pk=case.pk)
    if now_stuck:
        return False  # a person looks at it already
    line = Line(EntryName.STUCK, {"work": DAILY, "reason": Reason.EARLIER_UNDONE})
    journal.record(case.pk, line, MACHINE, changes={"stuck": Reason.EARLIER_UNDONE})
    return True

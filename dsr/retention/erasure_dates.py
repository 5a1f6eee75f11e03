"""Forgetting on time: what has served is erased, and at the end of the record period a case's key is destroyed.

While something is kept that somebody must look at again, what finds the person stays sealed, and nothing else.
"""

import logging
from collections.abc import Callable

from django.db.models import Exists, OuterRef

from dsr import journal
from dsr.clock import today
from dsr.kinds import base
from dsr.lifecycle import State
from dsr.models import AgencyDirection, Case, Sealed, Step, holds
from dsr.models.case import CaseRows, owes_rest
from dsr.models.sealed_value import SAVED
from dsr.retention import kept_data, record_periods
from dsr.retention.review_dates import open_review, open_reviews
from dsr.steps import reason_name

log = logging.getLogger(__name__)

# By whom it is found again in a system, and who is told what became of it.
_PEOPLE = ("subject", "requester")
# What a look at the systems sealed of the person's rows; the tombstone beside it is a keyed hash.
_LOOKED_UP = "step:"


def forget_due_cases(limit: int = 200) -> int:
    """Forget every case whose period is over, that no hold keeps and that waits for no review; how many."""
    waits = Exists(Step.objects.filter(open_review(), case=OuterRef("pk")))
    forgotten = _each(_over().exclude(waits), limit, journal.forget)
    # A letter tells that a case is whole still.
    whole = Exists(Sealed.objects.filter(case=OuterRef("pk"), name__startswith="letter:"))
    _each(_over().filter(waits).filter(whole), limit, _thin)
    return forgotten


def _over() -> CaseRows:
    ended = Case.objects.ended().filter(record_periods.over_by(today()), forgotten_at=None).exclude(owes_rest())
    return ended.exclude(holds.kept())


def _each(due: CaseRows, limit: int, do: Callable[[int], object]) -> int:
    done = 0
    for case_id in list(due.order_by("retain_until").values_list("pk", flat=True)[:limit]):
        try:
            do(case_id)
        except Exception as error:  # one case that fails must not keep the others beyond their time
            log.error("Case %s could not be forgotten (%s).", case_id, type(error).__name__)
        else:
            done += 1
    return done


def _thin(case_id: int) -> None:
    case = Case.objects.get(pk=case_id)
    journal.thin(case_id, needed_for_review(case))


def needed_for_review(case: Case) -> list[str]:
    """What stays sealed, by name, while something is kept for which a review is open; empty when none is."""
    steps = [review.step for review in open_reviews(case)]
    if not steps:
        return []
    directions = AgencyDirection.objects.filter(step__in=steps).values_list("pk", flat=True)
    return [
        *_PEOPLE,
        *(f"{_LOOKED_UP}{step.pk}" for step in steps),
        *(reason_name(step.pk) for step in steps),
        *(kept_data.direction_name(pk) for pk in directions),
    ]


def erase_after_response(case: Case) -> int:
    """Erase what the kind does not keep once the response is out, and what was looked up by it; how much it was.

    What finds the person in a system that keeps something stays until that is looked at again, and all of it while a
    hold keeps the request.
    """
    kept = base.get(case.kind).erased_after_response
    if not kept or holds.is_kept(case.pk):
        return 0
    needed = set(needed_for_review(case))
    held = Sealed.objects.filter(case=case).values_list("name", flat=True)
    names = [name for name in held if (name in kept or name.startswith((_LOOKED_UP, SAVED))) and name not in needed]
    return sum(journal.unseal_one(case.pk, name) for name in names)


def due_for_erasure() -> list[int]:
    """Responded cases that still hold what their kind does not keep, such as those answered on paper."""
    kinds = {kind.code: kind.erased_after_response for kind in base.every() if kind.erased_after_response}
    names = {name for erased in kinds.values() for name in erased}
    held = Sealed.objects.filter(case__kind__in=kinds, case__state=State.RESPONDED, name__in=names)
    held = held.exclude(holds.of_kept_case())
    held = held.exclude(Exists(Step.objects.filter(open_review(), case=OuterRef("case"))), name__in=_PEOPLE)
    return list(held.order_by("case_id").values_list("case_id", flat=True).distinct())


def erase_one(case_id: int) -> int:
    """The same for a case by its id, for the work of the day."""
    return erase_after_response(Case.objects.get(pk=case_id))

"""Forgetting on time: what has served is erased, and at the end of the record period a case's key is destroyed."""

import logging

from dsr import journal
from dsr.clock import today
from dsr.kinds import base
from dsr.lifecycle import State
from dsr.models import Case, Sealed
from dsr.models.case import owes_rest

log = logging.getLogger(__name__)


def forget_due_cases(limit: int = 200) -> int:
    """Forget every case whose period is over and that owes nothing any more; the number that was forgotten."""
    due = Case.objects.ended().filter(retain_until__lt=today(), forgotten_at=None).exclude(owes_rest())
    ids = list(due.order_by("retain_until").values_list("pk", flat=True)[:limit])
    forgotten = 0
    for case_id in ids:
        try:
            journal.forget(case_id)
        except Exception as error:  # one case that fails must not keep the others beyond their time
            log.error("Case %s could not be forgotten (%s).", case_id, type(error).__name__)
        else:
            forgotten += 1
    return forgotten


# What a look at the systems sealed of the person's rows; the tombstone beside it is a keyed hash.
_LOOKED_UP = "step:"


def erase_after_response(case: Case) -> int:
    """Erase what the kind does not keep once the response is out, and what was looked up by it; how much it was."""
    kept = base.get(case.kind).erased_after_response
    if not kept:
        return 0
    held = Sealed.objects.filter(case=case).values_list("name", flat=True)
    names = [name for name in held if name in kept or name.startswith(_LOOKED_UP)]
    return sum(journal.unseal_one(case.pk, name) for name in names)


def due_for_erasure() -> list[int]:
    """Responded cases that still hold what their kind does not keep, such as those answered on paper."""
    kinds = {kind.code: kind.erased_after_response for kind in base.every() if kind.erased_after_response}
    names = {name for erased in kinds.values() for name in erased}
    held = Sealed.objects.filter(case__kind__in=kinds, case__state=State.RESPONDED, name__in=names)
    return list(held.order_by("case_id").values_list("case_id", flat=True).distinct())


def erase_one(case_id: int) -> int:
    """The same for a case by its id, for the work of the day."""
    return erase_after_response(Case.objects.get(pk=case_id))

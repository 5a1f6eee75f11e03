"""Forgetting on time: a case's record is kept for its period, then its key is destroyed."""

import logging

from dsr import journal
from dsr.clock import today
from dsr.models import Case

log = logging.getLogger(__name__)


def forget_due(limit: int = 200) -> int:
    """Forget every case whose period is over; the number that was forgotten."""
    due = Case.objects.ended().filter(retain_until__lt=today(), forgotten_at=None)
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

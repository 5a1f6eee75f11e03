"""Forgetting on time: a case's record is kept for its period, then its key is destroyed."""

from dsr import journal
from dsr.clock import today
from dsr.models import Case


def forget_due(limit: int = 200) -> int:
    """Forget every case whose period is over; the number that was forgotten."""
    due = Case.objects.ended().filter(retain_until__lt=today(), forgotten_at=None)
    ids = list(due.order_by("retain_until").values_list("pk", flat=True)[:limit])
    for case_id in ids:
        journal.forget(case_id)
    return len(ids)

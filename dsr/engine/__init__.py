"""Every transition that the machine may make, one a transaction, until none is left. Only this calls several verbs."""

from dsr import work_queue as work
from dsr.engine.daily_jobs import daily
from dsr.engine.state_handlers import advance
from dsr.engine.work_handlers import do
from dsr.models import DueWork

__all__ = ["advance", "daily", "do", "sweep", "unfinished"]


def sweep() -> int:
    """Find again whatever is due and unclaimed, and ring for it. The guarantee behind the doorbell."""
    overdue = work.due()
    for work_id, name in overdue:
        if not work.ring(work_id, name):
            break
    return len(overdue)


def unfinished() -> int:
    """How many rows of work are not done, for the health page and the daily email."""
    return DueWork.objects.unfinished().count()

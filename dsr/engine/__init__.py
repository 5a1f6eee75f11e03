"""Every transition that the machine may make, one a transaction, until none is left. Only this calls several verbs."""

from dsr import work_queue
from dsr.engine.daily_jobs import run_daily_jobs
from dsr.engine.state_handlers import advance
from dsr.engine.work_handlers import do_work
from dsr.models import DueWork

__all__ = ["advance", "do_work", "run_daily_jobs", "sweep", "unfinished_work"]


def sweep() -> int:
    """Find again whatever is due and was not rung for, or in vain. The guarantee behind the doorbell."""
    return work_queue.ring_again()


def unfinished_work() -> int:
    """How many rows of work are not done, for the health page and the daily email."""
    return DueWork.objects.unfinished().count()

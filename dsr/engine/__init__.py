"""Every transition that the machine may make, one a transaction, until none is left. Only this calls several verbs."""

from dsr import installation, work_queue
from dsr.engine.copied_desk import (
    Waiting,
    let_go_on,
    not_replayed,
    note_gone,
    note_gone_of,
    release,
    settle_gone_letters,
    waiting,
)
from dsr.engine.daily_jobs import run_daily_jobs
from dsr.engine.state_handlers import advance
from dsr.engine.work_handlers import do_work
from dsr.models import DueWork

__all__ = [
    "Waiting",
    "advance",
    "do_work",
    "let_go_on",
    "not_replayed",
    "note_gone",
    "note_gone_of",
    "release",
    "run_daily_jobs",
    "settle_gone_letters",
    "sweep",
    "unfinished_work",
    "waiting",
]


def sweep() -> int:
    """Find again whatever is due and was not rung for, or in vain. The guarantee behind the doorbell.

    A restored copy does nothing; of one that was released, what is known to have gone out is settled.
    """
    installation.look_at_place()
    if installation.is_held():
        return 0
    settle_gone_letters()
    return work_queue.ring_again()


def unfinished_work() -> int:
    """How many rows of work are not done, for the health page and the daily email."""
    return DueWork.objects.unfinished().count()

"""How far this process's clock is from the database's, by which leases and due times are counted."""

import logging
import threading
from datetime import timedelta

from django.db import DatabaseError, connection, transaction

from dsr.clock import now, steady, system
from dsr.models import Installation
from dsr.models.raw_sql import database_time

log = logging.getLogger(__name__)

# A process that is further off takes no work: it would hold rows for too long, or take those that others hold.
LIMIT = timedelta(seconds=10)
_EVERY = 30.0  # seconds, after which it is measured anew
_TOLD = timedelta(days=1)  # for so long the daily email tells of it
_SMALL = timedelta(seconds=1)  # what the question itself may take

_lock = threading.Lock()
_measured: tuple[float, timedelta] | None = None


def clock_difference() -> timedelta:
    """What is to be added to this process's clock; zero on SQLite, which has the same one. A query in 30 seconds."""
    global _measured  # noqa: PLW0603  # one measure for all threads
    if not _is_other_machine():
        return timedelta(0)
    with _lock:
        if _measured is None or steady() - _measured[0] > _EVERY:
            found = _measure()
            if abs(found) > LIMIT:
                _note(found)
            _measured = (steady(), found)
        return _measured[1]


def _is_other_machine() -> bool:
    return connection.vendor == "postgresql"


def _measure() -> timedelta:
    before = system()
    found = database_time()
    after = system()
    difference = found - (before + (after - before) / 2)
    return difference if abs(difference) >= _SMALL else timedelta(0)


def measure_anew() -> None:
    """Forget the measure: the next question asks the database."""
    global _measured  # noqa: PLW0603  # as above
    _measured = None


def _note(difference: timedelta) -> None:
    seconds = round(difference.total_seconds())
    log.error("The clock of this process is %s s off the database's: it takes no work. Set it right (NTP).", -seconds)
    try:
        with transaction.atomic():
            Installation.objects.update(clock_seconds=-seconds, clock_seen_at=now())
    except DatabaseError as error:  # the log has said it
        log.warning("That could not be noted (%s).", type(error).__name__)


def clock_seen_off() -> int:
    """By how many seconds the last process was off that was seen so within a day; 0 where none was."""
    seen = Installation.objects.filter(clock_seen_at__gt=now() - _TOLD).values_list("clock_seconds", flat=True).first()
    return seen or 0


def is_clock_off() -> bool:
    """Whether this process may take no work."""
    return abs(clock_difference()) > LIMIT

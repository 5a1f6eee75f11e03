"""Several at one moment: each in a thread with a connection of its own, and a look at who waits for a lock."""

import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import connection

from tests.patience import PATIENCE

_WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def await_waiting(count: int) -> None:
    """Until so many wait for a lock; on SQLite each waits for the whole database, and nobody can be asked."""
    ends = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while connection.vendor == "postgresql" and time.monotonic() < ends:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # or the transaction sees for ever what it saw first
            cursor.execute(_WAITING)
            if cursor.fetchone()[0] >= count:
                return
            time.sleep(0.02)


def beside(press: Callable[[], Any], came: list[str]) -> threading.Thread:
    """A thread that presses, not begun yet; `came` gets what it met: "done", or the error in words."""

    def run() -> None:
        try:
            press()
            came.append("done")
        except Exception as error:
            came.append(f"{type(error).__name__}: {error}")
        finally:
            connection.close()

    return threading.Thread(target=run)

"""Whether the database answers, asked so that one that hangs holds nobody."""

import logging
import threading
from contextlib import suppress

import psycopg
from django.db import connection

log = logging.getLogger(__name__)

_PATIENCE = 0.8  # seconds

# A few questions at once; more are not asked while those hang.
_asking = threading.BoundedSemaphore(4)


def has_probe_answered() -> bool:
    """On PostgreSQL: a connection of its own is made and answers within a second."""
    return connection.vendor != "postgresql" or has_answered(dict(connection.get_connection_params()))


def has_answered(given: dict[str, object]) -> bool:
    """Whether the server of these parameters answers soon. A server that hangs is not asked by ever more threads."""
    if not _asking.acquire(blocking=False):  # earlier questions still wait for their answers
        return False
    came = threading.Event()
    threading.Thread(target=_ask, args=(given, came), daemon=True).start()
    if came.wait(_PATIENCE):
        return True
    log.warning("The database did not answer in time.")
    return False


def _ask(given: dict[str, object], came: threading.Event) -> None:
    own = {name: value for name, value in given.items() if name in {"host", "port", "user", "password", "dbname"}}
    try:
        with (
            suppress(psycopg.Error),
            psycopg.connect(**own, connect_timeout=2, options="-c statement_timeout=1000") as asked,  # type: ignore[arg-type]
        ):
            asked.execute("SELECT 1")
            came.set()
    finally:
        _asking.release()

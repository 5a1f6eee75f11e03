"""Where the database stands: what a copy of it elsewhere does not have."""

import fcntl
import json
import logging
import os
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection
from django.db.models import Max

from dsr.models import Entry
from dsr.models.raw_sql import cluster_and_database

log = logging.getLogger(__name__)

_known = threading.local()  # the place of this thread's connection, which stays where it is


def place() -> str:
    """PostgreSQL: the cluster and the database in it; SQLite: what the file beside it says; empty: nothing tells.

    On PostgreSQL one query a connection.
    """
    if connection.vendor == "sqlite":
        return str(_read().get("place", ""))
    if getattr(_known, "connection", None) is not connection.connection or connection.connection is None:
        found = cluster_and_database()
        _known.connection, _known.place = connection.connection, found
    return str(_known.place)


def height() -> int:
    """SQLite: the newest entry of the journal that ever stood here, as far as the file beside it was told; else 0."""
    return int(_read().get("entries", 0)) if connection.vendor == "sqlite" else 0


def _file() -> Path:
    return Path(f"{connection.settings_dict['NAME']}.place")


def _read() -> dict[str, str | int]:
    try:
        found = json.loads(_file().read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def note_height(entries: int) -> None:
    """Where the database is a file: how far its journal went. A file that cannot be written is left as it is."""
    if connection.vendor == "sqlite" and entries > height():
        try:
            _write({**_read(), "entries": entries})
        except OSError as error:
            log.warning("What stands beside the database could not be written (%s).", type(error).__name__)


def newest_entry() -> int:
    newest: int = Entry.objects.aggregate(newest=Max("pk"))["newest"] or 0
    return newest


def renew_place() -> str:
    """The place that a released copy is marked in; beside SQLite its file counts from the newest entry of the copy.

    How far the journal of the other desk went holds this one no more.
    """
    if connection.vendor == "sqlite":
        _write({"place": place() or secrets.token_hex(16), "entries": newest_entry()})
    return place()


def make_place(entries: int) -> str:
    """The place that a mark is made of. Beside SQLite a fresh file is written, so that no copy has the same."""
    if connection.vendor == "sqlite":
        _write({"place": secrets.token_hex(16), "entries": entries})
    return place()


def _write(values: dict[str, str | int]) -> None:
    path = _file()
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    draft.write_text(json.dumps(values))
    draft.replace(path)


@contextmanager
def alone(on_wait: Callable[[], object] = lambda: None) -> Iterator[None]:
    """On SQLite nobody else is in here meanwhile, such as between writing the file and the mark."""
    if connection.vendor != "sqlite":
        yield
        return
    with Path(f"{_file()}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            on_wait()
            fcntl.flock(file, fcntl.LOCK_EX)
        yield

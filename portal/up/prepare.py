"""What must be in place before the parts start: the broker, the tables, the demo's data, the static files.

Run as `python -m portal.up.prepare`, a process of its own: it loads Django and takes it along when it ends.
"""

import errno
import hashlib
import io
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import django
import redis
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command, get_commands
from django.core.management.commands.migrate import Command as Migrate
from django.db import DatabaseError, OperationalError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from portal.up import demo
from portal.up.errors import CannotStart
from portal.up.facts import number
from portal.up.supervisor import REFUSED
from portal.up.terminal import Terminal

STAMP = "static.stamp"
FULL = "The disk is full, or the quota of this user is used up: {place}. Make room there, and start again."


def prepare(terminal: Terminal) -> None:
    """Do what is not done yet, one progress line each. Raises CannotStart without a usable database."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        said = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise CannotStart(f"The database of DATABASE_URL cannot be used: {said}") from error
    _database(terminal)
    _place(terminal)
    _keys(terminal)
    if settings.DEMO:
        call_command("index_names", stdout=io.StringIO())  # of a folder of an earlier version
    if settings.DEMO and "load_demo" in get_commands():
        call_command("load_demo")
    connections.close_all()
    _static(terminal)


def await_broker(terminal: Terminal) -> None:
    """Wait for a broker that is not ours to start. Raises CannotStart, without its password, when it stays away."""
    where, patience = _where(settings.REDIS_URL), number("BROKER_PATIENCE_SECONDS", 20)
    began, has_spoken = time.monotonic(), False
    while not _answers(settings.REDIS_URL):
        if time.monotonic() - began > patience:
            raise CannotStart(f"The broker of REDIS_URL does not answer: {where}. Start it, or mend REDIS_URL.")
        if not has_spoken:
            has_spoken = True
            terminal.step("broker", f"does not answer yet at {where}; waiting up to {patience} s for it ...")
        time.sleep(0.5)
    terminal.step("broker", f"answers at {where}")


def _answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=1, socket_timeout=2) as connection:
            return bool(connection.ping())
    except redis.RedisError:
        return False


def _where(url: str) -> str:
    """The broker's place for a message: host and port or socket, never its password."""
    parts = urlsplit(url)
    return parts.path if parts.scheme == "unix" else f"{parts.hostname or 'localhost'}:{parts.port or 6379}"


def _database(terminal: Terminal) -> None:
    with _alone(terminal):
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if waiting:
            terminal.step("database", f"{len(waiting)} migrations ...")
        # Also when none is waiting: the reference data is brought up to date after every migrate.
        call_command(Migrate(), interactive=False, verbosity=0, skip_checks=True)
    terminal.step("database", "ready")


@contextmanager
def _alone(terminal: Terminal) -> Iterator[None]:
    """Of several starts at once on one database one makes the tables; the others wait for it."""
    from dsr import installation  # noqa: PLC0415  (it reads models, which exist only now)

    with installation.table_turn(
        partial(terminal.step, "database", "another start makes its tables; waiting for it ...")
    ):
        yield


def _keys(terminal: Terminal) -> None:
    """Every key leaves its mark at its first start. With one that is wrong or lost nothing starts."""
    from dsr import key_marks  # noqa: PLC0415  (it reads models, which exist only now)

    key_marks.leave_key_marks()
    problems = key_marks.key_problems()
    if fatal := [problem.words for problem in problems if problem.is_fatal]:
        raise CannotStart("\n".join([*fatal, "If it is gone for good: manage.py keys --help"]))
    for problem in problems:
        terminal.step("keys", problem.words)


def _place(terminal: Terminal) -> None:
    """A database without a mark is marked. A restored copy starts, and waits."""
    from dsr import installation  # noqa: PLC0415  (it reads models, which exist only now)

    installation.look_at_place()
    if words := installation.words_of_hold():
        terminal.step("copy", words)


def _static(terminal: Terminal) -> None:
    stamp, now = settings.VAR_DIR / STAMP, _fingerprint()
    if _read(stamp) == now and settings.STATIC_ROOT.is_dir():
        return
    terminal.step("static", "collecting the style sheets and pictures ...")
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0, skip_checks=True)
    stamp.write_text(now)


def _read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def _fingerprint() -> str:
    """Changes with any static file: its name, size or time of change."""
    facts = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            facts.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return facts.hexdigest()


def is_full(error: Exception) -> bool:
    """Whether there was no room: as the system says it, or SQLite or PostgreSQL."""
    if isinstance(error, OSError):
        return error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
    return any(words in str(error) for words in ("disk is full", "disk I/O error", "No space left on device"))


def main() -> int:
    """Prepare; what is in the way goes to the standard error output alone."""
    terminal = Terminal()
    try:
        django.setup()
        if not demo.is_embedded(os.environ):
            await_broker(terminal)
        prepare(terminal)
    except (CannotStart, ImproperlyConfigured) as error:
        print(error, file=sys.stderr)
        return REFUSED
    except (OSError, DatabaseError) as error:
        if not is_full(error):
            raise
        print(FULL.format(place=settings.VAR_DIR), file=sys.stderr)
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main())

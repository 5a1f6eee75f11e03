"""Two starts on one database wait for each other; a full disk is said in a sentence."""

import errno
import io
import resource
import sqlite3
import sys
import threading
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import OperationalError, connections

from dsr import installation
from portal.up import lock, prepare
from portal.up.errors import CannotStart
from portal.up.terminal import Terminal


@pytest.mark.django_db(transaction=True)
def test_of_two_starts_one_makes_the_tables_and_the_other_waits_and_says_so(capsys) -> None:
    inside, go, order = threading.Event(), threading.Event(), []

    def first() -> None:
        with prepare._alone(Terminal()):
            inside.set()
            go.wait()
            order.append("first")
        connections.close_all()

    thread = threading.Thread(target=first)
    thread.start()
    inside.wait()
    said = Terminal(sys.stdout)
    said.step = lambda _name, _text: go.set()  # type: ignore[method-assign]  # it waits: now the first may end
    with prepare._alone(said):
        order.append("second")
    thread.join()
    assert order == ["first", "second"] and go.is_set()


@pytest.mark.django_db(transaction=True)
def test_a_migrate_waits_for_who_makes_the_tables_and_says_so() -> None:
    """As it is typed by hand: on an empty database two made the same table, and one failed."""
    inside, go, order = threading.Event(), threading.Event(), []

    def first() -> None:
        with installation.table_turn(lambda: None):
            inside.set()
            go.wait()
            order.append("first")
        connections.close_all()

    class Waiting(io.StringIO):
        def write(self, said: str) -> int:
            go.set()  # it says that it waits: now the first may end
            return super().write(said)

    thread = threading.Thread(target=first)
    thread.start()
    inside.wait()
    told = Waiting()
    call_command("migrate", plan=True, stdout=io.StringIO(), stderr=told)
    order.append("second")
    go.set()
    thread.join()
    assert order == ["first", "second"]
    assert "Another migrate makes the tables; waiting for it" in told.getvalue()


def test_a_disk_without_room_is_said_at_the_first_thing_that_is_written(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        with pytest.raises(CannotStart, match=f"Cannot write in {tmp_path}: File too large"):
            lock.take(tmp_path, "127.0.0.1:8000", Terminal())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_what_means_that_there_is_no_room_is_known_and_nothing_else() -> None:
    full = [OSError(errno.ENOSPC, "x"), OSError(errno.EDQUOT, "x"), sqlite3.OperationalError("disk I/O error")]
    full += [
        OperationalError("database or disk is full"),
        OperationalError("could not extend: No space left on device"),
    ]
    assert [prepare.is_full(error) for error in full] == [True] * 5
    assert not prepare.is_full(OSError(errno.EACCES, "x")) and not prepare.is_full(OperationalError("no such table"))

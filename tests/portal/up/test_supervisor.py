"""The supervisor alone, over small programs: who is alive is waited for, who ends says why, who serves stays up."""

import io
import itertools
import os
import select
import selectors
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.up import child, lock
from portal.up.address import Address, claim
from portal.up.child import Program
from portal.up.errors import CannotStart
from portal.up.guard import Guard
from portal.up.readiness import Page
from portal.up.supervisor import SIGNALS, Stopped, Supervisor
from portal.up.terminal import Terminal
from tests.portal.up.desk import free_port, wait

SLEEPS = "import time; time.sleep(3600)"
FAILS = "import sys; print('the disk is full'); sys.exit(7)"


def program(name: str, code: str, ready: Callable[[], bool] = lambda: False, **more: bool) -> Program:
    return Program(name, (sys.executable, "-I", "-S", "-c", code), awaits="its turn", ready=ready, **more)


class Stage:
    """A supervisor with what its terminal shows."""

    def __init__(self, var: Path) -> None:
        self._shown = io.StringIO()
        terminal = Terminal(self._shown)
        self.guard = Guard(lock.take(var, "nowhere", terminal))
        self.supervisor = Supervisor(self.guard, terminal)

    @property
    def shown(self) -> str:
        return self._shown.getvalue()


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setattr(child, "FIRST_PAUSE", 0.01)
    made = Stage(tmp_path)
    yield made
    made.supervisor.stop()
    made.guard.close()


def test_a_part_that_is_alive_is_waited_for_with_a_word_now_and_then(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It gets ready only after the second word; nothing but patience leads there."""
    monkeypatch.setattr(child, "FIRST_WORD", 0.05)
    word = "is waited for: its turn"
    turns = itertools.count()

    def ready() -> bool:
        assert next(turns) < 100, "It waits without a word."
        return stage.shown.count(word) == 2

    assert stage.supervisor.start([program("slow", SLEEPS, ready)]) == []
    assert "slow      is alive after 0 s and is waited for: its turn" in stage.shown
    assert "slow      ready" in stage.shown


@pytest.mark.parametrize("step", ["run", "start"])
def test_waiting_ends_when_somebody_asks_to_stop(stage: Stage, step: str) -> None:
    code = f"import os, time; os.kill({os.getpid()}, {int(signal.SIGINT)}); time.sleep(100)"
    before = {number: signal.getsignal(number) for number in SIGNALS}
    try:
        stage.supervisor.listen()
        with pytest.raises(Stopped):
            if step == "run":
                stage.supervisor.run(program("slow", code))
            else:
                stage.supervisor.start([program("slow", code)])
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def test_a_part_that_keeps_ending_says_why_and_how_to_go_on(stage: Stage) -> None:
    with pytest.raises(CannotStart) as refused:
        stage.supervisor.start([program("part", FAILS)])
    said = str(refused.value)
    assert "The part failed 3 times in a row: at last it ended by itself with code 7" in said
    assert "    the disk is full\n" in said
    assert "start again: make up" in said
    assert stage.shown.count("ended by itself with code 7; starting it again in") == 2


def test_what_serves_stays_up_when_a_part_behind_it_keeps_ending(stage: Stage) -> None:
    stage.supervisor.start([program("web", SLEEPS, lambda: True)])
    assert stage.supervisor.start([program("worker", FAILS), program("beat", SLEEPS, lambda: True)], serves=True) == [
        "worker"
    ]
    assert "worker    has now failed 3 times in a row. Its last lines:\n    the disk is full\n" in stage.shown
    assert "what else runs stays up" in stage.shown
    stage.supervisor.stop()
    assert "web       stopped" in stage.shown
    assert "beat      stopped" in stage.shown


def test_a_part_killed_for_want_of_memory_is_said_to_be(stage: Stage) -> None:
    with pytest.raises(CannotStart, match=r"signal 9 \(the system does so when memory runs out\), and said nothing"):
        stage.supervisor.start([program("part", "import os; os.kill(os.getpid(), 9)")])


def test_a_part_that_loads_for_long_before_it_fails_is_not_thought_healthy(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "HEALTHY", 0.0)

    def ready() -> bool:
        assert stage.shown.count("starting it again") < 5, "It starts it again and again."
        return False

    with pytest.raises(CannotStart, match="failed 3 times"):
        stage.supervisor.start([program("part", FAILS, ready)])


def test_a_part_that_fails_for_days_is_still_tried_on() -> None:
    part = child.Child(program("part", FAILS), Terminal(io.StringIO()), selectors.DefaultSelector())
    part.failures = 5000
    assert part.plan_restart() == child.LONGEST_PAUSE


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import sys; print('no database', file=sys.stderr); sys.exit(2)", r"^no database$"),
        ("1 / 0", r"(?s)'step' ended by itself with code 1\. .*ZeroDivisionError.*start again: make up"),
    ],
)
def test_a_step_of_the_start_that_fails_is_refused_in_its_own_words(stage: Stage, code: str, said: str) -> None:
    with pytest.raises(CannotStart, match=said):
        stage.supervisor.run(program("step", code, shows_progress=True))


def test_a_step_of_the_start_is_waited_for_and_its_warnings_are_shown(stage: Stage) -> None:
    stage.supervisor.run(program("step", "import sys; print('a warning', file=sys.stderr)", shows_progress=True))
    assert "step   | a warning\n" in stage.shown


def test_nobody_else_can_take_the_port_before_the_page_answers() -> None:
    address = Address("127.0.0.1", free_port())
    page = Page(address, "https://privacy.example.com")
    with claim(address) as ours:
        with socket.socket() as stranger, pytest.raises(OSError, match="in use"):
            stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            stranger.bind(("127.0.0.1", address.port))
            stranger.listen()
        with pytest.raises(CannotStart, match="in use by another program"):
            claim(address)
        # The question waits in our socket; a server that fails is asked again, one that is well is at work.
        for answer in ("503 Service Unavailable", "200 OK"):
            wait(lambda: not page.answers() and select.select([ours], [], [], 0)[0], lambda: "a question")
            with ours.accept()[0] as asked:
                assert asked.recv(1000) == b"GET /healthz HTTP/1.0\r\nHost: privacy.example.com\r\n\r\n"
                assert not page.answers()
                asked.sendall(f"HTTP/1.1 {answer}\r\n\r\n".encode())
        wait(page.answers, lambda: "the answer to be heard")
    assert not page.answers()

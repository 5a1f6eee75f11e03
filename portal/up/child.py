"""One child process: started on a leash in its own group, restarted later and later, ended with its group."""

import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from portal.up.terminal import Lines, Terminal

LEASH = Path(__file__).with_name("leash.py")
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds before a restart: doubled at each failure in a row
HEALTHY = 30.0  # seconds of life after which earlier failures are forgotten


@dataclass(frozen=True)
class Program:
    """What to run. `ready` tells whether it is at work; `stops` is its turn at the stop, lowest first."""

    name: str
    arguments: tuple[str, ...]
    ready: Callable[[], bool]
    stops: int
    stop_limit: float  # seconds to stop in good order before it is killed
    environment: dict[str, str] = field(default_factory=dict)
    before: Callable[[], None] = lambda: None
    noise: tuple[str, ...] = ()


class Child:
    """A program with the process that runs it now, if any."""

    def __init__(self, program: Program, terminal: Terminal, selector: selectors.BaseSelector) -> None:
        self.program = program
        self.is_ready = False
        self.failures = 0
        self.restart_at = 0.0
        self._terminal = terminal
        self._selector = selector
        self._process: subprocess.Popen[bytes] | None = None
        self._lines = Lines(program.noise)
        self._started_at = 0.0

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self, pipe: int) -> None:
        """Start the process; `pipe` is the watchdog's, on which the leash registers it."""
        self.program.before()
        self._started_at = time.monotonic()
        leash = (sys.executable, "-I", "-S", str(LEASH), str(pipe), str(os.getpid()))
        self._process = subprocess.Popen(  # noqa: S603
            (*leash, *self.program.arguments),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, **self.program.environment},
            pass_fds=(pipe,),
            start_new_session=True,
        )
        assert self._process.stdout is not None
        os.set_blocking(self._process.stdout.fileno(), False)
        self._selector.register(self._process.stdout, selectors.EVENT_READ, self)

    def probe(self) -> bool:
        """Whether the program is at work; once it was, until it ends."""
        self.is_ready = self.is_ready or (self._process is not None and self.program.ready())
        return self.is_ready

    def pump(self) -> None:
        """Show what it has written since."""
        if self._process is None or self._process.stdout is None:
            return
        data = b""
        try:
            while chunk := os.read(self._process.stdout.fileno(), 65536):
                data += chunk
        except BlockingIOError:
            pass
        else:
            # The end: nobody holds the other side any more.
            if self._process.stdout in self._selector.get_map():
                self._selector.unregister(self._process.stdout)
        for line in self._lines.feed(data):
            self._terminal.line(self.program.name, line)

    def ended(self) -> tuple[int, int] | None:
        """Its process id and exit code when it has ended; whatever is left of its group is killed then."""
        if self._process is None or (code := self._process.poll()) is None:
            return None
        pid = self._process.pid
        _kill_group(pid)
        self.pump()
        for line in self._lines.feed(b"", last=True):
            self._terminal.line(self.program.name, line)
        if self._process.stdout in self._selector.get_map():
            self._selector.unregister(self._process.stdout)
        self._process.stdout.close()
        self._process, self.is_ready = None, False
        return pid, code

    def plan_restart(self) -> float:
        """Count a failure and return the pause, in seconds, before the next start."""
        if time.monotonic() - self._started_at > HEALTHY:
            self.failures = 0
        pause = min(FIRST_PAUSE * 2**self.failures, LONGEST_PAUSE)
        self.failures += 1
        self.restart_at = time.monotonic() + pause
        return pause

    def ask_to_stop(self) -> None:
        """Ask the leader only: it stops its own workers in good order."""
        if self._process:
            self._process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        if self._process:
            _kill_group(self._process.pid)


def _kill_group(group: int) -> None:
    # macOS answers PermissionError for a group of which only zombies are left.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)

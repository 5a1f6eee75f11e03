"""One child process: started on a leash in its own group, restarted later and later, ended with its group."""

import os
import selectors
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from portal.up.terminal import Lines, Terminal

LEASH = Path(__file__).with_name("leash.py")
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds before a restart: doubled at each failure in a row
HEALTHY = 30.0  # seconds at work after which earlier failures are forgotten
FIRST_WORD, LONGEST_SILENCE = 15.0, 120.0  # seconds of waiting before a word about it: doubled at each word
LAST_LINES = 8  # kept of what a child wrote, to be shown again where it gives up


@dataclass(frozen=True)
class Program:
    """What to run. `ready` tells whether it is at work; `stops` is its turn at the stop, lowest first."""

    name: str
    arguments: tuple[str, ...]
    awaits: str  # what the supervisor waits for until it is at work, in words for a person
    ready: Callable[[], bool] = lambda: False
    stops: int = 0
    stop_limit: float = 20  # seconds to stop in good order before it is killed
    environment: dict[str, str] = field(default_factory=dict)
    before: Callable[[], None] = lambda: None
    noise: tuple[str, ...] = ()
    descriptors: tuple[int, ...] = ()  # open files that it inherits
    shows_progress: bool = False  # its standard output is the terminal's; only its errors are read


class Child:
    """A program with the process that runs it now, if any."""

    def __init__(self, program: Program, terminal: Terminal, selector: selectors.BaseSelector) -> None:
        self.program = program
        self.is_ready = False
        self.failures = 0
        self.restart_at = 0.0
        self.last_lines: deque[str] = deque(maxlen=LAST_LINES)
        self._terminal = terminal
        self._selector = selector
        self._process: subprocess.Popen[bytes] | None = None
        self._lines = Lines(program.noise)
        self._started_at = self._ready_at = self._ended_at = 0.0
        self._next_word = FIRST_WORD

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self, pipe: int) -> None:
        """Start the process; `pipe` is the watchdog's, on which the leash registers it."""
        self.program.before()
        self.last_lines.clear()
        self._started_at, self._ready_at, self._next_word = time.monotonic(), 0.0, FIRST_WORD
        leash = (sys.executable, "-I", "-S", str(LEASH), str(pipe), str(os.getpid()))
        read, write = os.pipe()
        try:
            self._process = subprocess.Popen(  # noqa: S603
                (*leash, *self.program.arguments),
                stdin=subprocess.DEVNULL,
                stdout=None if self.program.shows_progress else write,
                stderr=write,
                env={**os.environ, **self.program.environment},
                pass_fds=(pipe, *self.program.descriptors),
                start_new_session=True,
            )
        finally:
            os.close(write)
        self._output = os.fdopen(read, "rb", buffering=0)
        os.set_blocking(read, False)
        self._selector.register(self._output, selectors.EVENT_READ, self)

    def probe(self) -> bool:
        """Whether the program is at work; once it was, until it ends."""
        if not self.is_ready and self._process is not None and self.program.ready():
            self.is_ready, self._ready_at = True, time.monotonic()
        return self.is_ready

    def waited(self) -> float | None:
        """The seconds since its start when a word about the waiting is due: now and then, later and later."""
        seconds = time.monotonic() - self._started_at
        if self._process is None or self.is_ready or seconds < self._next_word:
            return None
        self._next_word = seconds + min(seconds, LONGEST_SILENCE)
        return seconds

    def pump(self) -> None:
        """Show what it has written since."""
        if self._process is None:
            return
        data = b""
        try:
            while chunk := os.read(self._output.fileno(), 65536):
                data += chunk
        except BlockingIOError:
            pass
        else:
            # The end: nobody holds the other side any more.
            self._unregister()
        self._show(self._lines.feed(data))

    def _show(self, lines: list[str]) -> None:
        self.last_lines.extend(lines)
        for line in lines:
            self._terminal.line(self.program.name, line)

    def _unregister(self) -> None:
        if self._output in self._selector.get_map():
            self._selector.unregister(self._output)

    def ended(self) -> tuple[int, int] | None:
        """Its process id and exit code when it has ended; whatever is left of its group is killed then."""
        if self._process is None or (code := self._process.poll()) is None:
            return None
        pid = self._process.pid
        _kill_group(pid)
        self.pump()
        self._show(self._lines.feed(b"", last=True))
        self._unregister()
        self._output.close()
        self._process, self.is_ready, self._ended_at = None, False, time.monotonic()
        return pid, code

    def plan_restart(self) -> float:
        """Count a failure and return the pause, in seconds, before the next start."""
        # Time spent in loading is no sign of health: on a slow machine a faulty part needs long to fail.
        if self._ready_at and self._ended_at - self._ready_at > HEALTHY:
            self.failures = 0
        doubled = 1 << min(self.failures, 10)  # after a thousand failures it would be no number of seconds any more
        pause = min(FIRST_PAUSE * doubled, LONGEST_PAUSE)
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

"""Starts the children in order, restarts those that end, and stops them in order."""

import selectors
import signal
import time
from collections.abc import Callable
from types import FrameType

from portal.up import CannotStart
from portal.up.child import Child, Program
from portal.up.guard import Guard
from portal.up.terminal import Terminal

START_LIMIT = 60.0  # seconds for a part to be at work at the first start
START_FAILURES = 3  # ends in a row before it ever was at work: the set-up is at fault, not chance
OFTEN = 5  # failures in a row from which on the person is told to look
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """A person or the system asked to stop. Not an Exception, so that no step of the start swallows it."""


class Supervisor:
    """One thread, one loop. Signals only set `asked`; outside the loop they interrupt the step under way."""

    def __init__(self, guard: Guard, terminal: Terminal) -> None:
        self._guard = guard
        self._terminal = terminal
        self._selector = selectors.DefaultSelector()
        self._children: list[Child] = []
        self._asked = 0
        self._in_step = False

    def listen(self) -> None:
        """Take Ctrl-C, SIGTERM and a closed terminal as the wish to stop."""
        for number in SIGNALS:
            signal.signal(number, self._on_signal)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._asked += 1
        if self._in_step:
            self._in_step = False
            raise Stopped

    def step(self, work: Callable[[], None]) -> None:
        """Do one step of the start in this process; a wish to stop interrupts it."""
        self._in_step = True
        try:
            self._heed()
            work()
        finally:
            self._in_step = False

    def _heed(self) -> None:
        if self._asked:
            raise Stopped

    def start(self, programs: list[Program]) -> None:
        """Start the programs in this order and wait until all of them are at work."""
        fresh = [Child(program, self._terminal, self._selector) for program in programs]
        began = time.monotonic()
        for child in fresh:
            self._children.append(child)
            child.start(self._guard.pipe)
        waiting = fresh
        while waiting:
            self._heed()
            self._turn(0.05)
            for child in [child for child in waiting if child.probe()]:
                self._terminal.step(child.program.name, f"ready ({time.monotonic() - began:.1f} s)")
                waiting = [other for other in waiting if other is not child]
            self._refuse(waiting, time.monotonic() - began)

    def _refuse(self, waiting: list[Child], seconds: float) -> None:
        for child in waiting:
            if child.failures >= START_FAILURES:
                raise CannotStart(f"The {child.program.name} ends as soon as it starts; its own lines above say why.")
            if seconds > START_LIMIT:
                raise CannotStart(f"The {child.program.name} was not at work within {START_LIMIT:.0f} s.")

    def keep(self) -> None:
        """Keep everything running until somebody asks to stop."""
        while not self._asked:
            settled = all(child.is_ready for child in self._children)
            self._turn(0.5 if settled else 0.1)
            for child in self._children:
                if not child.is_ready and child.pid and child.probe():
                    self._terminal.step(child.program.name, "is at work again")

    def _turn(self, seconds: float) -> None:
        """One turn: show lines, note who ended, start again whose pause is over."""
        for key, _events in self._selector.select(seconds):
            key.data.pump()
        self._guard.check([child.pid for child in self._children if child.pid])
        for child in self._children:
            if child.pid is None and not self._asked and time.monotonic() >= child.restart_at:
                child.start(self._guard.pipe)
            elif (end := child.ended()) is not None:
                self._guard.forget(end[0])
                self._announce(child, end[1], child.plan_restart())

    def _announce(self, child: Child, code: int, pause: float) -> None:
        how = f"was ended by signal {-code}" if code < 0 else f"ended by itself with code {code}"
        self._terminal.step(child.program.name, f"{how}; starting it again in {pause:g} s")
        if child.failures >= OFTEN:
            text = f"has now failed {child.failures} times in a row; its lines above say why. Trying on."
            self._terminal.step(child.program.name, text)

    def stop(self) -> None:
        """Stop in order, each within its limit; a second wish to stop ends everything at once."""
        asked = self._asked
        for turn in sorted({child.program.stops for child in self._children}):
            batch = [child for child in self._children if child.program.stops == turn and child.pid]
            for child in batch:
                child.ask_to_stop()
            began = time.monotonic()
            while batch:
                for key, _events in self._selector.select(0.05):
                    key.data.pump()
                for child in batch:
                    if self._asked > asked or time.monotonic() - began > child.program.stop_limit:
                        child.kill()
                batch = [child for child in batch if not self._gone(child, began)]

    def _gone(self, child: Child, began: float) -> bool:
        end = child.ended()
        if end is None:
            return False
        self._guard.forget(end[0])
        how = "killed" if end[1] == -signal.SIGKILL else "stopped"
        self._terminal.step(child.program.name, f"{how} ({time.monotonic() - began:.1f} s)")
        return True

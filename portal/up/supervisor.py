"""Starts the children in order, restarts those that end, and stops them in order."""

import os
import selectors
import signal
import time
from types import FrameType

from portal.up.child import Child, Program
from portal.up.errors import CannotStart
from portal.up.guard import Guard
from portal.up.terminal import Kept, Terminal

START_FAILURES = 3  # ends in a row before it ever was at work: the set-up is at fault, not chance
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
REFUSED = 2  # the exit code of a program that says itself what is wrong and the way out
TRIED_ON = "    It is tried on, and what else runs stays up. Mend what it names; Ctrl-C stops everything."
GO_ON = "Mend what it names, then start again: make up (manage.py up --verbose shows every line)"


class Stopped(BaseException):
    """A person or the system asked to stop. Not an Exception, so that no step of the start swallows it."""


class Supervisor:
    """One thread, one loop. Signals only set `asked`.

    A part that is alive is waited for without end, with a word now and then; only one that ends is at fault.
    """

    def __init__(self, guard: Guard, terminal: Terminal) -> None:
        self._guard = guard
        self._terminal = terminal
        self._selector = selectors.DefaultSelector()
        self._children: list[Child] = []
        self._needed: list[Child] = []  # without these the start has failed
        self._asked = 0

    def listen(self) -> None:
        """Take Ctrl-C, SIGTERM and a closed terminal as the wish to stop."""
        for number in SIGNALS:
            signal.signal(number, self._on_signal)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._asked += 1

    def _heed(self) -> None:
        if self._asked:
            raise Stopped

    def run(self, program: Program) -> None:
        """Run a program to its end; a wish to stop ends it. Raises CannotStart with its own words when it fails."""
        kept = Kept()
        child = Child(program, kept, self._selector)
        child.start(self._guard.pipe)
        try:
            while (end := child.ended()) is None:
                self._heed()
                self._turn(0.05)
                self._speak_of(child)
        except BaseException:
            child.kill()
            while (end := child.ended()) is None:
                time.sleep(0.01)
            self._guard.forget(end[0])
            raise
        self._guard.forget(end[0])
        if end[1] == REFUSED:
            raise CannotStart("\n".join(kept.lines))
        if end[1]:
            raise CannotStart(_why(child, f"The step '{program.name}' {_ending(end[1])}", GO_ON))
        for line in kept.lines:
            self._terminal.line(program.name, line)

    def start(self, programs: list[Program], serves: bool = False) -> list[str]:
        """Start the programs in this order and wait until all of them are at work.

        `serves`: what was started before serves people already. A part that ends again and again before it was at
        work raises CannotStart; where something serves, it is tried on instead, and its name is in what is returned.
        """
        waiting = [Child(program, self._terminal, self._selector) for program in programs]
        began = time.monotonic()
        self._needed = [] if serves else list(waiting)
        for child in waiting:
            self._children.append(child)
            child.start(self._guard.pipe)
        lacking: list[str] = []
        while waiting:
            self._heed()
            self._turn(0.05)
            for child in list(waiting):
                if child.probe():
                    self._terminal.step(child.program.name, f"ready ({time.monotonic() - began:.1f} s)")
                    waiting.remove(child)
                elif child.failures >= START_FAILURES:
                    waiting.remove(child)
                    lacking.append(child.program.name)
        self._needed = []
        return lacking

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
            else:
                self._speak_of(child)

    def _speak_of(self, child: Child) -> None:
        seconds = child.waited()
        if seconds is not None:
            text = f"is alive after {seconds:.0f} s and is waited for: {child.program.awaits}{_busy()}"
            self._terminal.step(child.program.name, text)

    def _announce(self, child: Child, code: int, pause: float) -> None:
        """Say that it ended. Raises CannotStart where the start needs it and it has ended too often."""
        name, often = child.program.name, f"{child.failures} times in a row"
        if child in self._needed and child.failures >= START_FAILURES:
            raise CannotStart(_why(child, f"The {name} failed {often}: at last it {_ending(code)}", GO_ON))
        self._terminal.step(name, f"{_ending(code)}; starting it again in {pause:g} s")
        if child.failures % START_FAILURES == 0:
            self._terminal.step(name, _why(child, f"has now failed {often}", TRIED_ON))

    def stop(self) -> None:
        """Stop in order, each within its limit; a second wish to stop ends everything at once."""
        asked = self._asked
        if any(child.pid for child in self._children):
            self._terminal.say("Stopping ... (Ctrl-C again ends everything at once)")
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


def _ending(code: int) -> str:
    if code == -signal.SIGKILL:
        return "was ended by signal 9 (the system does so when memory runs out)"
    return f"was ended by signal {-code}" if code < 0 else f"ended by itself with code {code}"


def _why(child: Child, words: str, go_on: str) -> str:
    """Words, the last lines of the child where it left any, and how to go on."""
    if not child.last_lines:
        return f"{words}, and said nothing.\n{go_on}"
    return "\n".join([f"{words}. Its last lines:", *(f"    {line}" for line in child.last_lines), go_on])


def _busy() -> str:
    """How busy the machine is, where that is why one waits."""
    load, processors = os.getloadavg()[0], os.cpu_count() or 1
    return f" (the machine is busy: load {load:.0f} on {processors} processors)" if load > processors else ""

"""The supervisor's end of the watchdog's pipe."""

import os
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

WATCHDOG = Path(__file__).with_name("watchdog.py")


class Guard:
    """A running watchdog. It outlives the supervisor by the seconds it takes to end what was left."""

    def __init__(self, lock: int) -> None:
        self._lock = lock
        self._start()

    def _start(self) -> None:
        theirs, self.pipe = os.pipe()
        self._process = subprocess.Popen(  # noqa: S603
            (sys.executable, "-I", "-S", str(WATCHDOG)),
            stdin=theirs,
            stdout=subprocess.DEVNULL,
            # It holds the lock too, so that no new start comes between the remains of a killed one.
            pass_fds=(self._lock,),
            start_new_session=True,
        )
        os.close(theirs)

    def check(self, groups: Iterable[int]) -> None:
        """Put another watchdog in the place of one that was killed, and tell it of the groups alive."""
        if self._process.poll() is None:
            return
        os.close(self.pipe)
        self._start()
        os.write(self.pipe, b"".join(b"+%d\n" % group for group in groups))

    def forget(self, group: int) -> None:
        """A group is gone: its number may soon belong to somebody else."""
        # When the watchdog was killed, check() starts another one, which never heard of the group.
        with suppress(BrokenPipeError):
            os.write(self.pipe, b"-%d\n" % group)

    def close(self) -> None:
        """Let the watchdog end: it kills what is still on its list."""
        os.close(self.pipe)
        self._process.wait()

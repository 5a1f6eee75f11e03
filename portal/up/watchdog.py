"""Ends every process group of a supervisor that died: it reads a pipe that closes with the supervisor.

Run as `python -I -S watchdog.py` with the pipe as standard input: lines `+GROUP` and `-GROUP`.
"""

import os
import signal
import sys
import time
from contextlib import suppress

GRACE = 4.0  # seconds from the request to stop until the kill; all must be gone within 10


def _signal(group: int, number: int) -> bool:
    """Whether the group still had a process."""
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return False
    except PermissionError:  # macOS says so of a group of which only zombies are left
        return False
    return True


def _end(groups: set[int]) -> None:
    for group in groups:
        # Only the leader is asked: it stops its own workers in good order.
        with suppress(ProcessLookupError):
            os.kill(group, signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    while time.monotonic() < deadline and any(_signal(group, 0) for group in groups):
        time.sleep(0.05)
    for group in groups:
        _signal(group, signal.SIGKILL)


def main() -> None:
    """Keep the list of groups until the pipe ends, then end whoever is still on it."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    groups: set[int] = set()
    for line in sys.stdin:
        (groups.add if line[0] == "+" else groups.discard)(int(line[1:]))
    _end(groups)


main()

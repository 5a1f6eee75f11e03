"""One instance for one var/: a lock file, held by the supervisor and by its watchdog."""

import fcntl
import os
import time
from pathlib import Path

from portal.up.errors import CannotStart
from portal.up.terminal import Terminal

NAME = "up.lock"
# The watchdog of a killed supervisor ends everything within 5 s, and on a busy machine later; until then it holds the
# lock. A word is due when that takes long.
SILENCE, PATIENCE = 3.0, 120.0


def take(var: Path, address: str, terminal: Terminal) -> int:
    """Lock var/ and write who holds it. Returns the open file; closing it everywhere frees the lock."""
    try:
        handle = os.open(var / NAME, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise CannotStart(f"Cannot write in {var}: {error.strerror}. Mend it, and start again.") from error
    began, has_spoken = time.monotonic(), False
    while not _locked(handle):
        holder, _space, where = os.pread(handle, 200, 0).decode(errors="replace").strip().partition(" ")
        alive, waited = holder.isdigit() and _alive(int(holder)), time.monotonic() - began
        if alive or waited > PATIENCE:
            os.close(handle)
            raise CannotStart(_taken(var, holder, where))
        if waited > SILENCE and not has_spoken:
            has_spoken = True
            terminal.say(
                f"Waiting until what is left of process {holder or 'unknown'}, which was killed, has ended ..."
            )
        time.sleep(0.1)
    try:
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()} {address}\n".encode(), 0)
    except OSError as error:  # the disk is full
        os.close(handle)
        raise CannotStart(f"Cannot write in {var}: {error.strerror}. Make room there, and start again.") from error
    return handle


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _taken(var: Path, holder: str, where: str) -> str:
    return (
        f"Daylight is already running in {var}: process {holder or 'unknown'}, at http://{where}.\n"
        f"Use that one, or stop it first: Ctrl-C in its terminal, or: kill {holder or 'that process'}\n"
        "For a second one beside it: DAYLIGHT_VAR=/another/folder LISTEN=127.0.0.1:8001 make up"
    )

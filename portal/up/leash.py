"""A child's first breath, before it becomes its program: tied to the supervisor's life, told to the watchdog.

Run as `python -I -S leash.py PIPE SUPERVISOR PROGRAM ARGUMENT...`; it replaces itself by the program.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # prctl(2), Linux only


def main() -> None:
    """Register this process group, ask for a signal when the supervisor dies, and become the program."""
    pipe, supervisor, program = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    os.write(pipe, b"+%d\n" % os.getpid())
    # The pipe's end is the watchdog's sign: no child may hold it open.
    os.close(pipe)
    # Python ignores SIGPIPE, and programs inherit that; give them what a shell would.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    if os.getppid() != supervisor:
        sys.exit(0)
    os.execv(program[0], program)  # noqa: S606


main()

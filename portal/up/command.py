"""The command `manage.py up`: its options, the order of the start, and what is said at the end of it."""

import os
import sys
import time
from argparse import ArgumentParser

from portal.demo import DEMO_EMAIL, DEMO_PASSWORD, MAILBOX_PATH
from portal.up import address, demo, facts, lock, programs
from portal.up.errors import CannotStart
from portal.up.facts import Facts
from portal.up.guard import Guard
from portal.up.supervisor import Stopped, Supervisor
from portal.up.terminal import Terminal

HELP = "Start web, worker, beat and, in the demo, an embedded broker; Ctrl-C stops them in order."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--verbose", action="store_true", help="show every line of every part, not only warnings")


def main(argv: list[str]) -> int:
    """The whole command line, read without Django. 2 when the set-up, not the program, is at fault."""
    parser = ArgumentParser(prog="manage.py up", description=HELP)
    add_arguments(parser)
    options = parser.parse_args(argv[2:])
    try:
        demo.prepare_demo(argv, os.environ)
        run(options.verbose)
    except CannotStart as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def run(shows_all: bool) -> None:
    """Start everything, keep it running until somebody asks to stop, and stop it. Raises CannotStart."""
    began, terminal = time.monotonic(), Terminal(sys.stdout)
    known = facts.read_facts(os.environ, shows_all)
    held = lock.take(known.var, str(known.listen), terminal)
    listener = address.claim(known.listen)
    guard = Guard(held)
    supervisor = Supervisor(guard, terminal)
    supervisor.listen()
    try:
        lacking = _start(supervisor, terminal, known, listener.fileno())
        terminal.say(_welcome(known, time.monotonic() - began, lacking))
        supervisor.keep()
    except Stopped:
        pass
    finally:
        # Whoever comes now is turned away at once instead of waiting for a server that goes.
        listener.close()
        supervisor.stop()
        guard.close()
        if known.socket:
            programs.clear(known.socket.parent)
    terminal.say("Stopped.")


def _start(supervisor: Supervisor, terminal: Terminal, known: Facts, listener: int) -> list[str]:
    terminal.say(f"Starting Daylight {f'(demo; its data is in {known.var})' if known.is_demo else ''}".rstrip())
    if known.socket:
        supervisor.start([programs.embedded_broker(known, known.socket)])
    supervisor.run(programs.preparation())
    # The page comes first and has the processors to itself; what it takes in waits in rows for the worker.
    supervisor.start([programs.web(known, listener)])
    return supervisor.start(programs.behind_the_page(known), serves=True)


def _welcome(known: Facts, seconds: float, lacking: list[str]) -> str:
    root = known.public_url
    head = f"Ready in {seconds:.1f} s."
    if lacking:
        head = f"The pages are served; not at work yet: {', '.join(lacking)}. What is sent in is kept until then."
    lines = [head, "", f"  Public page   {root}/", f"  Staff desk    {root}/desk/"]
    if known.is_demo:
        lines += [
            f"                sign in as {DEMO_EMAIL} with {DEMO_PASSWORD}",
            f"  Demo mailbox  {root}{MAILBOX_PATH}",
        ]
    return "\n".join([*lines, "", "Press Ctrl-C to stop."])

"""`manage.py up`: starts broker, worker, beat and web, keeps them running, and stops them on Ctrl-C."""

import os
import sys
import time
from argparse import ArgumentParser
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from portal import demo
from portal.up import CannotStart, address, folders, lock, prepare, programs, ready
from portal.up import demo as environment
from portal.up.guard import Guard
from portal.up.supervisor import Stopped, Supervisor
from portal.up.terminal import Terminal


class Command(BaseCommand):
    help = "Start web, worker, beat and, in the demo, an embedded broker; Ctrl-C stops them in order."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--verbose", action="store_true", help="show every line of every part, not only warnings")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        listen = address.read(os.environ.get("LISTEN", ""))
        held = lock.take(folders.var_folder(os.environ), str(listen))
        address.refuse_busy(listen)
        terminal = Terminal(sys.stdout)
        guard = Guard(held)
        supervisor = Supervisor(guard, terminal)
        supervisor.listen()
        try:
            self._start(supervisor, terminal, listen, options["verbose"])
            terminal.say(_welcome(time.monotonic() - began))
            supervisor.keep()
        except Stopped:
            pass
        finally:
            terminal.say("Stopping ... (Ctrl-C again ends everything at once)")
            supervisor.stop()
            guard.close()
            if environment.is_embedded():
                programs.clear(Path(settings.REDIS_URL.removeprefix("unix://")).parent)
        terminal.say("Stopped.")

    def _start(self, supervisor: Supervisor, terminal: Terminal, listen: address.Address, show_all: bool) -> None:
        terminal.say(f"Starting Daylight {f'(demo; its data is in {settings.VAR_DIR})' if settings.DEMO else ''}")
        if environment.is_embedded():
            supervisor.start([programs.embedded_broker(show_all)])
        else:
            supervisor.step(partial(_await_broker, terminal))
        supervisor.step(partial(prepare.prepare, terminal))
        # The page comes first and has the processors to itself; what it takes in waits in rows for the worker.
        supervisor.start([programs.web(show_all, listen)])
        supervisor.start(programs.behind_the_page(show_all))


def _await_broker(terminal: Terminal) -> None:
    deadline = time.monotonic() + programs.number("BROKER_PATIENCE_SECONDS", 20)
    while not ready.broker(settings.REDIS_URL):
        if time.monotonic() > deadline:
            where = ready.where(settings.REDIS_URL)
            raise CannotStart(f"The broker of REDIS_URL does not answer: {where}. Start it, or mend REDIS_URL.")
        time.sleep(0.5)
    terminal.step("broker", f"answers at {ready.where(settings.REDIS_URL)}")


def _welcome(seconds: float) -> str:
    root = settings.PUBLIC_URL
    lines = [f"Ready in {seconds:.1f} s.", "", f"  Public page   {root}/", f"  Staff desk    {root}/desk/"]
    if settings.DEMO:
        lines += [
            f"                sign in as {demo.DEMO_EMAIL} with {demo.DEMO_PASSWORD}",
            f"  Demo mailbox  {root}{demo.MAILBOX_PATH}",
        ]
    return "\n".join([*lines, "", "Press Ctrl-C to stop."])

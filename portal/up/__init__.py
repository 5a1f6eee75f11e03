"""`manage.py up`: broker, worker, beat and web under one supervisor. Read demo.py (the demo's environment),
command.py (the order of the start), programs.py (what is started), supervisor.py (how it is kept running), then
leash.py and watchdog.py (why nothing is left after kill -9). Only prepare.py loads Django, in a process of its own."""

from portal.up.command import HELP, add_arguments, main, run
from portal.up.demo import prepare_demo
from portal.up.errors import CannotStart

__all__ = ["HELP", "CannotStart", "add_arguments", "main", "prepare_demo", "run"]

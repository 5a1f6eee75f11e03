"""A running `manage.py up` of the demo in a folder of its own, seen from outside as a person sees it."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

# Far beyond what the busiest machine needs: who waits this long waits for what will never come.
PATIENCE = 900.0

ROOT = Path(__file__).resolve().parents[3]
OF_PRODUCTION = {
    *(
        "SECRET_KEY",
        "SEALING_KEYS",
        "INDEX_KEY",
        "NAME_KEY",
        "SUPPRESSION_KEY",
        "LINK_KEYS",
        "JOURNAL_KEYS",
        "INSTALLATION_ID",
        "ALLOWED_HOSTS",
        "PUBLIC_URL",
        "DATABASE_URL",
        "REDIS_URL",
    ),
    *("MAIL_FROM", "MAIL_BACKEND", "EMAIL_HOST", "EMAIL_SECURITY", "EMAIL_TIMEOUT"),
    *("DAYLIGHT_DEMO", "DJANGO_SETTINGS_MODULE", "LISTEN", "LOG_LEVEL", "XDG_RUNTIME_DIR"),
}


def environment(var: Path, **more: str) -> dict[str, str]:
    """A newcomer's environment: nothing of Daylight is set but the folder and what the test adds."""
    bare = {name: value for name, value in os.environ.items() if name not in OF_PRODUCTION}
    return {**bare, "DAYLIGHT_VAR": str(var), "LISTEN": f"127.0.0.1:{free_port()}", **more}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def manage(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run one command to its end, both outputs together."""
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command,
        cwd=ROOT,
        env=env,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=PATIENCE,
        check=False,
    )


def wait(happened: Callable[[], object], what: Callable[[], str]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, f"not within {PATIENCE} s: {what()}"
        time.sleep(0.1)


def of_run(var: Path) -> list[psutil.Process]:
    """Every process that has this folder in its environment, or works in it (Valkey wipes its environment)."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.status() == psutil.STATUS_ZOMBIE:
                continue
            inherits = process.environ().get("DAYLIGHT_VAR") == str(var)
            if inherits or Path(process.cwd()).is_relative_to(var):
                found.append(process)
        except psutil.Error:
            continue
    return found


class Desk:
    """One run. `output` is what its terminal shows so far."""

    def __init__(self, var: Path, **more: str) -> None:
        self.var = var
        self.env = environment(var, **more)
        self.listen = self.env["LISTEN"]
        self._log = var.with_suffix(f".{self.listen.rpartition(':')[2]}.log")
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up"],
                cwd=ROOT,
                env=self.env,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def output(self) -> str:
        return self._log.read_text()

    def ready(self) -> "Desk":
        def up_or_over() -> bool:
            return "Press Ctrl-C" in self.output or self.process.poll() is not None

        wait(up_or_over, lambda: f"ready\n{self.output}")
        assert self.process.poll() is None, self.output
        return self

    def says(self, happened: Callable[[], object]) -> None:
        """Wait until it happened; a run that ended meanwhile will not do it any more."""
        wait(lambda: happened() or self.process.poll() is not None, lambda: self.output)
        assert happened(), self.output

    def stopped(self, number: signal.Signals) -> int:
        """Send this signal and wait for the end; the exit code."""
        self.process.send_signal(number)
        wait(lambda: self.process.poll() is not None, lambda: f"the end\n{self.output}")
        return self.process.wait()

    def healthz(self) -> int:
        """The answer's code; 0 for no answer."""
        host, _colon, port = self.listen.rpartition(":")
        connection = http.client.HTTPConnection(host, int(port), timeout=PATIENCE)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()

    def leader(self, part: str) -> psutil.Process:
        """The process that the supervisor started for this part."""
        sign = {"broker": "valkey-server", "web": "gunicorn", "worker": "worker", "beat": "beat"}[part]
        children = psutil.Process(self.process.pid).children()
        return next(child for child in children if re.search(rf"(^|[\s/]){sign}(\s|$)", " ".join(child.cmdline())))

    def end(self) -> None:
        """Whatever the test left behind."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        for process in of_run(self.var):
            process.kill()

"""The second start of the demo until its first page, beside `manage.py check`; and what memory each process keeps."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from bench.measure import row
from bench.processes import ROOT, until
from tests.environment import SCRATCH
from tests.portal.up.desk import free_port

_TURNS = 3
_PAGES = ("/", "/desk/", "/healthz")


def starting(_cases: int) -> str:
    """In turns; the first start, which makes the demo, does not count."""
    times: dict[str, list[float]] = {"start": [], "check": []}
    with _a_start():
        pass
    for _turn in range(_TURNS):
        with _a_start() as (_process, seconds, _port):
            times["start"].append(seconds)
        began = time.perf_counter()
        subprocess.run([sys.executable, "manage.py", "check"], cwd=ROOT, env=_environment(0), check=True, stdout=-3)
        times["check"].append(time.perf_counter() - began)
    return row("second start until the first page", median(times["start"]), median(times["check"]), "manage.py check")


def memory(_cases: int) -> str:
    """The share of each process (PSS) once every one of them has worked, and what is its own alone."""
    lines = [f"{'process':<46} {'PSS':>8}  {'its own':>8}"]
    with _a_start() as (process, _seconds, port):
        for _round in range(8):
            for path in _PAGES:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
                    answer.read()
        time.sleep(3)  # the worker has looked at what is due
        for pid in [process.pid, *children_of(process.pid)]:
            shares = _shares(pid)
            lines.append(f"{_name(pid):<46} {shares['Pss'] / 1024:5.0f} MB  {shares['own'] / 1024:5.0f} MB")
    return "\n".join(lines)


def _environment(port: int) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "DAYLIGHT_DEMO": "1", "DAYLIGHT_VAR": str(SCRATCH / "demo"), "LISTEN": f"127.0.0.1:{port}"}


@contextmanager
def _a_start() -> Iterator[tuple["subprocess.Popen[bytes]", float, int]]:
    """The running demo, and the seconds until its front page was there."""
    port = free_port()
    with (SCRATCH / "demo.log").open("ab") as log:
        began = time.perf_counter()
        command = [sys.executable, "manage.py", "up"]
        process = subprocess.Popen(command, cwd=ROOT, env=_environment(port), stdout=log, stderr=log)
        try:
            until(lambda: _answers(port), "the front page")
            seconds = time.perf_counter() - began
            until((SCRATCH / "demo" / "beat.ready").exists, "all parts")
            yield process, seconds, port
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(120)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def children_of(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += [int(child), *children_of(int(child))]
    return found


def _shares(pid: int) -> dict[str, int]:
    """Kilobytes: shared pages in parts, and pages that are its own."""
    facts = {}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
        name, said, _unit = line.split()
        facts[name.rstrip(":")] = int(said)
    return {"Pss": facts["Pss"], "own": facts["Private_Clean"] + facts["Private_Dirty"]}


def _name(pid: int) -> str:
    words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
    return " ".join(Path(word).name for word in words if word and not word.startswith("-"))[:46]

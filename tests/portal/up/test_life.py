"""One real run of `manage.py up`, from its first start over killed parts to its end and its second start."""

import os
import re
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from portal.up import demo
from tests.portal.up.desk import ROOT, Desk, manage, of_run, wait

PARTS = ("broker", "worker", "beat", "web")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A running demo that the tests of this file share; the last one stops it."""
    running = Desk(tmp_path_factory.mktemp("run") / "var")
    try:
        yield running.ready()
    finally:
        running.end()


def test_it_answers_and_shows_where(desk: Desk) -> None:
    assert desk.healthz() == 200
    said = desk.output
    assert f"http://{desk.listen}/desk/" in said
    assert "officer@example.com" in said
    order = [said.index(f"  {part}") for part in ("broker", "database", "worker")]
    assert order == sorted(order)


def test_a_first_start_gives_no_warnings(desk: Desk) -> None:
    assert " | " not in desk.output, desk.output


def test_keys_sockets_and_folder_are_private(desk: Desk) -> None:
    assert stat.S_IMODE((desk.var / "demo.env").stat().st_mode) == 0o600
    assert stat.S_IMODE(desk.var.stat().st_mode) == 0o700
    sockets = [Path(c.laddr) for c in desk.leader("broker").net_connections("unix") if c.laddr]
    assert sockets
    for path in sockets:
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_only_loopback_listens(desk: Desk) -> None:
    listening = [c for p in of_run(desk.var) for c in p.net_connections("inet") if c.status == "LISTEN"]
    assert {f"{c.laddr.ip}:{c.laddr.port}" for c in listening} == {desk.listen}


def test_a_second_instance_is_refused(desk: Desk) -> None:
    second = manage("up", env=desk.env)
    assert second.returncode == 2
    assert f"already running in {desk.var}: process {desk.process.pid}, at http://{desk.listen}" in second.stdout
    assert "Traceback" not in second.stdout


def test_a_command_works_on_the_demo(desk: Desk) -> None:
    """It finds the database and the keys of the running demo; no new ones are made."""
    environ = {**desk.env, "DAYLIGHT_DEMO": "1"}
    keys = (desk.var / "demo.env").read_bytes()
    demo.prepare_demo(["manage.py", "migrate", "--check"], environ)
    assert environ["DATABASE_URL"] == f"sqlite:///{desk.var}/daylight.sqlite3"
    assert f"SEALING_KEYS={environ['SEALING_KEYS']}\n".encode() in keys
    assert (desk.var / "demo.env").read_bytes() == keys


def test_the_supervisor_stays_slim(desk: Desk) -> None:
    assert psutil.Process(desk.process.pid).memory_info().rss < 30 * 2**20
    loaded = "import sys, portal.up.command; print(*{name.partition('.')[0] for name in sys.modules})"
    said = subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    assert not {"django", "celery", "redis", "dsr"} & set(said.stdout.split())


@pytest.mark.parametrize("part", PARTS)
def test_a_killed_part_comes_back(desk: Desk, part: str) -> None:
    killed = desk.leader(part)
    its_own = {process.pid for process in killed.children(recursive=True)}
    before = desk.output.count(f"{part:<9} is at work again")
    killed.kill()
    desk.says(lambda: desk.output.count(f"{part:<9} is at work again") > before)
    assert re.search(rf"{part:<9} was ended by signal 9 .*; starting it again", desk.output)
    assert desk.leader(part).pid != killed.pid
    assert not its_own & {process.pid for process in of_run(desk.var)}
    desk.says(lambda: desk.healthz() == 200)


def test_stop_is_in_order_and_the_second_start_keeps_the_data(desk: Desk) -> None:
    first, var = desk, desk.var
    keys = (var / "demo.env").read_bytes()
    database = (var / "daylight.sqlite3").stat().st_ino
    assert first.stopped(signal.SIGINT) == 0
    order = [first.output.index(f"{part:<9} stopped") for part in ("web", "worker", "broker")]
    assert order == sorted(order), first.output
    assert first.output.index("beat      stopped") < order[1]
    assert of_run(var) == []

    second = Desk(var).ready()
    assert (var / "demo.env").read_bytes() == keys
    assert (var / "daylight.sqlite3").stat().st_ino == database
    assert "migrations ..." not in second.output
    assert "collecting" not in second.output

    # And the same folder once more, right after a kill that nobody can catch.
    # Supervisor, watchdog, broker, worker with two of its own, beat, web with two of its own.
    second.says(lambda: len(of_run(var)) == 10)
    os.kill(second.process.pid, signal.SIGKILL)
    second.process.wait()
    wait(lambda: of_run(var) == [], lambda: f"everything gone: {of_run(var)}")
    assert second.healthz() == 0

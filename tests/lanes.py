"""What a lane (tests/run.py) asks of pytest: which tests belong to it, and a record of what ran and what did not."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import statements
from tests.patience import PATIENCE

# Much of the suite waits, for a browser, a worker or a server: two for each core keep it busy.
WORKERS = min(8, 2 * (os.cpu_count() or 1))

# What takes longest begins first, so that at the end no worker waits for another.
DEAREST = (
    *("tests/browser/test_axe.py", "tests/stories", "tests/portal/up/test_life.py", "tests/browser"),
    *("tests/portal/up", "tests/dsr/letters/test_composition.py", "tests/order", "tests/house"),
)
# What is costly to start is shared by all tests here: a broker with its workers, a browser, the parsed repository.
TOGETHER = ("tests/browser/test_axe.py", "tests/stories", "tests/browser", "tests/house")

_COMMITS = {"transactional_db", "live_server", "django_db_serialized_rollback"}
_DATABASE = {"db", *_COMMITS}
_COMMITTED = ("commits", True)
SECONDS = "seconds of CPU"
# A line of a record that is of no test: what the private server of MariaDB itself has used.
MARIADB_ITSELF = {"test": "the server of MariaDB", "ended": "stopped"}


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("lanes")
    group.addoption("--record", metavar="FILE", help="append what was collected, and how each test ended")
    group.addoption("--only-here", action="store_true", help="not the tests on a server of the business's database")
    group.addoption("--only-servers", action="store_true", help="only those, and what commits, as locks do")
    group.addoption("--only-needed", metavar="RECORD", help="of these and all others what servers must see after it")


def _write(config: pytest.Config, lines: list[dict[str, Any]]) -> None:
    if config.option.record:
        with Path(config.option.record).open("a") as kept:
            kept.writelines(json.dumps(line) + "\n" for line in lines)


def _uses_database(item: pytest.Item) -> bool:
    return item.get_closest_marker("django_db") is not None or bool(_DATABASE & set(getattr(item, "fixturenames", ())))


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    is_marked = marker is not None and bool(marker.kwargs.get("transaction") or (marker.args and marker.args[0]))
    return is_marked or bool(_COMMITS & set(getattr(item, "fixturenames", ())))


def _first_above(test: str, places: tuple[str, ...]) -> int | None:
    """The place of the first of these files and folders that hold the test."""
    return next((at for at, place in enumerate(places) if test.startswith((f"{place}/", f"{place}::"))), None)


def dearness(test: str) -> int:
    """The place of a test, by its id, among those that begin first."""
    place = _first_above(test, DEAREST)
    return len(DEAREST) if place is None else place


def company(test: str) -> str:
    """What one worker runs as a whole: a place of TOGETHER, else a file."""
    place = _first_above(test, TOGETHER)
    return test.partition("::")[0] if place is None else TOGETHER[place]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    from xdist.scheduler import LoadScopeScheduling

    class InCompany(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return company(nodeid)

    return InCompany(config, log)


def _on_server(item: pytest.Item) -> bool:
    """Whether it asks for a server: for a database of the business (tests/business_database.py), or one to kill."""
    if "postgres" in getattr(item, "fixturenames", ()):
        return True
    given = getattr(getattr(item, "callspec", None), "params", {}).get("business_database", "sqlite")
    return bool(given != "sqlite")


def _belongs(option: Any) -> Callable[[pytest.Item], bool]:
    """Whether a test belongs to this lane."""
    if option.only_needed:
        return _is_needed(Path(option.only_needed))
    if option.only_servers:
        return lambda item: _on_server(item) or _commits(item)
    return (lambda item: not _on_server(item)) if option.only_here else (lambda _item: True)


# What a module has that lets several hands reach for the same row; all of a story is done by processes.
_HANDS = frozenset({"threading", "Thread", "Barrier", "ThreadPoolExecutor", "subprocess", "River"})


def _races(item: pytest.Item) -> bool:
    return bool(_HANDS & set(getattr(getattr(item, "module", None), "__dict__", ())))


def _is_needed(elsewhere: Path) -> Callable[[pytest.Item], bool]:
    """What asks for a server, what was refused or did not pass, what races, and for each statement some tests; for
    each that was committed at least one that commits it."""
    lines = list(read([elsewhere]))
    known = {line["test"] for line in lines if line["ended"] == "passed"}
    needed = statements.needed(lines) | statements.needed([line for line in lines if line.get("commits")], times=1)

    def is_needed(item: pytest.Item) -> bool:
        if not _uses_database(item):
            return _on_server(item)
        is_new = item.nodeid in needed or item.nodeid not in known
        return is_new or _on_server(item) or (_commits(item) and _races(item))

    return is_needed


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    belongs = _belongs(config.option)
    if others := [item for item in items if not belongs(item)]:
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if belongs(item)]
    items.sort(key=lambda item: dearness(item.nodeid))
    # Every worker of a run collects the same; one of them writes it down.
    if os.environ.get("PYTEST_XDIST_WORKER", "gw0") == "gw0" and (
        hasattr(config, "workerinput") or not _shared(config)
    ):
        _write(config, [{"test": item.nodeid, "ended": "collected"} for item in items])


def _seconds_of_cpu() -> float:
    """What this process and the children that it waited for have used."""
    return sum(os.times()[:4])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    began = getattr(item.config, "began", 0.0)
    try:
        return (yield)
    finally:
        item.user_properties.append((SECONDS, round(_seconds_of_cpu() - began, 2)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    item.config.began = _seconds_of_cpu()
    if not item.config.option.record or not _uses_database(item) or not item.config.pluginmanager.has_plugin("django"):
        return (yield)
    if _commits(item):
        item.user_properties.append(_COMMITTED)
    with statements.noted(item):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(call: pytest.CallInfo[None]) -> Iterator[pytest.TestReport]:
    """What a test asked is carried once, and only by a report of which a line is written: there are three a test."""
    report = yield
    is_written = report.failed or report.when == "call"
    report.user_properties = statements.carried(report.user_properties) if is_written else []
    return report


def _shared(config: pytest.Config) -> bool:
    return bool(getattr(config.option, "numprocesses", None))


def _reason(report: pytest.TestReport) -> str:
    said: Any = report.longrepr
    return str(said[2] if isinstance(said, tuple) else said or "").removeprefix("Skipped: ")


class Recorder:
    """Writes how each test ended; only in the process that hears of all of them."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped:
            _write(self.config, [{"test": report.nodeid, "ended": "skipped", "reason": _reason(report)}])
        elif report.failed or report.when == "call":
            asked: dict[str, Any] = {"statements": of} if (of := statements.of(report)) else {}
            commits = {"commits": True} if _COMMITTED in map(tuple, report.user_properties) else {}
            seconds = {name: used for name, used in report.user_properties if name == SECONDS}
            _write(self.config, [{"test": report.nodeid, "ended": report.outcome, **seconds, **asked, **commits}])


class VainWaits:
    """Ends a run, and says so, once tests have waited in vain this often: another hour of it tells nothing more."""

    MOST = 3

    def __init__(self) -> None:
        self.count = 0

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        self.session = session

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.count += report.failed and report.duration >= PATIENCE
        if self.count >= self.MOST:
            self.session.shouldstop = f"{self.count} tests of one process waited {PATIENCE:.0f} s in vain"


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(VainWaits(), "vain_waits")
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Recorder(config), "recorder")


def read(files: list[Path]) -> Iterator[dict[str, Any]]:
    """The lines of these records: test, ended (collected, passed, failed, skipped), the reason when skipped, the
    statements of a test that ran on the database, whether it commits, seconds of CPU. One may be MARIADB_ITSELF."""
    for file in files:
        if file.exists():
            yield from map(json.loads, file.read_text().splitlines())

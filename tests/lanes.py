"""What a lane of `make test` asks of pytest: only tests of the database, and a record of what ran and what did not."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import statements

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


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("lanes")
    group.addoption("--record", metavar="FILE", help="append what was collected, and how each test ended")
    group.addoption("--only-database", action="store_true", help="only the tests that use the database")
    group.addoption("--only-commits", action="store_true", help="only those that commit, as processes and locks do")
    group.addoption(
        "--first", metavar="RECORD", help="with --only-commits: only what asks first for a statement, or races"
    )
    group.addoption("--only-needed", metavar="RECORD", help="only what another database must see after this record")
    group.addoption("--done", metavar="RECORD", help="with --only-needed: what ran on such a database already")


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


def _belongs(option: Any) -> Callable[[pytest.Item], bool]:
    """Whether a test belongs to this lane."""
    if option.only_needed:
        return _is_needed(Path(option.only_needed), Path(option.done or os.devnull))
    if option.only_commits:
        return _is_first(Path(option.first)) if option.first else _commits
    return _uses_database if option.only_database else lambda _item: True


# What a module has that lets several hands reach for the same row.
_HANDS = frozenset({"threading", "Thread", "Barrier", "ThreadPoolExecutor", "subprocess"})


def _races(item: pytest.Item) -> bool:
    return bool(_HANDS & set(getattr(getattr(item, "module", None), "__dict__", ())))


def _is_first(elsewhere: Path) -> Callable[[pytest.Item], bool]:
    """Of what commits: the first that asks for each statement, what was refused, what races, and what is not known."""
    lines = list(read([elsewhere]))
    known = {line["test"] for line in lines if line["ended"] == "passed"}
    commit = {line["test"] for line in lines if line.get("commits")}
    first = statements.needed([line for line in lines if line["test"] in commit], times=1)
    return lambda item: _commits(item) and (item.nodeid in first or item.nodeid not in known or _races(item))


def _is_needed(elsewhere: Path, here: Path) -> Callable[[pytest.Item], bool]:
    lines = list(read([elsewhere]))
    known, done = ({line["test"] for line in part if line["ended"] == "passed"} for part in (lines, read([here])))
    needed = statements.needed(lines, done=done)

    def is_needed(item: pytest.Item) -> bool:
        if "business_database" in getattr(item, "fixturenames", ()) and item.nodeid not in known | done:
            return True  # its server was not there
        if not _uses_database(item) or item.nodeid in done:
            return False
        return item.nodeid in needed or item.nodeid not in known or _commits(item)

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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    if not item.config.option.record or not _uses_database(item) or not item.config.pluginmanager.has_plugin("django"):
        return (yield)
    if _commits(item):
        item.user_properties.append(_COMMITTED)
    with statements.noted(item):
        return (yield)


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
            _write(self.config, [{"test": report.nodeid, "ended": report.outcome, **asked, **commits}])


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Recorder(config), "recorder")


def read(files: list[Path]) -> Iterator[dict[str, Any]]:
    """The lines of these records: test, ended (collected, passed, failed, skipped), the reason when skipped, the
    statements of a test that ran on the database, and whether it commits."""
    for file in files:
        if file.exists():
            yield from map(json.loads, file.read_text().splitlines())

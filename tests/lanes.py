"""What a lane of `make test` asks of pytest: only tests of the database, and a record of what ran and what did not."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

# What takes longest begins first, so that at the end no worker waits for another. The stories stay together: they
# share a worker of their own.
DEAREST = (
    *("tests/browser/test_axe.py", "tests/stories", "tests/portal/up/test_life.py", "tests/browser/test_desk.py"),
    *(
        "tests/browser/test_form.py",
        "tests/portal/up",
        "tests/dsr/letters/test_composition.py",
        "tests/browser",
        "tests/order",
    ),
    *(
        "tests/dsr/disclosures/report/test_tagged_pdf.py",
        "tests/dsr/fulfilment/test_correction_followup.py",
        "tests/dsr/corrections/test_items.py",
    ),
)

_COMMITS = {"transactional_db", "live_server", "django_db_serialized_rollback"}
_DATABASE = {"db", *_COMMITS}


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("lanes")
    group.addoption("--record", metavar="FILE", help="append what was collected, and how each test ended")
    group.addoption("--only-database", action="store_true", help="only the tests that use the database")
    group.addoption("--only-commits", action="store_true", help="only those that commit, as processes and locks do")


def _write(config: pytest.Config, lines: list[dict[str, str]]) -> None:
    if config.option.record:
        with Path(config.option.record).open("a") as kept:
            kept.writelines(json.dumps(line) + "\n" for line in lines)


def _uses_database(item: pytest.Item) -> bool:
    return item.get_closest_marker("django_db") is not None or bool(_DATABASE & set(getattr(item, "fixturenames", ())))


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    is_marked = marker is not None and bool(marker.kwargs.get("transaction") or (marker.args and marker.args[0]))
    return is_marked or bool(_COMMITS & set(getattr(item, "fixturenames", ())))


def dearness(test: str) -> int:
    """The place of a test, by its id, among those that begin first."""
    places = (
        place
        for place, begins in enumerate(DEAREST)
        if test == begins or test.startswith((f"{begins}/", f"{begins}::"))
    )
    return next(places, len(DEAREST))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for is_wanted, belongs in ((config.option.only_database, _uses_database), (config.option.only_commits, _commits)):
        if is_wanted:
            config.hook.pytest_deselected(items=[item for item in items if not belongs(item)])
            items[:] = [item for item in items if belongs(item)]
    items.sort(key=lambda item: dearness(item.nodeid))
    # Every worker of a run collects the same; one of them writes it down.
    if os.environ.get("PYTEST_XDIST_WORKER", "gw0") == "gw0" and (
        hasattr(config, "workerinput") or not _shared(config)
    ):
        _write(config, [{"test": item.nodeid, "ended": "collected"} for item in items])


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
            _write(self.config, [{"test": report.nodeid, "ended": report.outcome}])


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Recorder(config), "recorder")


def read(files: list[Path]) -> Iterator[dict[str, str]]:
    """The lines of these records: test, ended (collected, passed, failed, skipped), and reason when skipped."""
    for file in files:
        if file.exists():
            yield from map(json.loads, file.read_text().splitlines())

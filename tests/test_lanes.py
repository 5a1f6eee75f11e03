"""The record of lanes: a test that ran nowhere is found, and a lane of the database leaves the others out."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import lanes, union
from tests.run import ROOT, environment


def _record(folder: Path, name: str, *lines: tuple[str, str, str]) -> Path:
    file = folder / f"{name}.jsonl"
    texts = (json.dumps({"test": test, "ended": ended, "reason": reason}) for test, ended, reason in lines)
    file.write_text("".join(f"{text}\n" for text in texts))
    return file


def test_a_test_that_ran_in_one_lane_is_not_left_out(tmp_path: Path) -> None:
    first = _record(tmp_path, "a", ("t::x", "collected", ""), ("t::x", "skipped", "no Chromium"))
    second = _record(tmp_path, "b", ("t::x", "collected", ""), ("t::x", "passed", ""))
    assert union.left_out([first, second]) == {}
    assert union.main([str(first), str(second)]) == 0


def test_a_test_that_ran_nowhere_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = _record(tmp_path, "a", ("t::x", "collected", ""), ("t::x", "skipped", "no Chromium"))
    second = _record(tmp_path, "b", ("t::y", "collected", ""), ("t::z", "failed", ""))
    assert union.left_out([first, second]) == {"t::x": "no Chromium", "t::y": "it did not run"}
    assert union.main([str(first), str(second)]) == 1
    assert "no Chromium" in capsys.readouterr().out


def test_no_record_is_no_success(tmp_path: Path) -> None:
    assert union.main([str(tmp_path / "absent.jsonl")]) == 1


def test_what_is_spent_on_mariadb_is_told_and_has_an_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def ended(tests: dict[str, float], server: float) -> int:
        ran = [{"test": f"t::x[{name}]", "ended": "passed", lanes.SECONDS: used} for name, used in tests.items()]
        lines = [*ran, {**lanes.MARIADB_ITSELF, lanes.SECONDS: server}]
        record = tmp_path / "record.jsonl"
        record.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
        return union.main([str(record)])

    others = {"sqlite": 50.0, "postgresql-1": 50.0}
    assert ended({**others, "mariadb": 20.0, "1-mariadb-x": 30.0}, 40.0) == 0
    assert "MariaDB: 2 tests, 90 s of CPU" in capsys.readouterr().out
    assert ended({**others, "mariadb": 20.0, "1-mariadb-x": 30.0}, 40.1) == 1


_PLANTED = """import pytest

def test_good(): pass

def test_bad(): raise ValueError

@pytest.mark.skip(reason='absent')
def test_skipped(): pass

@pytest.fixture
def db(): pass

def test_rows(db): pass

@pytest.fixture
def transactional_db(): pass

def test_commits(transactional_db): pass

@pytest.fixture(params=["sqlite", "mariadb"])
def business_database(): pass

def test_business(business_database): pass
"""


def _recorded(folder: Path, *options: str, more: str = "") -> list[dict[str, str]]:
    """What a planted run writes down, with these options of a lane. `more` is code that the planted file ends with."""
    (folder / "test_planted.py").write_text(f"{_PLANTED}\n{more}\n")
    (folder / "pytest.ini").write_text("[pytest]\n")
    record = folder / "record"
    record.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.lanes", "-p", "no:cacheprovider"]
    places = ["--rootdir", folder, "-c", folder / "pytest.ini", "--record", record]
    # This run may be one worker of several; the planted run is a whole one, and needs no other plugin.
    alone = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_XDIST")}
    alone["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    arguments = [*command, *places, *options, folder]
    subprocess.run(list(map(str, arguments)), cwd=ROOT, env=alone, capture_output=True, check=False)
    return [json.loads(line) for line in record.read_text().splitlines()]


@pytest.mark.parametrize(
    ("option", "wanted"),
    [
        ("", {"good", "bad", "skipped", "rows", "commits", "business[sqlite]", "business[mariadb]"}),
        ("--only-here", {"good", "bad", "skipped", "rows", "commits", "business[sqlite]"}),
        ("--only-servers", {"commits", "business[mariadb]"}),
    ],
)
def test_a_lane_records_what_it_collects_and_how_it_ends(tmp_path: Path, option: str, wanted: set[str]) -> None:
    lines = _recorded(tmp_path, *filter(None, [option]))
    named = [(line["test"].rpartition("_")[2], line["ended"]) for line in lines]
    assert {test for test, ended in named if ended == "collected"} == wanted
    if not option:
        assert {("good", "passed"), ("bad", "failed"), ("skipped", "skipped")} <= set(named)


_VAIN = """
import time
import pytest
@pytest.mark.parametrize("n", range(9))
def test_vain(n): time.sleep(0.06); assert n % 2
"""


def test_a_run_ends_once_tests_have_waited_in_vain_often(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for patience, failed in (("0.05", {0, 2, 4}), ("60", {0, 2, 4, 6, 8})):
        monkeypatch.setenv("DAYLIGHT_TEST_PATIENCE", patience)
        lines = [line for line in _recorded(tmp_path, more=_VAIN) if "vain" in line["test"]]
        assert {int(line["test"][-2]) for line in lines if line["ended"] == "failed"} == failed


def test_servers_see_what_is_new_asks_for_one_or_races(tmp_path: Path) -> None:
    rows, commits, of_business = (f"test_planted.py::test_{name}" for name in ("rows", "commits", "business[mariadb]"))
    elsewhere = tmp_path / "elsewhere"

    def wanted(*known: dict[str, object], more: str = "") -> set[str]:
        elsewhere.write_text("".join(json.dumps({"ended": "passed", **line}) + "\n" for line in known))
        lines = _recorded(tmp_path, "--only-needed", str(elsewhere), more=more)
        return {line["test"] for line in lines if line["ended"] == "passed"}

    of_rows, of_commits = {"test": rows}, {"test": commits, "commits": True}
    earlier = [{"test": f"test_earlier.py::test_{n}", "statements": [7, 8], "commits": True} for n in range(3)]
    assert wanted() == {rows, commits, of_business}, "what is not known is run"
    assert wanted(of_rows, of_commits) == {of_business}, "what asks for nothing is not"
    assert wanted({**of_rows, "statements": [7]}, of_commits) == {rows, of_business}
    assert wanted({**of_rows, "statements": [7]}, {**of_commits, "statements": [7]}) == {commits, of_business}
    assert wanted({**of_rows, "statements": [6, 7]}, {**of_commits, "statements": [7]}) == {rows, commits, of_business}
    known = {**of_rows, "statements": [7]}, {**of_commits, "statements": [7]}
    assert wanted(*earlier, *known) == {of_business}, "what others ask for often enough is not"
    assert wanted(*earlier, known[0], {**of_commits, "statements": [7, "refused"]}) == {commits, of_business}
    assert wanted(*earlier, known[0], {**of_commits, "statements": [9]}) == {commits, of_business}
    assert wanted(*earlier, known[0], {**of_commits, "ended": "failed"}) == {commits, of_business}
    assert wanted(*earlier, *known, more="import threading") == {commits, of_business}, "what races, races again"


def test_what_takes_longest_begins_first_and_is_there() -> None:
    assert [path for path in (*lanes.DEAREST, *lanes.TOGETHER) if not (ROOT / path).exists()] == []
    order = sorted(
        ["tests/a.py::t", "tests/browser/test_other.py::t", "tests/browser/test_axe.py::t", "tests/browser_x.py::t"],
        key=lanes.dearness,
    )
    assert [test.partition("::")[0] for test in order] == [
        *("tests/browser/test_axe.py", "tests/browser/test_other.py", "tests/a.py", "tests/browser_x.py")
    ]


def test_what_is_costly_to_start_is_started_once() -> None:
    stories = {lanes.company(f"tests/stories/test_{name}.py::test_x[a::b]") for name in ("child", "kills")}
    assert stories == {"tests/stories"}
    assert lanes.company("tests/browser/test_axe.py::t") != lanes.company("tests/browser/test_desk.py::t")
    assert lanes.company("tests/dsr/test_x.py::A::t") == "tests/dsr/test_x.py"


def test_no_process_of_a_lane_compiles_what_another_has_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    asked = [sys.executable, "-c", "import sys; print(sys.dont_write_bytecode, sys.pycache_prefix)"]
    told = subprocess.run(asked, env=environment(), capture_output=True, text=True, check=True).stdout
    assert told == f"False {ROOT / '.venv' / 'bytecode'}\n"

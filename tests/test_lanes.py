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


def test_a_lane_records_what_it_collects_and_how_it_ends(tmp_path: Path) -> None:
    (tmp_path / "test_planted.py").write_text(
        "import pytest\n\n"
        "def test_good(): pass\n\n"
        "def test_bad(): raise ValueError\n\n"
        "@pytest.mark.skip(reason='absent')\ndef test_skipped(): pass\n\n"
        "@pytest.fixture\ndef db(): pass\n\n"
        "def test_rows(db): pass\n\n"
        "@pytest.fixture\ndef transactional_db(): pass\n\n"
        "def test_commits(transactional_db): pass\n"
    )
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "tests.lanes",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        tmp_path,
    ]
    wanted = {"": {"good", "bad", "skipped", "rows", "commits"}}
    wanted |= {"--only-database": {"rows", "commits"}, "--only-commits": {"commits"}}
    for option, ended in wanted.items():
        options = [option] if option else []
        record = tmp_path / f"record{option}"
        arguments = [*command, "-c", tmp_path / "pytest.ini", "--record", record, *options, tmp_path]
        # This run may be one worker of several; the planted run is a whole one, and needs no other plugin.
        alone = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_XDIST")}
        alone["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        subprocess.run(list(map(str, arguments)), cwd=ROOT, env=alone, capture_output=True, check=False)
        lines = [json.loads(line) for line in record.read_text().splitlines()]
        assert {line["test"].rpartition("_")[2] for line in lines if line["ended"] == "collected"} == ended
        if not options:
            assert {
                (line["test"].rpartition("_")[2], line["ended"]) for line in lines if line["ended"] != "collected"
            } >= {
                ("good", "passed"),
                ("bad", "failed"),
                ("skipped", "skipped"),
            }


def test_what_takes_longest_begins_first_and_is_there() -> None:
    assert [path for path in lanes.DEAREST if not (ROOT / path).exists()] == []
    order = sorted(
        ["tests/a.py::t", "tests/browser/test_other.py::t", "tests/browser/test_axe.py::t", "tests/browser_x.py::t"],
        key=lanes.dearness,
    )
    assert [test.partition("::")[0] for test in order] == [
        *("tests/browser/test_axe.py", "tests/browser/test_other.py", "tests/a.py", "tests/browser_x.py")
    ]


def test_no_process_of_a_lane_compiles_what_another_has_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    asked = [sys.executable, "-c", "import sys; print(sys.dont_write_bytecode, sys.pycache_prefix)"]
    told = subprocess.run(asked, env=environment(), capture_output=True, text=True, check=True).stdout
    assert told == f"False {ROOT / '.venv' / 'bytecode'}\n"

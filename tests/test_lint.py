"""`make check` and `make lint`: every check runs, and one that fails fails the whole."""

import pytest

from tests import lint
from tests.house.source import REPOSITORY


@pytest.fixture
def three_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    fails = ["-c", "print('a fault'); raise SystemExit(1)"]
    monkeypatch.setattr(lint, "CHECKS", {"slow": fails, "good": ["-c", ""], "bad": fails})
    monkeypatch.setattr(lint, "QUICK", ("good",))


def test_one_that_fails_fails_the_whole(three_checks: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert lint.main([]) == 1
    said = capsys.readouterr().out
    assert said.count("a fault") == 2
    assert "good: ok" in said
    assert said.endswith("Fails: slow, bad.\n")


def test_the_quick_ones_run_alone(three_checks: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert lint.main(["--quick"]) == 0
    assert "slow" not in capsys.readouterr().out


def test_before_a_commit_format_style_types_and_templates_are_checked() -> None:
    assert set(lint.QUICK) == {"mypy", "djlint", "ruff format", "ruff check"}
    assert set(lint.QUICK) < set(lint.CHECKS)
    assert "-m tests.lint --quick" in (REPOSITORY / "Makefile").read_text()

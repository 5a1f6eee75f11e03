"""The page of kinds says what the code says; the release and the house rules are told as they are."""

import importlib.util
import re
import tomllib
from dataclasses import replace
from types import ModuleType

from dsr.kinds import base
from tests.given_law import another_law, typed_numbers
from tests.house.source import REPOSITORY, files

__all__ = ["another_law"]


def _writer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("write_kinds", REPOSITORY / "docs" / "write_kinds.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_of_kinds_is_what_the_code_gives() -> None:
    writer = _writer()
    assert writer.PAGE.read_text(encoding="utf-8") == writer.page(), "Write it anew: python docs/write_kinds.py"


def test_the_page_of_kinds_says_the_laws_numbers_as_they_are(another_law: dict[int, int]) -> None:
    writer = _writer()
    writer._REASONABLE_DAYS = 4999
    said = writer.page()
    assert typed_numbers(said) == []
    assert "a hold of 4001 days from the direction, unless renewed" in said


def test_a_planted_change_is_found() -> None:
    writer = _writer()
    before = writer.page()
    kind = next(iter(base.every()))
    base._kinds[kind.code] = replace(kind, summary="Another summary.")
    try:
        assert writer.page() != before
    finally:
        base._kinds[kind.code] = kind


def newest_release(changes: str) -> tuple[str, str]:
    """Version and date of the newest release in the text of CHANGELOG.md."""
    found = re.search(r"^## (\d+\.\d+\.\d+) \((\d{4}-\d\d-\d\d)\)$", changes, re.MULTILINE)
    assert found is not None, "no release with its date"
    return found[1], found[2]


def test_the_newest_release_is_that_of_the_package() -> None:
    (changes,) = files("CHANGELOG.md")
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert newest_release(changes.text)[0] == project["version"]
    assert newest_release("# C\n\n## Unreleased\n\n## 0.2.0 (2027-01-02)\n\n## 0.1.0 (2026-11-29)\n") == (
        "0.2.0",
        "2027-01-02",
    )


def rules_untold(page: str, names: list[str]) -> list[str]:
    """Files of house rules without a whole row in the table of CONTRIBUTING.md."""
    told = set(re.findall(r"^\| `(\w+\.py)` \| [^|]+ \| [^|]+ \|$", page, re.MULTILINE))
    return sorted(set(names) - told)


def test_every_house_rule_is_told_with_its_reason() -> None:
    (page,) = files("CONTRIBUTING.md")
    names = [source.path.rpartition("/")[2] for source in files("tests/house", suffix=".py")]
    assert rules_untold(page.text, [name for name in names if name.startswith("test_")]) == []


def test_a_planted_rule_is_missed() -> None:
    page = "| rule | keeps | why |\n| `test_a.py` | one thing | a reason |\n| `test_b.py` | one thing | |\n"
    assert rules_untold(page, ["test_a.py", "test_b.py", "test_c.py"]) == ["test_b.py", "test_c.py"]


def unexplained(page: str, lock: str) -> tuple[set[str], set[str]]:
    """What is locked and not named on the page of dependencies, and what its table names that is not locked."""
    locked = set(re.findall(r"^([a-z0-9-]+)==", lock, re.MULTILINE))
    rows = re.findall(r"^\| `.*$", page, re.MULTILINE)
    named = {
        name
        for row in rows
        for cell in (row.split("|")[1], row.split("|")[4])
        for name in re.findall(r"`([a-z0-9-]+)`", cell)
    }
    return locked - named, named - locked


def test_every_package_that_is_installed_is_explained() -> None:
    page = (REPOSITORY / "docs" / "dependencies.md").read_text(encoding="utf-8")
    lock = (REPOSITORY / "requirements.txt").read_text(encoding="utf-8")
    assert unexplained(page, lock) == (set(), set())
    assert unexplained(page, lock + "\nleft-pad==1.0.0 \\\n") == ({"left-pad"}, set())
    assert unexplained(page.replace("| `gunicorn`", "| `green-unicorn`"), lock) == ({"gunicorn"}, {"green-unicorn"})

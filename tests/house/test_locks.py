"""The locked lists are whole: every package is pinned with hashes, and every package asked for is in its list."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.source import REPOSITORY

_PIN = re.compile(r"^(?P<name>[A-Za-z0-9][\w.-]*)(\[[\w,-]+\])?==(?P<version>[^\s;\\]+)")


def pins(lock: str) -> dict[str, str]:
    """Versions by name."""
    found = filter(None, map(_PIN.match, lock.splitlines()))
    return {canonicalize_name(pin["name"]): pin["version"] for pin in found}


def without_hashes(lock: str) -> list[str]:
    """Packages of a locked list that are not pinned to one version with a hash."""
    entries = re.split(r"\n(?=\S)", re.sub(r"^\s*#.*\n", "", lock, flags=re.MULTILINE).strip())
    return [
        entry.splitlines()[0]
        for entry in entries
        if not _PIN.match(entry) or not re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry)
    ]


def not_locked(asked: list[str], lock: str) -> list[str]:
    """What is asked for and not in the list, or in it with a version that does not fit."""
    locked = pins(lock)
    found = []
    for line in asked:
        wanted = Requirement(line)
        version = locked.get(canonicalize_name(wanted.name))
        if version is None or not wanted.specifier.contains(version, prereleases=True):
            found.append(f"{line}: the list has {version or 'nothing'} (make lock)")
    return found


def _lock(name: str) -> str:
    return (REPOSITORY / name).read_text()


def _asked_by_tests(name: str) -> list[str]:
    lines = (line.split("#")[0].strip() for line in _lock(name).splitlines())
    return [line for line in lines if line and not line.startswith("-")]


LISTS = ("requirements.txt", "requirements-mariadb.txt", "tests/requirements.txt", "tests/requirements-tools.txt")


def _asked(name: str) -> list[str]:
    """What one of LISTS is locked from."""
    if name.startswith("tests/"):
        return _asked_by_tests(name.replace(".txt", ".in"))
    ours = tomllib.loads(_lock("pyproject.toml"))
    group = name.removesuffix(".txt").partition("-")[2]
    return list(ours["dependency-groups"][group] if group else ours["project"]["dependencies"])


@pytest.mark.parametrize("name", LISTS)
def test_every_package_has_hashes(name: str) -> None:
    assert without_hashes(_lock(name)) == []


@pytest.mark.parametrize("name", LISTS)
def test_what_is_asked_for_is_locked(name: str) -> None:
    assert not_locked(_asked(name), _lock(name)) == []


def test_every_list_that_is_asked_for_is_looked_at() -> None:
    groups = tomllib.loads(_lock("pyproject.toml"))["dependency-groups"]
    assert {f"requirements-{group}.txt" for group in groups} <= set(LISTS)


def test_the_lists_agree() -> None:
    versions: dict[str, set[str]] = {}
    for name in LISTS:
        for package, version in pins(_lock(name)).items():
            versions.setdefault(package, set()).add(version)
    assert {package: found for package, found in versions.items() if len(found) > 1} == {}


def test_a_planted_gap_is_found() -> None:
    good = "django==5.2.1 \\\n    --hash=sha256:" + "a" * 64 + "\n"
    assert without_hashes(good) == []
    assert without_hashes(good + "celery==5.6.0\n") == ["celery==5.6.0"]
    assert without_hashes(good + "celery>=5 \\\n    --hash=sha256:" + "b" * 64 + "\n")
    assert not_locked(["django>=5.2"], good) == []
    assert not_locked(["django>=6"], good)
    assert not_locked(["celery"], good)

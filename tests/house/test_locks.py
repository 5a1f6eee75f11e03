"""The locked lists are whole: every package is pinned with hashes, and every package asked for is in its list."""

import re
import tomllib

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


def _asked_by_tests() -> list[str]:
    lines = (line.split("#")[0].strip() for line in _lock("tests/requirements.in").splitlines())
    return [line for line in lines if line and not line.startswith("-")]


def test_every_package_has_hashes() -> None:
    assert without_hashes(_lock("requirements.txt")) == []
    assert without_hashes(_lock("tests/requirements.txt")) == []


def test_what_is_asked_for_is_locked() -> None:
    asked = tomllib.loads(_lock("pyproject.toml"))["project"]["dependencies"]
    assert not_locked(asked, _lock("requirements.txt")) == []
    assert not_locked(_asked_by_tests(), _lock("tests/requirements.txt")) == []


def test_both_lists_agree() -> None:
    ours, theirs = pins(_lock("requirements.txt")), pins(_lock("tests/requirements.txt"))
    assert {name: version for name, version in theirs.items() if ours.get(name, version) != version} == {}


def test_a_planted_gap_is_found() -> None:
    good = "django==5.2.1 \\\n    --hash=sha256:" + "a" * 64 + "\n"
    assert without_hashes(good) == []
    assert without_hashes(good + "celery==5.6.0\n") == ["celery==5.6.0"]
    assert without_hashes(good + "celery>=5 \\\n    --hash=sha256:" + "b" * 64 + "\n")
    assert not_locked(["django>=5.2"], good) == []
    assert not_locked(["django>=6"], good)
    assert not_locked(["celery"], good)

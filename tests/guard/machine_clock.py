"""The clock of the machine as the product reads it: the run's own, or one that runs ahead. Standard library only.

DAYLIGHT_TEST_AS_OF=2027-01-14T20:00-08:00 begins a run at that instant, with every process that it starts.
"""

import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

_AHEAD = "DAYLIGHT_TEST_CLOCK_AHEAD"  # seconds, the same in all processes of a run


def ahead() -> timedelta:
    """How far the clock of this run is ahead of the machine's."""
    return timedelta(seconds=float(os.environ.get(_AHEAD, "0")))


class _Ahead(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:
        return datetime.now(tz) + ahead()


# The one module of ours that reads the time, and the other implementation that checks what we signed.
_READ = frozenset({"dsr.clock", "standardwebhooks.webhooks"})


class _Finder(MetaPathFinder):
    """Hands who reads the time another `datetime` to read it from."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path, target) if name in _READ else None
        if spec and spec.loader:
            execute = spec.loader.exec_module

            def execute_ahead(module: ModuleType) -> None:
                execute(module)
                module.datetime = _Ahead  # type: ignore[attr-defined]

            spec.loader.exec_module = execute_ahead  # type: ignore[method-assign]
        return spec


def begin() -> None:
    """From now on this process, and each that it starts, reads the time that the run was told."""
    told = os.environ.get("DAYLIGHT_TEST_AS_OF")
    if told and _AHEAD not in os.environ:
        at = datetime.fromisoformat(told)
        if at.tzinfo is None:
            raise ValueError("DAYLIGHT_TEST_AS_OF needs its offset: 2027-01-14T20:00-08:00")
        os.environ[_AHEAD] = str((at - datetime.now(UTC)).total_seconds())
    if ahead():
        sys.meta_path.insert(0, _Finder())

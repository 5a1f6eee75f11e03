"""now() is the only source of the time. The demo and the tests may shift it; production may not."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

PACIFIC = ZoneInfo("America/Los_Angeles")


def _no_offset() -> timedelta:
    return timedelta(0)


# Where the database has a clock of its own, this is how far it is from ours: dsr/installation/process_clock.py.
difference: Callable[[], timedelta] = _no_offset
# The demo points this at its one offset row; tests at a frozen value.
offset: Callable[[], timedelta] = _no_offset
_frozen: datetime | None = None


def now() -> datetime:
    """The present instant, aware, in UTC."""
    if _frozen is not None:
        return _frozen
    return datetime.now(UTC) + offset()


def wall() -> datetime:
    """The machine's own instant, to be compared with other machines': the demo's time runs ahead of it."""
    return _frozen or datetime.now(UTC)


def by_database() -> datetime:
    """The instant by the database's clock, moved as the desk's own is: leases and due times are counted by it."""
    return now() + difference()


def steady() -> float:
    """Seconds that only count up, to tell how long ago something was."""
    return time.monotonic()


def system() -> datetime:
    """The clock of the operating system, to be compared with the database's; in tests, too."""
    return datetime.fromtimestamp(time.time(), UTC)


def machine() -> datetime:
    """The machine's own instant, whatever the desk's clock says: sessions of browsers live and end by it."""
    return datetime.now(UTC)


def today() -> date:
    """The date in California, where the deadlines are counted."""
    return now().astimezone(PACIFIC).date()


def freeze(at: datetime | None) -> None:
    """Hold the clock at an aware instant, or let it go with None. For tests only."""
    global _frozen  # noqa: PLW0603  # the one place that knows the time
    if at is not None and at.tzinfo is None:
        raise ValueError("The clock is frozen at an aware instant.")
    _frozen = at and at.astimezone(UTC)

"""How long tests wait for what should happen. Nothing is measured by it: it only ends a wait that is in vain."""

import os
import time
from collections.abc import Callable

# Far beyond what a machine needs that is busy with other things; what is there is seen at once. Who looks for a
# fault may shorten it.
PATIENCE = float(os.environ.get("DAYLIGHT_TEST_PATIENCE", "300"))  # seconds


def until(happened: Callable[[], object], what: str, tell: Callable[[], str] = str) -> None:
    """Wait until it happened; after PATIENCE the test fails with `what` was waited for, and what `tell` says."""
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, f"not within {PATIENCE:.0f} s: {what}\n{tell()}"
        time.sleep(0.02)

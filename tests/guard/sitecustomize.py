"""Starts the guard, and the clock of the run, in every Python that a test starts: this folder is on its PYTHONPATH."""

import os

if os.environ.get("DAYLIGHT_TEST_GUARD"):
    import loopback
    import machine_clock

    loopback.hold()
    machine_clock.begin()

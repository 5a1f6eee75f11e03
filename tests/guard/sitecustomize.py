"""Starts the guard in every Python that a test starts: this folder is on its PYTHONPATH."""

import os

if os.environ.get("DAYLIGHT_TEST_GUARD"):
    import loopback

    loopback.hold()

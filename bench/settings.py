"""The settings of the desk, without the limit on presses from one address."""

from portal.settings import *  # noqa: F403
from portal.settings import CACHES

CACHES["default"]["BACKEND"] = "bench.generous_cache.Generous"

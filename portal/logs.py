"""Log lines without personal information: a traceback shows where and what kind, never an exception's own words."""

import logging
import traceback
from types import TracebackType

Caught = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class WithoutWords(logging.Formatter):
    """Databases and mail servers quote values and addresses in their errors, so those words stay out of the log."""

    def formatException(self, ei: Caught) -> str:  # the name that logging gives it
        kind, _words, trace = ei
        frames = "".join(traceback.format_tb(trace)) if trace else ""
        return f"{frames}{kind.__name__ if kind else 'error'}"

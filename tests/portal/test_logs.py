"""What an exception says never reaches the log; where it happened does."""

import logging
import sys

from portal.logs import WithoutWords


def test_a_traceback_has_its_place_but_not_its_words():
    address = "@".join(["dana", "example.com"])
    try:
        raise ValueError(address)
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "It failed.", None, sys.exc_info())
    text = WithoutWords("%(message)s").format(record)
    assert address not in text
    assert "ValueError" in text
    assert "test_logs.py" in text

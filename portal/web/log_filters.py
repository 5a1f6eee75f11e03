"""Log lines without personal information or live links: where and what kind, never an exception's own words."""

import logging
import re
import traceback
from types import TracebackType
from typing import Any

_REFUSALS = "django.request"  # says what was answered 400, 403 or 404, and by which lines of the program
_SUSPECTS = "django.security."  # in the words of an exception, which quotes what was sent
Caught = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

# Behind these stand the tokens of links. Who reads one in a log could press its button.
_BEFORE = "prove|task|check|statement|told|permission|withdraw|address/stop|address|u|r|accounts/password/reset/key"
_SECRET = re.compile(rf"(/(?:{_BEFORE})/)[^\"\n]+?(?= HTTP/|[\"\n]|$)", re.IGNORECASE)


class WithoutWords(logging.Formatter):
    """Databases and mail servers quote values and addresses in their errors, so those words stay out of the log."""

    def format(self, record: logging.LogRecord) -> str:
        """What was refused is one line: strangers can have as much refused as they like, and be quoted."""
        if record.name.startswith(_SUSPECTS) and record.exc_info and record.exc_info[0]:
            refused = {"msg": f"Refused: {record.exc_info[0].__name__}", "args": None}
        elif record.name == _REFUSALS and record.levelno < logging.ERROR:
            refused = {}
        else:
            return super().format(record)
        return super().format(
            logging.makeLogRecord({**record.__dict__, **refused, "exc_info": None, "exc_text": None})
        )

    def formatException(self, ei: Caught) -> str:  # the name that logging gives it
        kind, _words, trace = ei
        frames = "".join(traceback.format_tb(trace)) if trace else ""
        return f"{frames}{kind.__name__ if kind else 'error'}"


def masked(text: str) -> str:
    """The text without the tokens of links: what follows their path is left out to the end of the address."""
    return _SECRET.sub(r"\1…", text)


class MaskedRecord(logging.LogRecord):
    """A record whose message has no token, whichever logger made it and whichever handler writes it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        try:
            said = super().getMessage()
        except (TypeError, ValueError, KeyError):  # a fault of the call: logging itself tells of it
            return
        if masked(said) != said:
            self.msg, self.args = masked(said), None


def mask_tokens() -> None:
    """Also the web server's own loggers, which know no formatter of ours, then make masked records."""
    logging.setLogRecordFactory(MaskedRecord)

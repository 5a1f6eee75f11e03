"""The connection to the mail server: a worker that sends letter after letter keeps it open."""

import logging
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

from dsr.clock import now

log = logging.getLogger(__name__)

_MOST_LETTERS = 50  # on one connection; servers have limits of their own
_MOST_IDLE = timedelta(seconds=20)  # a server that hung up meanwhile is found by the question before each letter, too


@dataclass
class MailConnection:
    """`server`: what the settings name; `letters`: how many it carried; a new one is not open yet."""

    backend: BaseEmailBackend
    server: tuple[str, str, int]
    letters: int = 0
    used_at: datetime | None = None


class _OfThread(threading.local):
    kept: MailConnection | None = None


_of_thread = _OfThread()
_keeps = threading.Event()


def keep_connections() -> None:
    """From now on this process keeps them. Its work is to send letters; a web process sends few."""
    _keeps.set()


def end_connections() -> None:
    """The process ends, and keeps none any more: the one of this thread is closed."""
    _keeps.clear()
    kept, _of_thread.kept = _of_thread.kept, None
    if kept is not None:
        close_connection(kept)


def take_connection() -> MailConnection:
    """The connection that is kept, where the server still answers on it; else a new one.

    Raises ImproperlyConfigured or ImportError for settings that name no backend.
    """
    kept, _of_thread.kept = _of_thread.kept, None
    if kept is not None:
        is_fresh = kept.letters < _MOST_LETTERS and kept.used_at is not None and now() - kept.used_at < _MOST_IDLE
        if is_fresh and kept.server == _server() and _answers(kept.backend):
            return kept
        close_connection(kept)
    return MailConnection(get_connection(), _server())


def _server() -> tuple[str, str, int]:
    return settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT


def give_back(used: MailConnection) -> None:
    """After a letter that it carried: it is kept for the next, or closed."""
    if _keeps.is_set() and isinstance(used.backend, EmailBackend) and used.backend.connection is not None:
        _of_thread.kept = MailConnection(used.backend, used.server, used.letters + 1, now())
    else:
        close_connection(used)


def _answers(backend: BaseEmailBackend) -> bool:
    try:
        connection = backend.connection if isinstance(backend, EmailBackend) else None
        return connection is not None and connection.noop()[0] == 250
    except Exception as error:  # any failure is the same: it is not kept any more
        log.info("The mail server hung up meanwhile (%s).", type(error).__name__)
        return False


def close_connection(used: MailConnection) -> None:
    """Say goodbye."""
    try:
        used.backend.close()
    except Exception as error:  # the answer is known already; a bad goodbye changes nothing
        log.info("The mail server closed badly (%s).", type(error).__name__)

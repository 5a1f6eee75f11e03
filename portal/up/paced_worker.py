"""The worker of the web server, which waits for no client longer than its pace allows: a thread is not held for ever.

Many slow clients together still hold all threads for a time; a reverse proxy holds them off (docs/production.md).
"""

import errno
import socket
import time
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

FIRST_SECONDS = 15.0  # for whatever a client sends, and
BYTES_A_SECOND = 1_000  # one more second for each so many bytes that came


class PacedSocket:
    """A socket of which a request is read at that pace, or not at all. All else is the socket's own."""

    def __init__(self, plain: socket.socket) -> None:
        self._plain = plain
        self.begin()

    def begin(self) -> None:
        """The next request."""
        self._ends = time.monotonic() + FIRST_SECONDS

    def recv(self, size: int) -> bytes:
        """Raises ConnectionResetError, as if the client had gone; TimeoutError where the caller set a shorter time.

        Gunicorn sets one where it waits on its main thread for a client to close.
        """
        left, set_time = self._ends - time.monotonic(), self._plain.gettimeout()
        if left <= 0:
            raise _gone()
        self._plain.settimeout(left if set_time is None else min(left, set_time))
        try:
            part = self._plain.recv(size)
        except TimeoutError as error:
            if set_time is not None and set_time <= left:
                raise
            raise _gone() from error
        finally:
            self._plain.settimeout(set_time)
        self._ends += len(part) / BYTES_A_SECOND
        return part

    def __getattr__(self, name: str) -> Any:
        return getattr(self._plain, name)


def _gone() -> ConnectionResetError:
    return ConnectionResetError(errno.ECONNRESET, "the client is too slow")


class PacedWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    def handle(self, conn: TConn) -> Any:
        if not isinstance(conn.sock, PacedSocket):
            conn.sock = PacedSocket(conn.sock)
        conn.sock.begin()
        return super().handle(conn)

"""How the supervisor sees that a part is at work. Nothing here blocks: a busy part is asked once and listened to."""

import socket
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from portal.up.address import Address

PATIENCE = 1.0  # seconds to connect on this machine, or to send one line


def broker(path: Path) -> bool:
    """PING is answered on this socket: not while the broker still loads its file."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(PATIENCE)
        try:
            connection.connect(str(path))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def file(path: Path) -> bool:
    """The process wrote the file named in DAYLIGHT_READY_FILE (portal/celery.py)."""
    return path.exists()


class Page:
    """Asks for /healthz under the public host name, which is surely an allowed one, and listens for the answer.

    The supervisor holds the listening socket, so the question waits there until the web server takes it.
    """

    def __init__(self, address: Address, public_url: str) -> None:
        self._address = address
        host = urlsplit(public_url).netloc or str(address)
        self._question = f"GET /healthz HTTP/1.0\r\nHost: {host}\r\n\r\n".encode()
        self._connection: socket.socket | None = None

    def answers(self) -> bool:
        """Whether the answer has come, and is not a failure of the server. After a failure it is asked again."""
        try:
            connection = self._connection = self._connection or self._ask()
            said = connection.recv(64)
        except BlockingIOError:
            return False
        except OSError:
            said = b""
        self._forget()
        code = said.partition(b" ")[2][:3]
        return code.isdigit() and int(code) < 500

    def _ask(self) -> socket.socket:
        place = (self._address.to_connect, self._address.port)
        connection = socket.create_connection(place, timeout=PATIENCE)
        connection.sendall(self._question)
        connection.setblocking(False)
        return connection

    def _forget(self) -> None:
        if self._connection is not None:
            with suppress(OSError):
                self._connection.close()
            self._connection = None

"""How the supervisor sees that a part is at work."""

import http.client
from pathlib import Path
from urllib.parse import urlsplit

import redis

from portal.up.address import Address


def broker(url: str) -> bool:
    """PING is answered: not while it still loads its file."""
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=1, socket_timeout=2) as connection:
            return bool(connection.ping())
    except redis.RedisError:
        return False


def where(url: str) -> str:
    """The broker's place for a message: host and port or socket, never its password."""
    parts = urlsplit(url)
    return parts.path if parts.scheme == "unix" else f"{parts.hostname or 'localhost'}:{parts.port or 6379}"


def file(path: Path) -> bool:
    """The process wrote the file named in DAYLIGHT_READY_FILE (portal/celery.py)."""
    return path.exists()


def web(address: Address, public_url: str) -> bool:
    """/healthz answers, asked under the public host name, which is surely an allowed one."""
    connection = http.client.HTTPConnection(address.to_connect, address.port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": urlsplit(public_url).netloc})
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()

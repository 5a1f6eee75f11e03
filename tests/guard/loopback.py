"""The guard itself, standard library only. A port that any guarded process of the run has bound is the run's own.

DAYLIGHT_TEST_GUARD names the folder in which the run keeps its ports and the connections that were refused.
"""

import ipaddress
import os
import re
import socket
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

# The servers that a run may be told to use, by name and port.
_NAMED = (
    *("DAYLIGHT_TEST_DATABASE_URL", "DAYLIGHT_TEST_REDIS_URL"),
    *("DAYLIGHT_TEST_POSTGRESQL_URL", "DAYLIGHT_TEST_MARIADB_URL"),
)
_PORTS = {"redis": 6379, "mysql": 3306, "mariadb": 3306}
_holding = False
_reached = 0


class Refused(BaseException):
    """A test reached for the network. Not an Exception, so that no code under test can swallow it."""


def folder() -> Path:
    return Path(os.environ["DAYLIGHT_TEST_GUARD"])


def start(where: Path) -> None:
    """Guard this process and every Python it starts."""
    where.mkdir()
    here = str(Path(__file__).resolve().parent)
    os.environ["DAYLIGHT_TEST_GUARD"] = str(where)
    others = [part for part in os.environ.get("PYTHONPATH", "").split(os.pathsep) if part and part != here]
    os.environ["PYTHONPATH"] = os.pathsep.join([here, *others])
    hold()


def hold() -> None:
    """Guard this process from now on; an audit hook cannot be taken away again."""
    global _holding  # noqa: PLW0603
    if not _holding:
        _holding = True
        _record_binds()
        sys.addaudithook(_audit)


def refusals() -> list[str]:
    """What was refused so far, in this process and its children."""
    kept = folder() / "refused"
    return kept.read_text().splitlines() if kept.exists() else []


def reached() -> int:
    """How often this process opened a connection to a port."""
    return _reached


def _append(name: str, line: str) -> None:
    try:
        with (folder() / name).open("a") as kept:
            kept.write(f"{line}\n")
    except OSError:
        pass  # the run is over and its folder gone; the refusal below still holds


def _record_binds() -> None:
    bind = socket.socket.bind

    def bind_and_record(self: socket.socket, address: Any, /) -> None:
        bind(self, address)
        if self.family in (socket.AF_INET, socket.AF_INET6):
            _append("ports", str(self.getsockname()[1]))

    socket.socket.bind = bind_and_record  # type: ignore[method-assign]


def _is_loopback(host: str) -> bool:
    if host in {"localhost", "localhost.localdomain", "ip6-localhost"}:
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _named() -> set[tuple[str, int]]:
    places = set()
    for name in _NAMED:
        parts = urlsplit(os.environ.get(name, ""))
        if parts.hostname:
            places.add((parts.hostname, parts.port or _PORTS.get(parts.scheme.partition("+")[0], 5432)))
    return places


def _is_ours(host: str, port: int) -> bool:
    if (host, port) in _named() or (_is_loopback(host) and port in {number for _host, number in _named()}):
        return True
    kept = folder() / "ports"
    return _is_loopback(host) and kept.exists() and re.search(rf"^{port}$", kept.read_text(), re.MULTILINE) is not None


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        global _reached  # noqa: PLW0603
        address = arguments[1]
        _reached += isinstance(address, tuple)
        if isinstance(address, tuple) and len(address) >= 2 and not _is_ours(str(address[0]), int(address[1])):
            _refuse(f"{address[0]}:{address[1]}")
    elif event == "socket.getaddrinfo":
        host = arguments[0].decode() if isinstance(arguments[0], bytes) else arguments[0]
        if host and not _may_look_up(host):
            _refuse(f"the name {host}")


def _may_look_up(host: str) -> bool:
    if _is_loopback(host) or host == socket.gethostname() or host in {place for place, _port in _named()}:
        return True
    return re.fullmatch(r"[0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:.%]*", host) is not None


def _refuse(what: str) -> None:
    _append("refused", what)
    raise Refused(f"A test reached for {what}, which this run did not open.")

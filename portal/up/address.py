"""Where the web server listens: reading LISTEN, taking the port, and saying plainly when another has it."""

import errno
import ipaddress
import os
import socket
from dataclasses import dataclass

from portal.up.errors import CannotStart

DEFAULT = "127.0.0.1:8000"
BACKLOG = 2048  # connections that wait for the web server, as gunicorn's own default


@dataclass(frozen=True)
class Address:
    """A host name or IP address, without brackets, and a TCP port."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def family(self) -> socket.AddressFamily:
        return socket.AF_INET6 if ":" in self.host else socket.AF_INET

    @property
    def is_loopback(self) -> bool:
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def to_connect(self) -> str:
        """The host under which this machine reaches the server: a wildcard is reached over loopback."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104


def parse_address(text: str) -> Address:
    """Read `host:port`; port 0 picks a free one. Raises CannotStart when it is not of that form."""
    host, _colon, port = (text.strip() or DEFAULT).rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isdigit() or int(port) > 65535:
        raise CannotStart(f"LISTEN must be an address and a port, such as {DEFAULT}; it is {text!r}.")
    return Address(host, int(port) or _free_port(host))


def _free_port(host: str) -> int:
    with socket.socket(Address(host, 0).family) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def claim(address: Address) -> socket.socket:
    """The listening socket, which the supervisor keeps: nobody else can take the port, and whoever answers is ours.

    Raises CannotStart when the port is taken.
    """
    listener = socket.socket(address.family)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address.host, address.port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise CannotStart(_why(address, error)) from error
    return listener


def _why(address: Address, error: OSError) -> str:
    other = Address(address.host, address.port + 1 if 1023 < address.port < 65535 else 8000)
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {address.port} on {address.host} is in use by another program.\n"
            f"Stop that program, or choose another port: LISTEN={other} make up"
        )
    said = os.strerror(error.errno) if error.errno else str(error)
    return f"Cannot listen on {address}: {said}.\nChoose another address: LISTEN={other} make up"

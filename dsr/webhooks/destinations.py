"""Where a webhook may go: a public address, told at the moment of the connection, and no other."""

import ipaddress
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052: the last four bytes are the address that is reached
_SIX_TO_FOUR = ipaddress.IPv6Network("2002::/16")  # RFC 3056: bytes three to six are
# Special purposes of RFC 6890 and its successors that some Python releases call global.
_SPECIAL = tuple(
    ipaddress.ip_network(text)
    for text in (
        *("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15"),
        *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        *("2001::/23", "2001:db8::/32", "2620:4f:8000::/48", "3fff::/20"),
    )
)


@dataclass(frozen=True)
class Place:
    """One address to connect to, as the system's resolver gave it."""

    family: int
    address: Any

    @property
    def ip(self) -> Address:
        return ipaddress.ip_address(str(self.address[0]).partition("%")[0])


def resolve(host: str, port: int) -> list[Place]:
    """Every address of a host. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(Place(family, address) for family, _type, _proto, _name, address in found))


def all_public(places: Iterable[Place]) -> bool:
    """One address that is not public spoils the host: a name of the world has no business inside."""
    found = list(places)
    return bool(found) and all(is_public(place.ip) for place in found)


def is_public(ip: Address) -> bool:
    """True for an address of the open internet: none that is private, loopback, link-local or of a special use."""
    if isinstance(ip, ipaddress.IPv6Address):
        inner = _inner(ip)
        if inner is not None:
            return is_public(inner)
        if ip not in _GLOBAL_UNICAST:
            return False
    is_special = any(ip in network for network in _SPECIAL if network.version == ip.version)
    refused = (ip.is_private, ip.is_loopback, ip.is_link_local, ip.is_multicast, ip.is_reserved, ip.is_unspecified)
    return ip.is_global and not is_special and not any(refused)


def _inner(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address only wraps."""
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip in _NAT64:
        return ipaddress.IPv4Address(ip.packed[12:])
    if ip in _SIX_TO_FOUR:
        return ipaddress.IPv4Address(ip.packed[2:6])
    return None

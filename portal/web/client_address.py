"""Who a client is, for every limit: the network behind as many proxies of ours as TRUST_PROXY says."""

import ipaddress
import logging

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

log = logging.getLogger(__name__)


def client_of(request: HttpRequest) -> str:
    """The client's network: an IPv4 address or an IPv6 /64 (a household's). Empty when it cannot be told.

    Each proxy of ours appends to X-Forwarded-For whom it heard from, so the client is the TRUST_PROXYth word from the
    right; what stands left of it is the client's own claim. Where our proxies did not write so many words, or wrote no
    address, it cannot be told: the proxy itself is never taken for the client, since then all share one count.
    """
    if not settings.TRUST_PROXY:
        return _network(request.META.get("REMOTE_ADDR", ""))
    words = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    network = _network(words[-settings.TRUST_PROXY]) if len(words) >= settings.TRUST_PROXY else ""
    if not network:
        log.warning("X-Forwarded-For does not tell the client behind %s proxies of TRUST_PROXY.", settings.TRUST_PROXY)
    return network


def client_hash(request: HttpRequest) -> str:
    """The client's network as records and logs know it: the same one is known again, and no address stands there."""
    network = client_of(request)
    return salted_hmac("portal.client", network, algorithm="sha256").hexdigest()[:16] if network else ""


def _network(word: str) -> str:
    try:
        address = ipaddress.ip_address(_without_port(word.strip()))
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        plain = ipaddress.IPv6Address(int(address))  # without a zone, which anybody can make up
        return str(plain.ipv4_mapped or ipaddress.ip_network((plain, 64), strict=False))
    return str(address)


def _without_port(word: str) -> str:
    """Some proxies write 192.0.2.9:4711 and [2001:db8::1]:4711."""
    if word.startswith("["):
        return word[1:].partition("]")[0]
    return word.partition(":")[0] if word.count(":") == 1 else word

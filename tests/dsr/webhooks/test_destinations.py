"""Where a webhook may go: every address that is not of the open internet is refused, however it is wrapped."""

import ipaddress

import pytest
from hypothesis import given as supposing
from hypothesis import strategies as st

from dsr.webhooks.destinations import Place, all_public, is_public

# The registries of special-purpose addresses of IANA (RFC 6890), written down apart from the code.
INSIDE = (
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24"),
    *("192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4"),
    "240.0.0.0/4",
)
INSIDE_6 = (
    *("::/128", "::1/128", "::/96", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8", "2001:db8::/32", "2001::/32"),
    *("64:ff9b:1::/48", "100::/64", "3fff::/20", "5f00::/16", "2001:10::/28"),
)
OUTSIDE = ("8.8.8.8", "1.1.1.1", "93.184.215.14", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00:1450::1")


def _in(networks):
    return st.sampled_from(networks).flatmap(lambda text: st.ip_addresses(network=text))


def _wrapped(ip):
    """The ways in which IPv6 says an IPv4 address."""
    number = int(ip)
    mapped = ipaddress.IPv6Address(f"::ffff:{ip}")
    nat64 = ipaddress.IPv6Address(int(ipaddress.IPv6Address("64:ff9b::")) | number)
    six_to_four = ipaddress.IPv6Address(int(ipaddress.IPv6Address("2002::")) | number << 80 | 1)
    return [ip, mapped, nat64, six_to_four]


@supposing(_in(INSIDE))
def test_no_inner_address_is_public_in_any_spelling(ip):
    assert not any(is_public(one) for one in _wrapped(ip))


@supposing(_in(INSIDE_6))
def test_no_inner_address_of_ipv6_is_public(ip):
    assert not is_public(ip)


@supposing(st.ip_addresses(v=4))
def test_an_address_is_public_exactly_when_no_registry_keeps_it(ip):
    kept = (*INSIDE, "192.88.99.0/24")
    assert is_public(ip) == (not any(ip in ipaddress.ip_network(text) for text in kept))


@pytest.mark.parametrize("text", OUTSIDE)
def test_the_world_is_public(text):
    assert is_public(ipaddress.ip_address(text))


def test_one_inner_address_spoils_the_host():
    assert all_public([Place(2, ("8.8.8.8", 443))])
    assert not all_public([Place(2, ("8.8.8.8", 443)), Place(2, ("10.0.0.1", 443))])
    assert not all_public([Place(10, ("fe80::1%eth0", 443, 0, 2))])
    assert not all_public([])

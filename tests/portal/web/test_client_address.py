"""Who a client is: the network behind our own proxies, whatever the client claims of itself."""

import pytest
from django.test import RequestFactory, override_settings
from hypothesis import given as hypothesis_given
from hypothesis import strategies as st

from portal.web.client_address import client_of

PROXY = "10.0.0.3"


def a_visit(peer, forwarded=None):
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return RequestFactory().get("/", REMOTE_ADDR=peer, **headers)


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "client"),
    [
        # No proxy: whoever speaks is the client, and its claim counts for nothing.
        (0, "203.0.113.7", None, "203.0.113.7"),
        (0, "203.0.113.7", "192.0.2.9", "203.0.113.7"),
        (0, "127.0.0.1", "192.0.2.9", "127.0.0.1"),
        (0, "", "192.0.2.9", ""),
        # One proxy: its own word is the last one.
        (1, PROXY, "192.0.2.9", "192.0.2.9"),
        (1, PROXY, "198.51.100.1, 192.0.2.9", "192.0.2.9"),
        (1, PROXY, "nonsense,, 192.0.2.9", "192.0.2.9"),
        (1, "8.8.4.4", "192.0.2.9", "192.0.2.9"),
        # A proxy on a unix socket has no address.
        (1, "", "192.0.2.9", "192.0.2.9"),
        # Missing and junk: the proxy is never taken for the client.
        (1, PROXY, None, ""),
        (1, PROXY, "", ""),
        (1, PROXY, "unknown", ""),
        (1, PROXY, "192.0.2.9, nonsense", ""),
        (1, PROXY, "192.0.2.9,", ""),
        # Two proxies: the outer one's word is the last but one.
        (2, PROXY, "192.0.2.9, 203.0.113.1", "192.0.2.9"),
        (2, PROXY, "198.51.100.1, 192.0.2.9, 203.0.113.1", "192.0.2.9"),
        (2, PROXY, "192.0.2.9", ""),
        # As some proxies write them.
        (1, PROXY, "192.0.2.9:4711", "192.0.2.9"),
        (1, PROXY, "[2001:db8:1:2::9]:4711", "2001:db8:1:2::/64"),
        # One household has a whole /64; a zone is made up by whoever writes it.
        (0, "2001:db8:1:2:aaaa::1", None, "2001:db8:1:2::/64"),
        (0, "2001:db8:1:2:aaaa::1%x", None, "2001:db8:1:2::/64"),
        (0, "::ffff:203.0.113.7", None, "203.0.113.7"),
    ],
)
def test_who_a_client_is(settings, proxies, peer, forwarded, client):
    settings.TRUST_PROXY = proxies
    assert client_of(a_visit(peer, forwarded)) == client


@pytest.mark.parametrize("proxies", [1, 2, 3])
@hypothesis_given(claim=st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=40))
def test_no_claim_changes_who_is_counted(proxies, claim):
    appended = ["192.0.2.9", "203.0.113.1", "203.0.113.2"][:proxies]
    with override_settings(TRUST_PROXY=proxies):
        assert client_of(a_visit(PROXY, ", ".join([claim, *appended]))) == "192.0.2.9"


def test_a_proxy_that_does_not_say_is_named_in_the_log(settings, caplog):
    settings.TRUST_PROXY = 1
    client_of(a_visit(PROXY))
    assert "TRUST_PROXY" in caplog.text and PROXY not in caplog.text

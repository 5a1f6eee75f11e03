"""The root is that of RFC 6962, section 2.1, whatever the number of leaves."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from dsr.anchors import merkle


def recursive(leaves: list[bytes]) -> bytes:
    """As the RFC defines it: split at the largest power of two that is smaller than their number."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + recursive(leaves[:split]) + recursive(leaves[split:])).digest()


@given(st.lists(st.binary(max_size=8), max_size=40))
def test_it_is_the_root_of_the_rfc(leaves: list[bytes]) -> None:
    assert merkle.root(iter(leaves)) == recursive(leaves).hex()


def test_known_roots() -> None:
    assert merkle.root([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert merkle.root([b""]) == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"

"""The root of a Merkle tree as RFC 6962, section 2.1, makes it, of leaves that come one by one."""

import hashlib
from collections.abc import Iterable


def root(leaves: Iterable[bytes]) -> str:
    """64 hexadecimal digits. Memory grows with the logarithm of the leaves: each finished subtree is one digest."""
    subtrees: list[tuple[int, bytes]] = []  # (leaves, digest), the largest first
    for leaf in leaves:
        subtrees.append((1, hashlib.sha256(b"\x00" + leaf).digest()))
        while len(subtrees) > 1 and subtrees[-2][0] == subtrees[-1][0]:
            _join(subtrees)
    if not subtrees:
        return hashlib.sha256(b"").hexdigest()
    while len(subtrees) > 1:
        _join(subtrees)
    return subtrees[0][1].hex()


def _join(subtrees: list[tuple[int, bytes]]) -> None:
    (few, right), (many, left) = subtrees.pop(), subtrees.pop()
    subtrees.append((many + few, hashlib.sha256(b"\x01" + left + right).digest()))

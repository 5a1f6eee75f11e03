"""A Merkle tree as RFC 6962, section 2.1, makes it, of leaves that come one by one: its root, and paths to it."""

import hashlib
import tempfile
from bisect import bisect_left
from collections.abc import Iterable
from typing import BinaryIO, cast

_DIGEST, _NUMBER = 32, 8  # bytes


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


class KeptTree:
    """All digests of a tree in temporary files, so that paths can be read without holding it in memory.

    `leaves` come as (number, leaf) in the order of their numbers.
    """

    def __init__(self, leaves: Iterable[tuple[int, bytes]]) -> None:
        self._numbers, self.size = _temporary(), 0
        self._levels = [_temporary()]
        for number, leaf in leaves:
            self._numbers.write(number.to_bytes(_NUMBER, "big"))
            self._levels[0].write(hashlib.sha256(b"\x00" + leaf).digest())
            self.size += 1
        width = self.size
        while width > 1:
            width = self._add_level(width)

    def _add_level(self, width: int) -> int:
        """One level up; what stands alone at the end goes up as it is."""
        below, above = self._levels[-1], _temporary()
        below.seek(0)
        for _pair in range(width // 2):
            above.write(hashlib.sha256(b"\x01" + below.read(2 * _DIGEST)).digest())
        above.write(below.read(_DIGEST))
        self._levels.append(above)
        return (width + 1) // 2

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, index: int) -> int:
        """The number of a leaf."""
        return int.from_bytes(_read(self._numbers, index, _NUMBER), "big")

    def index_of(self, number: int) -> int | None:
        """The place of the leaf with this number; None where it is not among them."""
        index = bisect_left(cast("list[int]", self), number)
        return index if index < self.size and self[index] == number else None

    def path_of(self, index: int) -> list[str]:
        """The digests by which the root is made of this leaf, from the leaf up."""
        path, width = [], self.size
        for level in self._levels[:-1]:
            if index ^ 1 < width:
                path.append(_read(level, index ^ 1, _DIGEST).hex())
            index, width = index // 2, (width + 1) // 2
        return path

    def close(self) -> None:
        for file in (self._numbers, *self._levels):
            file.close()


def _temporary() -> BinaryIO:
    return cast("BinaryIO", tempfile.TemporaryFile())


def _read(file: BinaryIO, index: int, width: int) -> bytes:
    file.seek(index * width)
    return file.read(width)

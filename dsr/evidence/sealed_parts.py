"""A pack's bytes at rest: cut into parts, each sealed under the pack's own key, written and read one at a time."""

import hashlib
from collections.abc import Iterator

from dsr import sealing
from dsr.models import EvidencePack, EvidencePart

PART = 1 << 20  # bytes


class SealedParts:
    """A file to be written to. What is behind the last whole part is kept by close()."""

    def __init__(self, pack: EvidencePack) -> None:
        self._pack, self._waiting, self._number = pack, bytearray(), 0
        self._hash, self.size = hashlib.sha256(), 0

    def write(self, content: bytes) -> int:
        self._hash.update(content)
        self.size += len(content)
        self._waiting += content
        while len(self._waiting) >= PART:
            self._keep(bytes(self._waiting[:PART]))
            del self._waiting[:PART]
        return len(content)

    def flush(self) -> None:
        """A part is kept when it is whole."""

    def close(self) -> None:
        if self._waiting:
            self._keep(bytes(self._waiting))
            self._waiting.clear()

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()

    def _keep(self, part: bytes) -> None:
        self._number += 1
        value = sealing.seal(self._pack.holder, _name(self._number), part)
        EvidencePart.objects.create(pack=self._pack, number=self._number, value=value)


def _name(number: int) -> str:
    return f"part:{number}"


def read_parts(pack: EvidencePack) -> Iterator[bytes]:
    """The bytes of the pack, a part in memory at a time. Raises Forgotten, CannotOpen."""
    for number in range(1, -(-pack.size // PART) + 1):
        value = EvidencePart.objects.values_list("value", flat=True).get(pack=pack, number=number)
        yield sealing.open_sealed(pack.holder, _name(number), value)

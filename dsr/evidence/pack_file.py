"""The zip of a pack, written from front to back: files, the list of their digests, and the signed manifest."""

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import IO, Any, Self, cast

from dsr import sealing
from dsr.clock import PACIFIC
from dsr.evidence.sealed_parts import SealedParts
from dsr.formats import canonical_json

FORMAT = "daylight-evidence-1"
_MANY = 1 << 20  # bytes of lines that are kept in memory before a temporary file takes them


class PackFile:
    """Nothing is kept in memory but the names of its files, as any zip has them at its end.

    Lines of `cases` and `withheld` are gathered while it is written. They name nobody.
    """

    def __init__(self, sink: SealedParts, at: datetime) -> None:
        self._zip = zipfile.ZipFile(cast("IO[bytes]", sink), "w", zipfile.ZIP_DEFLATED)
        self._at = at.astimezone(PACIFIC)
        self._files, self._cases, self._withheld = _lines(), _lines(), _lines()
        self.case_count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: object, _error: object, _at: object) -> None:
        """What is not finished by now ends where it is: closed later it would still write."""
        for lines in (self._files, self._cases, self._withheld):
            lines.close()
        self._zip.fp = None

    def add(self, path: str, content: bytes) -> None:
        self._add(path, [content])

    def add_json(self, path: str, value: object) -> None:
        self.add(path, json.dumps(value, indent=2, ensure_ascii=False, default=str).encode() + b"\n")

    def add_lines(self, path: str, values: Iterable[object]) -> None:
        """One JSON value a line, each as it is spelled for digests."""
        self._add(path, (canonical_json.encode(value) + b"\n" for value in values))

    def note_case(self, reference: str, entries: int, head: str) -> None:
        """A case whose journal is in the pack, and how far it goes."""
        self._cases.write(canonical_json.encode({"reference": reference, "entries": entries, "head": head}) + b"\n")
        self.case_count += 1

    def withhold(self, reference: str, what: str, count: int, why: str) -> None:
        """What is not in the pack, and why."""
        told = {"reference": reference, "what": what, "count": count, "why": why}
        self._withheld.write(canonical_json.encode(told) + b"\n")

    def finish(self, manifest: Mapping[str, Any], key: str) -> None:
        """The gathered lists, the list of all files, and the manifest under the key of this name."""
        for path, lines in (("cases.jsonl", self._cases), ("withheld.jsonl", self._withheld)):
            self._add(path, _read(lines))
        listing = self._put("files.jsonl", _read(self._files))
        told = {**manifest, "format": FORMAT, "cases": self.case_count, "files_sha256": listing}
        text = canonical_json.encode(told)
        self._put("manifest.json", [text])
        self._put("manifest.sig", [sealing.sign_anchor(key, text).encode()])
        self._zip.close()

    def _add(self, path: str, parts: Iterable[bytes]) -> None:
        self._files.write(canonical_json.encode({"path": path, "sha256": self._put(path, parts)}) + b"\n")

    def _put(self, path: str, parts: Iterable[bytes]) -> str:
        made = hashlib.sha256()
        told = zipfile.ZipInfo(path, self._at.timetuple()[:6])
        told.compress_type = zipfile.ZIP_DEFLATED
        told.external_attr = 0o644 << 16
        with self._zip.open(told, "w") as file:
            for part in parts:
                made.update(part)
                file.write(part)
        return made.hexdigest()


def _lines() -> IO[bytes]:
    return cast("IO[bytes]", tempfile.SpooledTemporaryFile(max_size=_MANY))


def _read(lines: IO[bytes]) -> Iterable[bytes]:
    lines.seek(0)
    return iter(lambda: lines.read(_MANY), b"")

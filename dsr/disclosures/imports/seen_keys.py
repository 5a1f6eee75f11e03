"""The keys of a file and the line on which each stood first: on disk, as a million of them would fill the memory."""

import sqlite3
import weakref
from collections.abc import Iterable, Iterator
from typing import NamedTuple


class FirstRow(NamedTuple):
    """Where a key stood first, and the hash of what it said there."""

    line: int
    said: int


class SeenKeys:
    """A temporary file of SQLite's own, which goes with this object."""

    def __init__(self) -> None:
        self._rows = sqlite3.connect("", isolation_level=None)
        weakref.finalize(self, self._rows.close)
        self._rows.execute("PRAGMA journal_mode = OFF")
        self._rows.execute("PRAGMA cache_size = -16000")  # 16 MB
        self._rows.execute("CREATE TABLE seen (key TEXT PRIMARY KEY, line INTEGER, said INTEGER) WITHOUT ROWID")
        self._rows.execute("BEGIN")

    def note(self, key: str, row: FirstRow) -> FirstRow | None:
        """Remember the row, or give the one of the same key that stood before it."""
        if self._rows.execute("INSERT OR IGNORE INTO seen VALUES (?, ?, ?)", (key, *row)).rowcount:
            return None
        return FirstRow(*self._rows.execute("SELECT line, said FROM seen WHERE key = ?", (key,)).fetchone())

    def without(self, keys: Iterable[str]) -> Iterator[str]:
        """Of these keys those that the file does not have."""
        for key in keys:
            if self._rows.execute("SELECT 1 FROM seen WHERE key = ?", (key,)).fetchone() is None:
                yield key

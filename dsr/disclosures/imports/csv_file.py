"""A table from a CSV file: its encoding and delimiter are recognized, its rows keep the line they begin on."""

import codecs
import csv
import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from dsr.errors import BadInput

# Longest first: the mark of UTF-32 begins like that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = (",", ";", "\t")
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Record:
    """One row. `line` is where it begins in the file, counted from 1; a quoted cell may span several lines."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Sheet:
    """A CSV file whose header is read. `digest` is the SHA-256 of its bytes."""

    path: Path
    encoding: str
    delimiter: str
    digest: str
    header: list[str]

    def records(self) -> Iterator[Record]:
        """Give the rows behind the header, without the blank ones. Every call reads the file anew.

        Raises BadInput, with the line, where quotation marks do not pair.
        """
        rows = _records(self.path, self.encoding, self.delimiter)
        next(rows)
        return rows


def read_csv(path: Path) -> Sheet:
    """Look at a file and read its header. Raises BadInput for what is not a CSV file with a header."""
    try:
        encoding, digest = _encoding(path)
    except OSError as error:
        raise BadInput(
            _("The file %(name)s cannot be read: %(why)s.") % {"name": path.name, "why": error.strerror}
        ) from error
    delimiter = _delimiter(path, encoding)
    first = next(_records(path, encoding, delimiter), None)
    if first is None:
        raise BadInput(_("The file %(name)s is empty.") % {"name": path.name})
    return Sheet(path, encoding, delimiter, digest, [" ".join(cell.split()) for cell in first.cells])


def _encoding(path: Path) -> tuple[str, str]:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        start = file.read(4)
        if start.startswith(b"PK"):
            raise BadInput(_("This is a spreadsheet or a ZIP file. Save it as CSV (UTF-8) first."))
        marked = next((name for mark, name in _MARKS if start.startswith(mark)), None)
        possible = [marked] if marked else ["utf-8", "cp1252"]
        decoders = {name: codecs.getincrementaldecoder(name)() for name in possible}
        chunk = start
        while decoders:
            digest.update(chunk)
            if not marked and b"\0" in chunk:
                decoders.clear()
            for name, decoder in list(decoders.items()):
                try:
                    decoder.decode(chunk, final=not chunk)
                except UnicodeDecodeError:
                    del decoders[name]
            if not chunk:
                break
            chunk = file.read(_CHUNK)
    if not decoders:
        raise BadInput(_("This is not text in UTF-8, UTF-16 or Windows-1252. Save it as CSV (UTF-8) first."))
    return next(iter(decoders)), digest.hexdigest()


def _delimiter(path: Path, encoding: str) -> str:
    """Take the one that cuts most of the first rows into as many cells as the header, and into more than one."""

    def score(delimiter: str) -> tuple[int, int]:
        widths: list[int] = []
        # A stray quotation mark is told when the rows are read; here the rows before it are enough.
        with suppress(BadInput):
            widths.extend(len(one.cells) for one in islice(_records(path, encoding, delimiter), 20))
        width = widths[0] if widths else 0
        return widths[1:].count(width) if width > 1 else 0, width

    return max(_DELIMITERS, key=score)


def _records(path: Path, encoding: str, delimiter: str) -> Iterator[Record]:
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        line = 1
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise BadInput(
                    _(
                        "line %(line)d: a quotation mark is never closed, or text stands behind a closed one. "
                        "Nothing after this line can be read."
                    )
                    % {"line": line}
                ) from error
            if any(cell.strip() for cell in cells):
                yield Record(line, cells)
            line = reader.line_num + 1

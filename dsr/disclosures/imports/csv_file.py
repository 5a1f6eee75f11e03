"""A table from a CSV file: its encoding, delimiter and header are found, its rows keep the line they begin on."""

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from dsr.disclosures.imports.file_encoding import encoding_of
from dsr.errors import BadInput

_DELIMITERS = (",", ";", "\t")
_FIRST = 20  # rows by which a delimiter is recognized, and among which the header is looked for


@dataclass(frozen=True)
class Record:
    """One row. `line` is where it begins in the file, counted from 1; a quoted cell may span several lines."""

    line: int
    cells: list[str]

    def width(self) -> int:
        return sum(bool(cell.strip()) for cell in self.cells)


@dataclass(frozen=True)
class Sheet:
    """A CSV file whose header is read. `digest` is the SHA-256 of its bytes, `above` the rows before the header."""

    path: Path
    encoding: str
    delimiter: str
    digest: str
    header: list[str]
    header_line: int
    above: int = 0

    def records(self) -> Iterator[Record]:
        """Give the rows behind the header, without the blank ones. Every call reads the file anew.

        Raises BadInput, with the line, where quotation marks do not pair.
        """
        return islice(_records(self.path, self.encoding, self.delimiter), self.above + 1, None)

    def with_header(self, is_header: Callable[[list[str]], bool]) -> "Sheet":
        """The same, its header the first row that is one; the first row of all where none is.

        Raises BadInput where rows stand above it that may be more than a title.
        """
        first = list(self._first())
        found = next((at for at, record in enumerate(first) if is_header(_tidy(record.cells))), 0)
        if any(record.width() >= first[found].width() for record in first[:found]):
            raise BadInput(
                _("The header seems to be line %(line)d. Take the lines above it out of the file.")
                % {"line": first[found].line}
            )
        header = first[found]
        return replace(self, header=_tidy(header.cells), header_line=header.line, above=found)

    def _first(self) -> Iterator[Record]:
        with suppress(BadInput):  # told when all rows are read
            yield from islice(_records(self.path, self.encoding, self.delimiter), _FIRST)

    def read_as_windows(self) -> Iterator[tuple[int, str]]:
        """Lines and cells whose characters only the guess of the encoding explains, where it was guessed."""
        if self.encoding == "cp1252":
            for record in self.records():
                yield from ((record.line, cell) for cell in record.cells if not cell.isascii())


def read_csv(path: Path) -> Sheet:
    """Look at a file and read its first row as header. Raises BadInput for what is not a CSV file with a header."""
    try:
        encoding, digest = encoding_of(path)
    except OSError as error:
        raise BadInput(
            _("The file %(name)s cannot be read: %(why)s.") % {"name": path.name, "why": error.strerror}
        ) from error
    delimiter = _delimiter(path, encoding)
    first = next(_records(path, encoding, delimiter), None)
    if first is None:
        raise BadInput(_("The file %(name)s is empty.") % {"name": path.name})
    return Sheet(path, encoding, delimiter, digest, _tidy(first.cells), first.line)


def _tidy(cells: list[str]) -> list[str]:
    return [" ".join(cell.split()) for cell in cells]


def _delimiter(path: Path, encoding: str) -> str:
    """Take the one that cuts the largest part of the first rows into equally many cells, and into more than one."""

    def score(delimiter: str) -> tuple[float, int]:
        widths: Counter[int] = Counter()
        # A stray quotation mark is told when the rows are read; here the rows before it are enough.
        with suppress(BadInput):
            widths.update(len(one.cells) for one in islice(_records(path, encoding, delimiter), _FIRST))
        return max(((count / widths.total(), width) for width, count in widths.items() if width > 1), default=(0, 0))

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

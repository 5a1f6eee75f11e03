"""Telling a spreadsheet from a text by its content, and reading the text: encoding, delimiter, quoted cells."""

import codecs
import csv
import io
from collections import Counter
from itertools import islice

from django.utils.translation import gettext as _

from dsr.errors import BadInput
from dsr.formats.tables.rows import CSV, MOST_BYTES, MOST_ROWS, Table, TableRow
from dsr.formats.tables.workbook import read_workbook

_ARCHIVE, _OLD_OR_LOCKED = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DELIMITERS = (",", ";", "\t")
_FIRST = 20  # rows by which the delimiter is told


def read_table(content: bytes) -> Table:
    """The rows of a CSV or XLSX file. Raises BadInput, with what to do, for what is neither, or is too large."""
    if not content.strip():
        raise BadInput(_("This file is empty. Choose it again, or choose another one."))
    if len(content) > MOST_BYTES:
        raise BadInput(
            _("This list is larger than %(most)s MB. Leave only the list in it.") % {"most": MOST_BYTES >> 20}
        )
    if content.startswith(_OLD_OR_LOCKED):
        raise BadInput(
            _("This spreadsheet is of an old kind, or has a password. Save it as XLSX without one, or as CSV.")
        )
    return read_workbook(content) if content.startswith(_ARCHIVE) else _read_text(content)


def _read_text(content: bytes) -> Table:
    text, is_guessed = _decoded(content)
    rows = tuple(_rows(text, _delimiter(text)))
    if not rows:
        raise BadInput(_("This file is empty. Choose it again, or choose another one."))
    notes = [
        (row.line, _("“%(cell)s”: its letters were guessed. Look whether they are right.") % {"cell": cell})
        for row in rows
        for cell in row.cells
        if is_guessed and not cell.isascii()
    ]
    return Table(CSV, rows, tuple(notes))


def _decoded(content: bytes) -> tuple[str, bool]:
    """The text, and whether its encoding was guessed: what is not UTF-8 comes from older Windows programs."""
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), "")
    try:
        text, is_guessed = content.decode(marked or "utf-8"), False
    except UnicodeDecodeError:
        if marked:
            raise _no_text() from None
        try:
            text, is_guessed = content.decode("cp1252"), True
        except UnicodeDecodeError:
            raise _no_text() from None
    if "\0" in text:
        raise _no_text()
    return text, is_guessed


def _no_text() -> BadInput:
    return BadInput(_("This is neither a CSV nor an XLSX file. Save the list as one of them."))


def _delimiter(text: str) -> str:
    """The one that cuts most of the first rows into equally many cells, and into more than one."""

    def score(delimiter: str) -> tuple[int, int]:
        widths = Counter(len(row.cells) for row in islice(_rows(text, delimiter), _FIRST) if not row.fault)
        return max(((count, width) for width, count in widths.items() if width > 1), default=(0, 0))

    return max(_DELIMITERS, key=score)


def _rows(text: str, delimiter: str) -> "list[TableRow]":
    """Rows by the line they begin on; a quoted cell may span several."""
    found: list[TableRow] = []
    reader, line = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return found
        except csv.Error:
            words = _("A quotation mark is not closed, or text stands behind a closed one. Nothing after it is read.")
            return [*found, TableRow(line, (), words)]
        if any(cell.strip() for cell in cells):
            found.append(TableRow(line, cells))
            if len(found) > MOST_ROWS:
                raise BadInput(_("This list has more than %(most)s rows. Send it in parts.") % {"most": MOST_ROWS})
        line = reader.line_num + 1

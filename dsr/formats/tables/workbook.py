"""A spreadsheet of a stranger: unpacked within limits, its first sheet that holds something read as text."""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time
from functools import reduce
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dsr.errors import BadInput
from dsr.formats.tables.rows import MOST_ROWS, XLSX, Table, TableRow

# What a list of people unpacks to; a file made to fill the memory unpacks to a thousand times its size.
_MOST_UNPACKED = 15 * 2**20
_MOST_PARTS = 500
_MOST_SHEETS = 20
_MOST_COLUMNS = 60
_LAST_ROW = 20_000
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d+)"')
_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{2,})(\d+)"[^>]*(?<!/)>\s*<(?:\w+:)?(?:v|is|f)\b')
_ROW_TAG, _COLUMN_TAG = re.compile(rb"<(?:\w+:)?row\b[^>]*>"), re.compile(rb"<(?:\w+:)?col\b[^>]*>")
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"|\b(?:ht|width)="0(?:\.0+)?"')
_NUMBER = re.compile(rb'\br="(\d{1,6})"')
_PADDED = re.compile(r"0+")


def read_workbook(content: bytes) -> Table:
    """Raises BadInput, with what to do, for what is damaged, too large, locked, or brings programs with it."""
    import openpyxl  # noqa: PLC0415  (seven megabytes in every process, for a file that comes once a month)

    _check_archive(content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parts that no list needs
        try:
            with closing(openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)) as book:
                return _first_sheet(book, content)
        except BadInput:
            raise
        except Exception as error:  # whatever a damaged file makes of the reader
            raise _damaged() from error


def _damaged() -> BadInput:
    return BadInput(_("This spreadsheet is damaged, or is no XLSX file. Save it again, or save the list as CSV."))


def _check_archive(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            # The reader takes no more of a part than it declares here.
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
                raise BadInput(
                    _("This spreadsheet is too large inside. Leave only the list in it, or save it as CSV.")
                )
            if "xl/workbook.xml" not in names or any(part.flag_bits & 1 for part in parts):
                raise _damaged()
            if any(name.casefold().endswith("vbaproject.bin") for name in names):
                raise BadInput(_("This spreadsheet holds programs (macros). Save it as XLSX without them, or as CSV."))
            for name in names:
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    _check_places(archive.read(name))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise _damaged() from error


def _place_of(column: bytes) -> int:
    """The third column is C, the twenty-seventh AA."""
    return reduce(lambda place, letter: place * 26 + letter - ord("A") + 1, column, 0)


def _check_places(sheet: bytes) -> None:
    """A row far below makes the reader fill the gap, row by row; what stands far to the right it would pass over."""
    if any(len(number) > 6 or int(number) > _LAST_ROW for number in _ROW.findall(sheet)):
        raise BadInput(
            _("Something stands below row %(last)s of this spreadsheet. Leave only the list in it.")
            % {"last": _LAST_ROW}
        )
    for column, row in _CELL.findall(sheet):
        if len(column) > 3 or _place_of(column) > _MOST_COLUMNS:
            place = {"place": (column + row)[:20].decode()}
            raise BadInput(_("Something stands in %(place)s. Leave only the list in this spreadsheet.") % place)


def _first_sheet(book: Any, content: bytes) -> Table:
    if len(book.worksheets) > _MOST_SHEETS:
        raise BadInput(
            _("This spreadsheet has more than %(most)s sheets. Leave only the list in it.") % {"most": _MOST_SHEETS}
        )
    sheets = [(sheet, next(_rows(sheet), None) is not None) for sheet in book.worksheets]
    held = [sheet for sheet, is_held in sheets if is_held]
    shown = [sheet for sheet in held if sheet.sheet_state == "visible"]
    if not shown:
        raise BadInput(_("No sheet of this spreadsheet that can be seen holds anything."))
    notes = [
        (
            1,
            _("Only the sheet “%(read)s” is read, and “%(other)s” is not.")
            % {"read": shown[0].title, "other": one.title},
        )
        for one in held
        if one is not shown[0]
    ]
    rows = []
    for row in _rows(shown[0]):
        rows.append(row)
        if len(rows) > MOST_ROWS:
            raise BadInput(_("This list has more than %(most)s rows. Send it in parts.") % {"most": MOST_ROWS})
    return Table(XLSX, tuple(rows), (*notes, *_of_hidden(rows, content, shown[0])))


def _of_hidden(rows: list[TableRow], content: bytes, sheet: Any) -> Iterator[tuple[int, str]]:
    """What nobody sees in the spreadsheet, as by a filter, is read all the same, and said."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        written = archive.read(sheet._worksheet_path.lstrip("/"))
    hidden = {
        int(number[1])
        for tag in _ROW_TAG.findall(written)
        if _HIDDEN.search(tag) and (number := _NUMBER.search(tag)) is not None
    }
    if lines := [row.line for row in rows if row.line in hidden]:
        words = ngettext(
            "This row is hidden in the spreadsheet, and is read all the same. Delete it if it is no part of the list.",
            "%(count)d rows are hidden in the spreadsheet from here on, and are read all the same. Delete them if "
            "they are no part of the list.",
            len(lines),
        )
        yield lines[0], words % {"count": len(lines)}
    if any(_HIDDEN.search(tag) for tag in _COLUMN_TAG.findall(written)):
        yield 1, _("A column is hidden in the spreadsheet, and is read all the same. Look whether it belongs there.")


def _rows(sheet: Any) -> Iterator[TableRow]:
    sheet.reset_dimensions()  # what a file says of its own size is not believed
    for line, cells in enumerate(sheet.iter_rows(max_row=_LAST_ROW, max_col=_MOST_COLUMNS), start=1):
        held = [(place, cell) for place, cell in enumerate(cells) if cell.value is not None]
        said = [""] * (held[-1][0] + 1 if held else 0)
        for place, cell in held:
            said[place] = _text(cell)
        fault = next(filter(None, (_fault(cell) for _place, cell in held)), "")
        if any(one.strip() for one in said):
            yield TableRow(line, said, fault)


def _fault(cell: Any) -> str:
    """What a spreadsheet reckons is not in the file for certain; it may be of another day, or of nothing at all."""
    if cell.data_type == "f":
        return _("%(place)s holds a formula. Copy the column and paste it as values.") % {"place": cell.coordinate}
    if cell.data_type == "e":
        return _("%(place)s holds an error of the spreadsheet. Write what it should say.") % {"place": cell.coordinate}
    return ""


def _text(cell: Any) -> str:
    value = cell.value
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and _PADDED.fullmatch(cell.number_format or ""):
        return str(value).zfill(len(cell.number_format))  # a ZIP Code is shown with its first 0, and kept without
    return str(value)

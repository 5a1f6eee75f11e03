"""What a table is read into."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TABLE_ENDINGS = {CSV: (".csv", ".tsv", ".txt"), XLSX: (".xlsx",)}
TABLE_WORDS = {CSV: _("table (CSV)"), XLSX: _("spreadsheet (XLSX)")}
# Rows that hold something. Whoever reads a table has a limit of its own below this.
MOST_ROWS = 2000
MOST_BYTES = 5 * 2**20


class TableRow(NamedTuple):
    """A row that holds something: its number in the file, counted from 1, and its cells; `fault`: why it is unread."""

    line: int
    cells: Sequence[str]
    fault: str = ""


@dataclass(frozen=True)
class Table:
    """`notes` say what was guessed or left out, each with the row it is about."""

    media_type: str
    rows: tuple[TableRow, ...]
    notes: tuple[tuple[int, str], ...] = ()

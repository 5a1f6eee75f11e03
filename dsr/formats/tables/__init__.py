"""A table that came as a file, CSV or XLSX, as rows of text: within limits, and each fault by its row."""

from dsr.formats.tables.rows import CSV, MOST_BYTES, MOST_ROWS, TABLE_ENDINGS, TABLE_WORDS, XLSX, Table, TableRow
from dsr.formats.tables.table_file import read_table

__all__ = ["CSV", "MOST_BYTES", "MOST_ROWS", "TABLE_ENDINGS", "TABLE_WORDS", "XLSX", "Table", "TableRow", "read_table"]

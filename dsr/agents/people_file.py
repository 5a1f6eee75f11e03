"""A list of people that came as a file: its rows, what was guessed of it, and the document that is kept."""

import hashlib
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dsr import documents
from dsr.agents.people_list import Fault, Row
from dsr.documents import Document
from dsr.errors import BadInput
from dsr.formats import tables
from dsr.models import BundlePurpose


@dataclass(frozen=True)
class ListFile:
    """`is_cut_short`: the rest of it cannot be read, so that its rows are not all."""

    rows: list[Row]
    notes: list[Fault]
    document: Document
    is_cut_short: bool


def check_list_size(size: int) -> None:
    """Raises BadInput for a file that is larger than any list."""
    if size > tables.MOST_BYTES:
        most = {"most": tables.MOST_BYTES >> 20}
        raise BadInput(_("This list is larger than %(most)s MB. Leave only the list in it.") % most)


def read_list_file(name: str, content: bytes) -> ListFile:
    """Raises BadInput, with what to do, for what is no CSV or XLSX file within the limits."""
    table = tables.read_table(content)
    kept = documents.clean_name(name, tables.TABLE_ENDINGS[table.media_type])
    document = Document(BundlePurpose.LIST, table.media_type, hashlib.sha256(content).hexdigest(), kept, content)
    rows = [Row(row.line, row.cells, row.fault) for row in table.rows]
    notes = [Fault(line, words) for line, words in table.notes]
    return ListFile(rows, notes, document, any(not row.cells for row in table.rows))

"""A file of recipients or disclosures becomes rows of a draft of the ledger."""

from dsr.disclosures.imports.address_columns import looks_like_part
from dsr.disclosures.imports.import_run import Import, ImportOptions, ImportResult
from dsr.disclosures.imports.row_keys import RecipientKeys, normalized_name
from dsr.disclosures.imports.row_rules import DisclosureRows, RecipientRows, Rows

__all__ = [
    "DisclosureRows",
    "Import",
    "ImportOptions",
    "ImportResult",
    "RecipientKeys",
    "RecipientRows",
    "Rows",
    "looks_like_part",
    "normalized_name",
]

"""Import disclosures from a CSV file into the draft of the ledger."""

from dsr.disclosures.imports import DisclosureRows
from dsr.management.import_command import ImportCommand


class Command(ImportCommand):
    help = "Imports what was disclosed to whom, when and for what purpose, from a CSV file."
    rows = DisclosureRows

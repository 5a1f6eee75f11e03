"""Import recipients from a CSV file into the draft of the ledger."""

from dsr.disclosures.imports import RecipientRows
from dsr.management.import_command import ImportCommand


class Command(ImportCommand):
    help = "Imports third parties with their names and postal addresses from a CSV file."
    rows = RecipientRows

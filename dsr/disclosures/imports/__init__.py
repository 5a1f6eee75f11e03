"""A file of recipients or disclosures becomes rows of a draft of the ledger."""

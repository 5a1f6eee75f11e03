"""The access record: who came in, whose access was changed, who saw what. Added to, never changed."""

from dsr.access_record.entries import forget_entries, write
from dsr.access_record.entry_names import FACTS, AccessName, Why

__all__ = ["FACTS", "AccessName", "Why", "forget_entries", "write"]

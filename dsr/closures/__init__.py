"""A request that ends without an answer, dsr/law/closures.py: closed by who may, opened again with the same clock."""

from dsr.closures.close_case import close, open_again
from dsr.closures.closure_rules import BarredClosure, sort_closures, why_not_closed

__all__ = [
    "BarredClosure",
    "close",
    "open_again",
    "sort_closures",
    "why_not_closed",
]

"""Anchors of the journal: made once a day, signed, kept outside the database, and held against it again."""

from dsr.anchors.anchor_check import Held, check_anchors
from dsr.anchors.anchor_file import compose_message, write_file
from dsr.anchors.daily_anchor import make_anchor, plan_anchor
from dsr.anchors.inclusion import Inclusion, newest_inclusion

__all__ = [
    "Held",
    "Inclusion",
    "check_anchors",
    "compose_message",
    "make_anchor",
    "newest_inclusion",
    "plan_anchor",
    "write_file",
]

"""The places that are databases: a mapping, and what is found, erased and proved by it."""

from dsr.systems.sql.asked_parts import has_unknown_part, refuse_unasked, unasked_remarks
from dsr.systems.sql.confirmed_recipients import confirmed_recipients_of, known_recipients
from dsr.systems.sql.connections import connect, parse_connection, seal_connection
from dsr.systems.sql.deletion_replay import replay_deletions, tells_newcomers
from dsr.systems.sql.erasure import (
    Reach,
    act,
    act_and_prove,
    locking_reach,
    preview_rows,
    reach_person,
    rows_left,
)
from dsr.systems.sql.exact_comparison import is_placeholder
from dsr.systems.sql.find_person import identity_point
from dsr.systems.sql.found_rows import FoundRows, Person
from dsr.systems.sql.mapping import ERASES, KEY_MARK, Act, By, Do, Identity, Match, Route, SystemMapping, Where
from dsr.systems.sql.mapping_check import check_mapping
from dsr.systems.sql.mapping_json import parse_mapping, read_mapping
from dsr.systems.sql.record_match import comparable_points, matched_points
from dsr.systems.sql.remarks import Remark, RemarkKind
from dsr.systems.sql.values import Key

__all__ = [
    "ERASES",
    "KEY_MARK",
    "Act",
    "By",
    "Do",
    "FoundRows",
    "Identity",
    "Key",
    "Match",
    "Person",
    "Reach",
    "Remark",
    "RemarkKind",
    "Route",
    "SystemMapping",
    "Where",
    "act",
    "act_and_prove",
    "check_mapping",
    "comparable_points",
    "confirmed_recipients_of",
    "connect",
    "has_unknown_part",
    "identity_point",
    "is_placeholder",
    "known_recipients",
    "locking_reach",
    "matched_points",
    "parse_connection",
    "parse_mapping",
    "preview_rows",
    "reach_person",
    "read_mapping",
    "refuse_unasked",
    "replay_deletions",
    "rows_left",
    "seal_connection",
    "tells_newcomers",
    "unasked_remarks",
]

"""Which installation this is: its mark in the database, and whether the desk is a restored copy that must wait."""

from dsr.installation.copies import hold, is_held, look_at_place, may_work, note_replay, words_of_hold
from dsr.installation.new_tables import table_turn
from dsr.installation.place import alone, place, renew_place
from dsr.installation.process_clock import LIMIT, clock_difference, clock_seen_off, is_clock_off, measure_anew

__all__ = [
    "LIMIT",
    "alone",
    "clock_difference",
    "clock_seen_off",
    "hold",
    "is_clock_off",
    "is_held",
    "look_at_place",
    "may_work",
    "measure_anew",
    "note_replay",
    "place",
    "renew_place",
    "table_turn",
    "words_of_hold",
]

"""A request that repeats another of the same person: the earlier response is found, chosen, and sent once more."""

from dsr.repeats.choice import UNDECIDED, Choice, choose_earlier
from dsr.repeats.earlier_responses import (
    EarlierOne,
    OldLetter,
    earlier_of,
    find_earlier_responses,
    letter_of,
    may_be_told,
    may_repeat,
    read_ahead,
    same_calendar_year,
    why_not_repeated,
    why_not_sent_again,
)
from dsr.repeats.lost_grounds import show_lost_grounds
from dsr.repeats.same_year import answered_same_year

__all__ = [
    "UNDECIDED",
    "Choice",
    "EarlierOne",
    "OldLetter",
    "answered_same_year",
    "choose_earlier",
    "earlier_of",
    "find_earlier_responses",
    "letter_of",
    "may_be_told",
    "may_repeat",
    "read_ahead",
    "same_calendar_year",
    "show_lost_grounds",
    "why_not_repeated",
    "why_not_sent_again",
]

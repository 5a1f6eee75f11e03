"""Mailing addresses as people and tables write them: which parts say something, and what is none."""

import re

from django.utils.translation import gettext as _

from dsr.errors import BadInput
from dsr.formats.placeholders import begins_with_something, is_no_place

_APART = re.compile(r"[,;\n\r\v\f\x85\u2028\u2029|]+")
_STATE = re.compile(r"[A-Za-z. ]{2,20}\d{5}(-\d{4})?")
# A street with its number, and a place: with less, no letter arrives and nobody is told from anybody.
_FEWEST_WORDS = 4


def parts(text: str) -> list[str]:
    """What stands between line ends, commas and semicolons, each tidied; empty ones are left out."""
    return [part for piece in _APART.split(text) if (part := " ".join(piece.split()))]


def says_no_address(text: str) -> bool:
    """Whether an address is empty, or a placeholder stands where its street would: “N/A, Fresno”, “same as above”."""
    # Its first word is that of its street as well: of thousands of addresses only a few are looked at in parts.
    if text[:1].isalnum() and begins_with_something(text):
        return False
    found = parts(text)
    return not found or is_no_place(found[0]) or is_no_place(text)


def envelope_lines(line: str) -> str:
    """An address of one line as it stands on an envelope, where its commas say where its lines end; else as it is."""
    *street, last = parts(line)
    if not street:
        return line
    if len(street) > 1 and _STATE.fullmatch(last):  # the state belongs to the city before it
        last = f"{street.pop()}, {last}"
    return "\n".join([*street, last])


def one_address(text: str) -> str:
    """The mailing address in what somebody sent. Raises BadInput, without the text, for what cannot be a whole one."""
    found = parts(text)
    if any(map(is_no_place, found)):
        raise BadInput(_("A part of this mailing address stands for nothing. Leave that part out, or send none."))
    has_number = any(letter.isdecimal() for letter in text)
    if _words(text) < _FEWEST_WORDS or not (has_number or len(found) > 1) or not any(map(str.isalpha, text)):
        raise BadInput(_("This is no mailing address. Write it whole: the street, the city, the state and ZIP code."))
    return text.strip()


def _words(text: str) -> int:
    """How many words; in a script that sets none apart, each letter counts."""
    runs = re.findall(r"\w+", text)
    return sum(max(1, sum(ord(letter) > 0x2E7F for letter in run)) for run in runs)

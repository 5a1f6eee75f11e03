"""Postal addresses as they are found in files, set in lines as on an envelope."""

import re

from dsr.formats.american_states import STATES

# What belongs to the piece before it: "Fresno, CA 93701", "Example, Inc.", "1 Sample Street, N.W.".
_STATE_AND_ZIP = re.compile(r"[A-Z]{2}\.? (\d{4,6}(-\d{4})?|[A-Z]\d[A-Z] ?\d[A-Z]\d)$")
_STATE = re.compile(r"[A-Z]{2}$")
_ZIP = re.compile(r"\d{5}(-\d{4})?$")
_SUFFIX = re.compile(r"(inc|llc|llp|ltd|corp|co|gmbh|n\.?w|n\.?e|s\.?w|s\.?e)\b\.?( \D.*)?$", re.IGNORECASE)
_COMMA = re.compile(r",(?![^()]*\))")


def postal_lines(text: str) -> str:
    """Set an address in lines. Lines that are there already stay; else commas part them.

    A ZIP Code comes beside its city. White space is tidied and a piece that is said twice in a row is kept once;
    nothing else is changed.
    """
    given = [_tidy(line) for line in text.splitlines()]
    given = [line for line in given if line]
    if len(given) > 1:
        lines = given[:2]
        for line in given[2:]:
            if _ZIP.match(line) and not lines[-1][-1].isdigit():
                lines[-1] += f" {line}"
            else:
                lines.append(line)
        return "\n".join(lines)
    pieces: list[str] = []
    for piece in _COMMA.split(given[0] if given else ""):
        _append(pieces, _tidy(piece))
    return "\n".join(pieces)


def _append(pieces: list[str], piece: str) -> None:
    if not piece:
        return
    last = pieces[-1] if pieces else ""
    may_be_city = len(pieces) > 1 or not any(map(str.isdigit, last))  # else it is the street
    if last and _ZIP.match(piece) and may_be_city and not last[-1].isdigit():
        if last.upper() in STATES and len(pieces) > 2:
            last = f"{pieces[-2]}, {pieces.pop()}"
        pieces[-1] = f"{last} {piece}"
    elif last and (_STATE.match(piece) or _SUFFIX.match(piece) or (may_be_city and _is_state_and_zip(piece))):
        pieces[-1] = f"{last}, {piece}"
    elif piece.casefold() != last.casefold():
        pieces.append(piece)


def _is_state_and_zip(piece: str) -> bool:
    state, _space, code = piece.rpartition(" ")
    return bool(_STATE_AND_ZIP.match(piece) or (_ZIP.match(code) and state.upper() in STATES))


def _tidy(text: str) -> str:
    return " ".join(text.split()).strip(" ,")


def normalized(text: str) -> str:
    """Give what two spellings of one address have in common, to tell whether they are the same."""
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()

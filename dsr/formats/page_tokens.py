"""What opens the page of one's own request: twelve characters that can be typed from paper, the last a check."""

import unicodedata

from dsr.formats.references import ALPHABET

_LENGTH = 11
_VALUES = {character: value for value, character in enumerate(ALPHABET)}


def from_digest(digest: str) -> str:
    """The token of a keyed hash in hex: 54 bits of it, and a check character."""
    number, body = int(digest, 16), ""
    for _place in range(_LENGTH):
        number, value = divmod(number, len(ALPHABET))
        body += ALPHABET[value]
    return body + _check(body)


def parse(text: str) -> str | None:
    """What a person typed, without spaces, dashes and case; None when no letter of ours can have said so."""
    plain = "".join(c for c in text if not c.isspace() and unicodedata.category(c) not in {"Pd", "Cf"}).upper()
    if len(plain) != _LENGTH + 1 or any(c not in _VALUES for c in plain):
        return None
    return plain if _check(plain[:-1]) == plain[-1] else None


def spell(token: str) -> str:
    """As it is printed, and stands in the link."""
    return f"{token[:4]}-{token[4:8]}-{token[8:]}"


def _check(body: str) -> str:
    """As of references: one wrong or two swapped always show, so a slip is told without asking who exists."""
    return ALPHABET[sum(weight * _VALUES[c] for weight, c in enumerate(body, start=1)) % len(ALPHABET)]

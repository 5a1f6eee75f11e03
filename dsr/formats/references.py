"""References: ten random characters without look-alikes, and a check character. A reference alone opens nothing."""

import secrets
import unicodedata

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # 31 characters: no 0, 1, I, L, O
_LENGTH = 10
_VALUES = {character: value for value, character in enumerate(ALPHABET)}


def _check(body: str) -> str:
    """31 is prime and the weights 1..10 (and 30 for the check) all differ: one wrong or two swapped always show."""
    return ALPHABET[sum(weight * _VALUES[c] for weight, c in enumerate(body, start=1)) % len(ALPHABET)]


def new() -> str:
    """A fresh reference of 11 characters."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(_LENGTH))
    return body + _check(body)


def parse(text: str) -> str | None:
    """What a person typed, without spaces, dashes and case; None when it cannot be a reference."""
    # Word processors make longer dashes of hyphens.
    plain = "".join(c for c in text if not c.isspace() and unicodedata.category(c) != "Pd").upper()
    if len(plain) != _LENGTH + 1 or any(c not in _VALUES for c in plain):
        return None
    return plain if _check(plain[:-1]) == plain[-1] else None


def spell(reference: str) -> str:
    """As it is printed: in groups that are easy to read aloud."""
    return f"{reference[:4]}-{reference[4:8]}-{reference[8:]}"

"""The words of a name, in one spelling: by any of them somebody is found who is looked for."""

import unicodedata
from collections.abc import Iterable

from dsr.formats import spellings

# Letters, marks and digits of every script make a word; what stands between is none of it.
_OF_WORD = "LMN"


def words_looked_for(text: str) -> tuple[str, ...]:
    """The words that a name must have, each once, in the order of the alphabet: who typed which first is not kept."""
    return tuple(sorted(set(_split(spellings.for_deed("name", text)))))


def words_of(names: Iterable[str]) -> frozenset[str]:
    """The words by which these names are found; one with a mark inside also as one: O'Brien as o, brien and obrien."""
    found: set[str] = set()
    for name in names:
        for token in spellings.for_deed("name", name).split():
            parts = _split(token)
            found.update(parts, {"".join(parts)} if parts else ())
    return frozenset(found)


def _split(text: str) -> list[str]:
    return "".join(one if unicodedata.category(one)[0] in _OF_WORD else " " for one in text).split()

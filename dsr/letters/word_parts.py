"""The words of letters in parts, each gathered only for a letter that has a word of it: most cost queries."""

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Any

from dsr.kinds.base import Kind
from dsr.models import Case


@dataclass(frozen=True)
class WordPart:
    """`names`: every word that `gather(case, kind, sealed)` may give. What one case lacks it may leave out."""

    names: frozenset[str]
    gather: Callable[[Case, Kind, Mapping[str, Any]], Mapping[str, Any]]


def one_word(name: str, gather: Callable[[Case, Kind, Mapping[str, Any]], Any]) -> WordPart:
    """The part of a word that is gathered by itself."""
    return WordPart(frozenset({name}), lambda case, kind, sealed: {name: gather(case, kind, sealed)})


def gather_words(
    parts: Iterable[WordPart], case: Case, kind: Kind, sealed: Mapping[str, Any], wanted: Set[str] | None
) -> dict[str, Any]:
    """The words of these parts that have one of `wanted`; of all when it is None."""
    found: dict[str, Any] = {}
    for part in parts:
        if wanted is None or part.names & wanted:
            found.update(part.gather(case, kind, sealed))
    return found

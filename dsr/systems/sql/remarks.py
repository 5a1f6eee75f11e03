"""What a database says of a mapping or of a look, for a person: which table and column, of what kind, what to do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dsr.errors import CannotAct
from dsr.systems.sql.remark_kinds import RemarkKind
from dsr.systems.sql.remark_words import words_of

__all__ = ["Remark", "RemarkKind", "refusal"]

_K = RemarkKind
# The database's own affair, to be known and no fault of the mapping.
TO_KNOW = frozenset({_K.TYPES_DIFFER, _K.UNKNOWN_DATABASE, _K.CANNOT_LOCK, _K.MAY_BREAK_RULE})
# These the mapping may leave so, when a person knows why.
TO_WEIGH = frozenset({_K.IS_VIEW, _K.MAY_BE_REFERRED_TO, _K.TAKEN_TOO_LATE, _K.SAID_CASCADES, _K.SAID_TRIGGERS})


@dataclass(frozen=True)
class Remark:
    """One thing that a person should know: names of tables and columns, a count, and no data of a row."""

    kind: RemarkKind
    table: str = ""
    column: str = ""
    other: str = ""
    count: int = 0

    @property
    def words(self) -> str:
        """What is so and what to do, in the reader's language."""
        return words_of(self.kind, self.table, self.column, self.other, self.count)

    @property
    def must_be_mended(self) -> bool:
        return self.kind not in TO_KNOW | TO_WEIGH

    @property
    def must_be_weighed(self) -> bool:
        return self.kind in TO_WEIGH

    def to_json(self) -> dict[str, Any]:
        told = {"kind": self.kind.value, "table": str(self.table), "column": self.column, "other": self.other}
        return {name: value for name, value in {**told, "count": self.count}.items() if value}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "Remark":
        known = raw.get("kind") in set(RemarkKind)
        return cls(RemarkKind(raw["kind"]) if known else _K.UNKNOWN, **{k: v for k, v in raw.items() if k != "kind"})


def refusal(remarks: Iterable[Remark]) -> CannotAct:
    """The error that says all of these."""
    said = tuple(dict.fromkeys(remarks))
    return CannotAct(" ".join(one.words for one in said), remarks=[one.to_json() for one in said])

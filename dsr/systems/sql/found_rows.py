"""Whose rows are looked for, and what a look found: keys and digests by table, and what a person should know of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dsr.systems.sql import values
from dsr.systems.sql.mapping import Act
from dsr.systems.sql.remarks import Remark
from dsr.systems.sql.values import Key


@dataclass(frozen=True)
class Person:
    """Whose rows: by what is known of the person, or by the keys of the identity's rows themselves."""

    points: Mapping[str, str] = field(default_factory=dict)
    keys: Sequence[Key] | None = None
    parameters: Mapping[str, str | None] = field(default_factory=dict)  # what $code and the like stand for


Rows = dict[Key, dict[str, Any]]


@dataclass(frozen=True)
class FoundRows:
    """The rows of one person by table: key and digest; and the points that the identity's rows hold.

    `cells` is what stands in the columns that are to be corrected: (table, field, value), each once. `remarks` say
    which rows are perhaps the person's and count for nobody. `read` is what was read of the rows; it is never kept.
    """

    rows: Mapping[str, Mapping[Key, str]]
    people: Sequence[Mapping[str, str]] = ()
    cells: Sequence[tuple[str, str, str]] = ()
    remarks: Sequence[Remark] = ()
    read: Mapping[str, Rows] = field(default_factory=dict, compare=False, repr=False)

    def counts(self, acts: Iterable[Act]) -> dict[str, int]:
        return {act.table: len(self.rows.get(act.table, {})) for act in acts}

    @property
    def digest(self) -> str:
        lines = sorted(
            f"{name} {values.to_json(key)} {digest}"
            for name, rows in self.rows.items()
            for key, digest in rows.items()
        )
        return values.digest(lines)

    def people_digest(self, identity: str) -> str:
        """Of the rows of the identity alone: the same rows with the same values give the same."""
        rows = self.rows.get(identity, {})
        return values.digest(sorted(f"{values.to_json(key)} {digest}" for key, digest in rows.items()))

    def to_json(self) -> dict[str, Any]:
        """What is sealed in the case."""
        rows = {
            name: [[values.to_json(key), digest] for key, digest in rows.items()] for name, rows in self.rows.items()
        }
        sealed: dict[str, Any] = {"rows": rows, "people": [dict(person) for person in self.people]}
        if self.cells:
            sealed["cells"] = [list(cell) for cell in self.cells]
        if self.remarks:
            sealed["remarks"] = [one.to_json() for one in self.remarks]
        return sealed

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "FoundRows":
        rows = {name: {values.from_json(key): digest for key, digest in rows} for name, rows in raw["rows"].items()}
        remarks = [Remark.from_json(one) for one in raw.get("remarks", ())]
        return cls(rows, raw["people"], [tuple(cell) for cell in raw.get("cells", ())], remarks)

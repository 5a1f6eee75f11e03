"""Whether the columns of a table take what a mapping sets in them, by what the catalog says of each."""

import re
from collections.abc import Iterator
from typing import Any

from dsr.systems.sql.catalog_facts import Column, TableFacts
from dsr.systems.sql.mapping import KEY_MARK, NEW, Act
from dsr.systems.sql.remarks import Remark, RemarkKind

_K = RemarkKind
_NUMBER = re.compile(r"\s*[-+]?\d+(\.\d+)?\s*")


def set_remarks(facts: TableFacts, act: Act) -> Iterator[Remark]:
    """What would be refused after the decision: needs a value, computed, too long, must be unique, another type."""
    for name, value in (*act.set, *act.first):
        column = facts.column(name)
        if column is not None and (kind := _fault(facts, column, value)) is not None:
            yield Remark(kind, act.table, name)


def _fault(facts: TableFacts, column: Column, value: Any) -> RemarkKind | None:
    is_later = isinstance(value, str) and value.startswith("$")
    is_own = isinstance(value, str) and (KEY_MARK in value or value.startswith(f"${NEW}"))  # another for each row
    if column.is_computed:
        return _K.COMPUTED
    if value is None:
        return None if column.is_nullable else _K.NEEDS_VALUE
    if not is_own and any({one.lower() for one in unique} == {column.name.lower()} for unique in facts.unique):
        return _K.MUST_BE_UNIQUE
    if is_later or not isinstance(value, str):
        return None
    plain = value.replace(KEY_MARK, "0")
    if column.length and column.family in {"text", "padded"} and len(plain) > column.length:
        return _K.TOO_LONG
    if column.family == "number" and not _NUMBER.fullmatch(plain):
        return _K.WRONG_TYPE
    return None

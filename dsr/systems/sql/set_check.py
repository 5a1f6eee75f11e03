"""Whether the columns of a table take what a mapping sets or asks there, by what the catalog says of each."""

import re
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from dsr.systems.sql.catalog_facts import Column, TableFacts
from dsr.systems.sql.mapping import KEY_MARK, NEW, Act, Where
from dsr.systems.sql.remarks import Remark, RemarkKind

_K = RemarkKind
_NUMBER = re.compile(r"\s*[-+]?\d+(\.\d+)?\s*")
_FLAGS = frozenset({"0", "1", "t", "f", "true", "false"})


def set_remarks(facts: TableFacts, act: Act) -> Iterator[Remark]:
    """What would be refused after the decision: needs a value, computed, too long, must be unique, another type."""
    for name, value in (*act.set, *act.first):
        column = facts.column(name)
        if column is not None and (kind := _fault(facts, column, value)) is not None:
            yield Remark(kind, act.table, name)


def value_remarks(facts: TableFacts, table: str, values: Iterable[tuple[str, Any]]) -> Iterator[Remark]:
    """What would be refused of the very values of a request, which a database does not always name by its column."""
    for name, value in values:
        column = facts.column(name)
        if column is not None and facts.is_typed and (kind := _unfit(column, value)) is not None:
            yield Remark(kind, table, name)


def where_remarks(facts: TableFacts, table: str, where: Where) -> Iterator[Remark]:
    """The columns that can never hold a value which the mapping asks of them, as their type is another."""
    for name, told in where:
        column = facts.column(name)
        if column is not None and not all(_may_hold(column, one) for one in told if one is not None):
            yield Remark(_K.WRONG_TYPE, table, name)


def is_later(value: object) -> bool:
    """True of what is known only with a request."""
    return isinstance(value, str) and value.startswith("$")


def is_constant(value: object) -> bool:
    """True of what is the same in every row."""
    return not is_later(value) and not (isinstance(value, str) and KEY_MARK in value)


def _fault(facts: TableFacts, column: Column, value: Any) -> RemarkKind | None:
    is_own = isinstance(value, str) and (KEY_MARK in value or value.startswith(f"${NEW}"))  # another for each row
    if column.is_computed:
        return _K.COMPUTED
    is_unique = any({one.lower() for one in unique} == {column.name.lower()} for unique in facts.unique)
    if value is not None and not is_own and is_unique:
        return _K.MUST_BE_UNIQUE
    if is_later(value):
        return None
    return _unfit(column, value.replace(KEY_MARK, "0") if isinstance(value, str) else value)


def _unfit(column: Column, value: Any) -> RemarkKind | None:
    if value is None:
        return None if column.is_nullable else _K.NEEDS_VALUE
    plain = str(int(value)) if isinstance(value, bool) else str(value)
    if column.length and column.family in {"text", "padded"} and len(plain) > column.length:
        return _K.TOO_LONG
    if column.family == "number" and not _NUMBER.fullmatch(plain):
        return _K.WRONG_TYPE
    return None


def _may_hold(column: Column, value: Any) -> bool:
    plain, family = str(value).strip(), column.family
    if isinstance(value, bool):
        return column.may_be_flag or family == "flag"
    if family == "flag":
        return plain.lower() in _FLAGS
    if family == "number":
        return bool(_NUMBER.fullmatch(plain))
    if family == "uuid":
        try:
            return bool(UUID(plain))
        except ValueError:
            return False
    return isinstance(value, str) or family not in {"time", "bytes", "json"}

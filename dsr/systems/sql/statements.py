"""The statements by which rows are found, each built once: a thousand people are looked up by the same ones."""

from collections.abc import Iterable, Sequence, Sized
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Delete, Select, String, bindparam, column, delete, func, or_, select, table
from sqlalchemy.sql.selectable import TableClause
from sqlalchemy.types import NullType

from dsr.systems.sql import comparison
from dsr.systems.sql.mapping import Act, SystemMapping

_KEPT = 1024  # statements; a mapping takes a few a table and size


def table_of(mapping: SystemMapping, name: str, columns: Iterable[str]) -> TableClause:
    """A table by its exact name: the dialect quotes whatever needs it."""
    return table(name, *(column(one) for one in columns), schema=mapping.schema)


def bound(value: Any) -> ColumnElement[Any]:
    """A value bound without a type of ours: the other database takes it as the type of its column."""
    return bindparam(None, value, type_=NullType(), unique=True)


def size_of(keys: Sized) -> int:
    """The next power of two: few statements serve lists of every length."""
    return 1 << max(len(keys) - 1, 0).bit_length()


def among(name: str, size: int, mark: str = "") -> ColumnElement[bool]:
    """True for so many values, which keys() gives when the statement is run."""
    wanted: ColumnElement[Any] = column(name)
    return wanted.in_([bindparam(f"key{mark}_{number}", type_=NullType()) for number in range(size)])


def keys(given: Sequence[Any], mark: str = "") -> dict[str, Any]:
    """The values of among(): at least one, the last of them again to the size."""
    filled = [*given, *[given[-1]] * (size_of(given) - len(given))]
    return {f"key{mark}_{number}": one for number, one in enumerate(filled)}


@lru_cache(maxsize=_KEPT)
def places(mapping: SystemMapping, action: str) -> tuple[Act, ...]:
    """Every table of the deed in an order in which each is reached through those before it."""
    return mapping.places(action)


@lru_cache(maxsize=_KEPT)
def columns(mapping: SystemMapping, action: str, name: str) -> tuple[str, ...]:
    """What is read of a table: its key, how it is reached, what leads on, whom it tells of, and what is set in it."""
    acts = [act for act in (*mapping.actions.get(action, ()), *mapping.lock) if act.table == name]
    every = places(mapping, action)
    key = next(place.key for place in every if place.table == name)
    wanted = {by.other for place in every for by in place.by if by.table == name}
    for act in acts:
        wanted |= {by.column for by in act.by} | {one for match in act.match for one in match.columns}
        wanted |= {one for one, _value in act.set}
    if name == mapping.identity.table:
        wanted |= {one for match in mapping.identity.points for one in match.columns}
    return (key, *sorted(wanted - {key}))


def rows(mapping: SystemMapping, action: str, name: str) -> Select[Any]:
    """What is read of every row of a table."""
    read = columns(mapping, action, name)
    source = table_of(mapping, name, read)
    return select(*(source.c[one] for one in read))


@lru_cache(maxsize=_KEPT)
def rows_among(mapping: SystemMapping, action: str, name: str, by: str, size: int) -> Select[Any]:
    """The rows whose column `by` holds one of so many keys()."""
    return rows(mapping, action, name).where(among(by, size))


@lru_cache(maxsize=_KEPT)
def rows_same(
    mapping: SystemMapping, action: str, name: str, point: str, held: tuple[str, ...], count: int
) -> Select[Any]:
    """The rows whose columns hold a point in any of so many spellings, which values_of_spellings() gives."""
    expression = comparison.spelled(point, [column(one) for one in held])
    same = or_(*(expression == bindparam(_name(number), type_=String()) for number in range(count)))
    return rows(mapping, action, name).where(same)


def values_of_spellings(spellings: Sequence[str]) -> dict[str, str]:
    """The values of rows_same()."""
    return {_name(number): one for number, one in enumerate(spellings)}


def _name(number: int) -> str:
    return f"told_{number}"


@lru_cache(maxsize=_KEPT)
def keys_among(mapping: SystemMapping, name: str, key: str, size: int) -> Select[Any]:
    """Of so many keys() those that are there."""
    return select(table_of(mapping, name, [key]).c[key]).where(among(key, size))


@lru_cache(maxsize=_KEPT)
def counting(mapping: SystemMapping, places: tuple[tuple[str, str, int], ...]) -> Select[Any]:
    """How many rows of each table, by its key and so many keys(), are there; each place is marked by its number."""
    counts = []
    for number, (name, key, size) in enumerate(places):
        source = table_of(mapping, name, [key])
        there = among(key, size, str(number))
        counts.append(select(func.count()).select_from(source).where(there).scalar_subquery())
    return select(*counts)


@lru_cache(maxsize=_KEPT)
def deleting(mapping: SystemMapping, name: str, key: str, size: int) -> Delete:
    """Delete the rows of so many keys()."""
    return delete(table_of(mapping, name, [key])).where(among(key, size))

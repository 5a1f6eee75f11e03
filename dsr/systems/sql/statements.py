"""The statements by which rows are found, each built once: a thousand people are looked up by the same ones."""

from collections.abc import Iterable, Sequence, Sized
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Delete,
    Select,
    String,
    Update,
    and_,
    bindparam,
    column,
    delete,
    func,
    or_,
    select,
    table,
    update,
)
from sqlalchemy.sql.selectable import TableClause
from sqlalchemy.types import NullType

from dsr.systems.sql import comparison
from dsr.systems.sql.mapping import Act, SystemMapping, TableName, Where
from dsr.systems.sql.values import parts_of

_KEPT = 1024  # statements; a mapping takes a few a table and size


def table_of(mapping: SystemMapping, name: str, columns: Iterable[str]) -> TableClause:
    """A table by its exact name: the dialect quotes whatever needs it."""
    schema, plain = schema_of(mapping, name), name.table if isinstance(name, TableName) else name
    return table(plain, *(column(one) for one in columns), schema=schema)


def schema_of(mapping: SystemMapping, name: str) -> str | None:
    """The schema that the mapping names for a table; None for the one where the connection looks first."""
    return (name.schema if isinstance(name, TableName) else None) or mapping.schema


def bound(value: Any) -> ColumnElement[Any]:
    """A value bound without a type of ours: the other database takes it as the type of its column."""
    return bindparam(None, value, type_=NullType(), unique=True)


def size_of(keys: Sized) -> int:
    """The next power of two: few statements serve lists of every length."""
    return 1 << max(len(keys) - 1, 0).bit_length()


def among(names: tuple[str, ...], size: int, mark: str = "") -> ColumnElement[bool]:
    """True for so many values of these columns, which keys() gives when the statement is run."""
    if len(names) == 1:
        wanted: ColumnElement[Any] = column(names[0])
        return wanted.in_([_marked(f"{mark}_{number}") for number in range(size)])
    rows = (
        and_(*(column(name) == _marked(f"{mark}_{number}_{part}") for part, name in enumerate(names)))
        for number in range(size)
    )
    return or_(*rows)


def keys(given: Sequence[Any], mark: str = "") -> dict[str, Any]:
    """The values of among(): at least one, the last of them again to the size."""
    filled = [*given, *[given[-1]] * (size_of(given) - len(given))]
    if not isinstance(given[-1], tuple):
        return {f"key{mark}_{number}": one for number, one in enumerate(filled)}
    return {
        f"key{mark}_{number}_{part}": value
        for number, one in enumerate(filled)
        for part, value in enumerate(parts_of(one))
    }


def _marked(mark: str) -> ColumnElement[Any]:
    return bindparam(f"key{mark}", type_=NullType())


def conditions(where: Where) -> list[ColumnElement[bool]]:
    """The fixed conditions of the mapping, each column with the values that it may have."""
    found: list[ColumnElement[bool]] = []
    for name, told in where:
        held: ColumnElement[Any] = column(name)
        empty = [held.is_(None)] if None in told else []
        found.append(or_(*empty, *(held == bound(value) for value in told if value is not None)))
    return found


@lru_cache(maxsize=_KEPT)
def places(mapping: SystemMapping, action: str) -> tuple[Act, ...]:
    """Every table of the deed in an order in which each is reached through those before it."""
    return mapping.places(action)


def place_of(mapping: SystemMapping, action: str, name: str) -> Act:
    return next(place for place in places(mapping, action) if place.table == name)


@lru_cache(maxsize=_KEPT)
def columns(mapping: SystemMapping, action: str, name: str) -> tuple[str, ...]:
    """What is read of a table: its key, how it is reached, what leads on, whom it tells of, and what is set in it."""
    acts = [act for act in (*mapping.actions.get(action, ()), *mapping.lock) if act.table == name]
    key = place_of(mapping, action, name).key
    wanted = {by.other for place in places(mapping, action) for by in place.by if by.table == name}
    for act in acts:
        wanted |= {by.column for by in act.by} | {one for match in act.match for one in match.columns}
        wanted |= {one for one, _value in (*act.set, *act.first)}
        wanted |= {one for route in act.routes for one, _values in route.where}
    if name == mapping.identity.table:
        wanted |= {one for match in mapping.identity.points for one in match.columns}
        wanted |= {one for one, _values in mapping.identity.where}
    return (*key, *sorted(wanted - {*key}))


def rows(mapping: SystemMapping, action: str, name: str) -> Select[Any]:
    """What is read of every row of a table."""
    read = columns(mapping, action, name)
    source = table_of(mapping, name, read)
    return select(*(source.c[one] for one in read))


@lru_cache(maxsize=_KEPT)
def rows_among(mapping: SystemMapping, action: str, name: str, by: tuple[str, ...], size: int) -> Select[Any]:
    """The rows whose columns `by` hold one of so many keys()."""
    return rows(mapping, action, name).where(among(by, size))


@lru_cache(maxsize=_KEPT)
def rows_same(
    mapping: SystemMapping, action: str, name: str, point: str, held: tuple[str, ...], count: int
) -> Select[Any]:
    """The rows whose columns hold a point in any of so many spellings, which values_of_spellings() gives."""
    expression = comparison.spelled(point, [column(one) for one in held])
    same = or_(*(expression == bindparam(_name(number), type_=String()) for number in range(count)))
    return rows(mapping, action, name).where(same)


def rows_around(mapping: SystemMapping, action: str, name: str, held: str, offered: str, dialect: str) -> Select[Any]:
    """The rows whose column holds an address among other characters. The whole table is read for it."""
    return rows(mapping, action, name).where(comparison.around(column(held), offered, dialect))


def rows_with_figures(
    mapping: SystemMapping, action: str, name: str, held: tuple[str, ...], figures: str
) -> Select[Any]:
    """The rows whose columns hold these figures in their order. The whole table is read for it."""
    return rows(mapping, action, name).where(comparison.with_figures([column(one) for one in held], figures))


def values_of_spellings(spellings: Sequence[str]) -> dict[str, str]:
    """The values of rows_same()."""
    return {_name(number): one for number, one in enumerate(spellings)}


def _name(number: int) -> str:
    return f"told_{number}"


@lru_cache(maxsize=_KEPT)
def cells_among(
    mapping: SystemMapping, name: str, key: tuple[str, ...], more: tuple[str, ...], size: int
) -> Select[Any]:
    """The key and some more columns of the rows of so many keys()."""
    read = (*key, *(one for one in more if one not in key))
    source = table_of(mapping, name, read)
    return select(*(source.c[one] for one in read)).where(among(key, size))


@lru_cache(maxsize=_KEPT)
def counting(mapping: SystemMapping, places: tuple[tuple[str, tuple[str, ...], int], ...]) -> Select[Any]:
    """How many rows of each table, by its key and so many keys(), are there; each place is marked by its number."""
    counts = []
    for number, (name, key, size) in enumerate(places):
        source = table_of(mapping, name, key)
        there = among(key, size, str(number))
        counts.append(select(func.count()).select_from(source).where(there).scalar_subquery())
    return select(*counts)


@lru_cache(maxsize=_KEPT)
def deleting(mapping: SystemMapping, name: str, key: tuple[str, ...], size: int) -> Delete:
    """Delete the rows of so many keys()."""
    return delete(table_of(mapping, name, key)).where(among(key, size))


def updating(
    mapping: SystemMapping, name: str, key: tuple[str, ...], size: int, values: dict[str, ColumnElement[Any]]
) -> Update:
    """Set values in the rows of so many keys()."""
    return update(table_of(mapping, name, {*key, *values})).where(among(key, size)).values(values)

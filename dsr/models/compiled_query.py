"""A query that is sent again and again with other values: Django builds its SQL once, which takes longer than the
database needs to answer it."""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.query import ModelIterable
from django.db.transaction import TransactionManagementError

from dsr.models.prepared_statements import prepared_statements

_Row = TypeVar("_Row", bound=models.Model)
_Value = int | str | date


class _Known:
    """What a compiler of Django has found out, instead of finding it out."""

    known: tuple[str, tuple[Any, ...]]
    known_converters: dict[int, Any]

    def as_sql(self, *_arguments: Any, **_options: Any) -> tuple[str, tuple[Any, ...]]:
        return self.known

    def get_converters(self, _expressions: Any) -> dict[int, Any]:
        return self.known_converters


@dataclass(frozen=True)
class _Compiled:
    compiler: Any
    sql: str
    params: tuple[Any, ...]
    places: tuple[tuple[int, int], ...]  # of the parameters, and the number of the value that stands there


# What stands in the query for a value of each sort while it is compiled, by the number of the value.
_MARKS: dict[type, Callable[[int], Any]] = {
    int: lambda number: 29_501 + number,  # that the smallest field of numbers takes, too
    str: lambda number: f"value {number} of the query",
    date: lambda number: date(1234, 5, 6 + number),
    datetime: lambda number: datetime(1234, 5, 6 + number, tzinfo=UTC),
}


class CompiledQuery(Generic[_Row]):
    """`make` gives the rows for one value of each of these sorts, never None, and depends on nothing else that
    changes: no clock, no setting, no caller."""

    def __init__(self, make: "Callable[..., models.QuerySet[_Row, Any]]", *sorts: type) -> None:
        self._make, self._sorts = make, sorts
        self._compiled: dict[str, _Compiled] = {}

    def get(self, *values: _Value) -> _Row:
        """The first of the rows. Raises the model's DoesNotExist."""
        found, compiler = self._rows(values)
        if not found:
            raise compiler.query.model.DoesNotExist
        return found[0]

    def first(self, *values: _Value) -> _Row | None:
        """The first of the rows, or None."""
        found, _compiler = self._rows(values)
        return found[0] if found else None

    def all(self, *values: _Value) -> list[_Row]:
        """Every row, in the order of the query."""
        return self._rows(values)[0]

    def tuples(self, *values: _Value) -> list[tuple[Any, ...]]:
        """What values_list() would give."""
        compiler = self._compiler(values)
        with prepared_statements(compiler.connection):
            return list(compiler.results_iter(tuple_expected=True))

    def _rows(self, values: tuple[_Value, ...]) -> tuple[list[_Row], Any]:
        compiler = self._compiler(values)
        asked = SimpleNamespace(get_compiler=lambda **_options: compiler)
        # All that Django asks of the query set to whose rows it makes objects.
        rows: Any = SimpleNamespace(db=DEFAULT_DB_ALIAS, query=asked, _known_related_objects={})
        with prepared_statements(compiler.connection):
            return list(ModelIterable(rows)), compiler

    def _compiler(self, values: tuple[_Value, ...]) -> Any:
        connection = connections[DEFAULT_DB_ALIAS]
        one = self._compiled.get(connection.vendor)
        if one is None:
            one = self._compiled[connection.vendor] = self._compile(connection)
        if one.compiler.query.select_for_update and not connection.in_atomic_block:
            raise TransactionManagementError("select_for_update cannot be used outside of a transaction.")
        params = list(one.params)
        for place, number in one.places:
            value = values[number]
            # PostgreSQL is told how wide a number is.
            params[place] = type(params[place])(value) if isinstance(value, int) else _adapted(connection, value)
        compiler = copy.copy(one.compiler)
        compiler.connection, compiler.known = connection, (one.sql, tuple(params))
        return compiler

    def _compile(self, connection: Any) -> _Compiled:
        marks = [_MARKS[sort](number) for number, sort in enumerate(self._sorts)]
        compiler: Any = self._make(*marks).query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        adapted = [_adapted(connection, mark) for mark in marks]
        places = tuple((place, adapted.index(one)) for place, one in enumerate(params) if one in adapted)
        if {number for _place, number in places} != set(range(len(marks))):
            raise ValueError("The query does not ask each of its values.")
        compiler.known_converters = compiler.get_converters(
            [part[0] for part in compiler.select[: compiler.col_count]]
        )
        compiler.__class__ = type("Known", (_Known, type(compiler)), {})
        return _Compiled(compiler, sql, tuple(params), places)


def _adapted(connection: Any, value: _Value) -> Any:
    """As the fields of these sorts hand a value to this database."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value

"""A query that is sent again and again with another value: Django builds its SQL once, which takes longer than the
database needs to answer it."""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.query import ModelIterable
from django.db.transaction import TransactionManagementError

_Row = TypeVar("_Row", bound=models.Model)


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
    before: tuple[Any, ...]  # the parameters before the value, and after it
    after: tuple[Any, ...]


class CompiledQuery(Generic[_Row]):
    """One row, by a field of which no two rows have the same: a number, or a text.

    `make` gives the rows among which it stands, and depends on nothing that changes: no clock, no setting, no caller.
    """

    def __init__(self, make: "Callable[[], models.QuerySet[_Row]]", field: str = "pk") -> None:
        self._make, self._field = make, field
        self._compiled: dict[str, _Compiled] = {}

    def get(self, value: int | str) -> _Row:
        """Raises the model's DoesNotExist."""
        connection = connections[DEFAULT_DB_ALIAS]
        one = self._compiled.get(connection.vendor)
        if one is None:
            one = self._compiled[connection.vendor] = self._compile(value)
        compiler = copy.copy(one.compiler)
        if compiler.query.select_for_update and not connection.in_atomic_block:
            raise TransactionManagementError("select_for_update cannot be used outside of a transaction.")
        compiler.connection, compiler.known = connection, (one.sql, (*one.before, value, *one.after))
        asked = SimpleNamespace(get_compiler=lambda **_options: compiler)
        # All that Django asks of the query set to whose rows it makes objects.
        rows: Any = SimpleNamespace(db=DEFAULT_DB_ALIAS, query=asked, _known_related_objects={})
        found: list[_Row] = list(ModelIterable(rows))
        if not found:
            raise compiler.query.model.DoesNotExist
        return found[0]

    def _compile(self, value: int | str) -> _Compiled:
        mark = "the value" if isinstance(value, str) else -7_340_033
        compiler: Any = self._make().filter(**{self._field: mark}).query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        (place,) = [number for number, one in enumerate(params) if one == mark]
        compiler.known_converters = compiler.get_converters(
            [part[0] for part in compiler.select[: compiler.col_count]]
        )
        compiler.__class__ = type("Known", (_Known, type(compiler)), {})
        return _Compiled(compiler, sql, tuple(params[:place]), tuple(params[place + 1 :]))

"""Changing the rows that were looked up: held fast, changed by key, counted, and read again before the commit."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from sqlalchemy import ColumnElement, Connection, Executable

from dsr.errors import CannotAct
from dsr.systems.sql import set_check, statements
from dsr.systems.sql.exact_comparison import holds, spelled
from dsr.systems.sql.mapping import KEY_MARK, Act, Do, SystemMapping
from dsr.systems.sql.remarks import Remark, RemarkKind, refusal
from dsr.systems.sql.row_reading import ABOUT, SETTING, chunks, key_remark, table_facts
from dsr.systems.sql.values import Key, key_of, parts_of

Values = Mapping[str, Any]
_Set = tuple[tuple[str, Any], ...]


def value_of(told: Any, parameters: Values, key: Key) -> Any:
    """What is set in the row of this key. Raises CannotAct for a value that this request does not give."""
    if isinstance(told, str) and told.startswith("$"):
        if told[1:] not in parameters:  # never an empty value in place of one that nobody gave
            raise CannotAct(_("The fields set a value that this request does not give."))
        return parameters[told[1:]]
    if isinstance(told, str) and KEY_MARK in told:
        return told.replace(KEY_MARK, "-".join(str(one) for one in parts_of(key)))
    return told


def still_to_set(
    connection: Connection, mapping: SystemMapping, one: Act, parameters: Values, rows: Mapping[Key, Values]
) -> set[Key]:
    """Of these rows the keys of those that do not hold exactly what is to be set."""
    facts = table_facts(connection, mapping, one.table)
    return {
        key
        for key, row in rows.items()
        if not all(holds(row[name], value_of(told, parameters, key), facts.family(name)) for name, told in one.set)
    }


def hold_rows(
    connection: Connection, mapping: SystemMapping, action: str, place: Act, keys: Collection[Key]
) -> dict[Key, dict[str, Any]]:
    """Lock the rows of these keys until the end of the transaction, and read them as they are now.

    On SQLite the transaction itself holds everybody off. An account that may not lock a table has its rows read alone;
    those that it deletes are then guarded by the isolation of the transaction.
    """
    facts = table_facts(connection, mapping, place.table)
    columns = statements.columns(mapping, action, place.table)
    held: dict[Key, dict[str, Any]] = {}
    for chunk in chunks(sorted(keys, key=repr)):  # always in the same order, so that two do not wait for one another
        query = statements.rows_among(mapping, action, place.table, place.key, statements.size_of(chunk))
        locking = query.with_for_update() if facts.may_lock else query
        for row in _run(connection, place.table, locking, chunk).all():  # an open cursor would outlive a refusal
            key = key_of(row[: len(place.key)])
            if key in held:
                raise refusal([key_remark(connection, mapping, place.table, place.key)])
            held[key] = dict(zip(columns, row, strict=True))
    return held


def change_rows(
    connection: Connection, mapping: SystemMapping, one: Act, parameters: Values, keys: Collection[Key]
) -> int:
    """Do one table of a deed to the rows of these keys; how many. Raises CannotAct when it is not exactly these."""
    if not keys:
        return 0
    if one.do is Do.DELETE:
        for level in _leaves_first(connection, mapping, one, keys):
            for chunk in chunks(level):
                delete = statements.deleting(mapping, one.table, one.key, statements.size_of(chunk))
                _counted(_run(connection, one.table, delete, chunk), len(chunk), one)
        return len(keys)
    set_values(connection, mapping, one, one.set, parameters, keys)
    _check_written(connection, mapping, one, one.set, parameters, keys)
    return len(keys)


def set_values(
    connection: Connection, mapping: SystemMapping, one: Act, told: _Set, parameters: Values, keys: Iterable[Key]
) -> None:
    """Set values in the rows of these keys, each row once."""
    ordered = sorted(keys, key=repr)
    is_by_row = any(isinstance(value, str) and KEY_MARK in value for _name, value in told)
    facts = table_facts(connection, mapping, one.table)
    for key in ordered if is_by_row else ordered[:1]:
        own = [(name, value_of(value, parameters, key)) for name, value in told]
        if unfit := list(set_check.value_remarks(facts, one.table, own)):
            raise refusal(unfit)
    connection.info[SETTING] = tuple(name for name, _value in told)
    for chunk in ([key] for key in ordered) if is_by_row else chunks(ordered):
        what: dict[str, ColumnElement[Any]] = {
            name: statements.bound(value_of(value, parameters, chunk[0])) for name, value in told
        }
        change = statements.updating(mapping, one.table, one.key, statements.size_of(chunk), what)
        _counted(_run(connection, one.table, change, chunk), len(chunk), one)


def _run(connection: Connection, table: str, statement: Executable, chunk: list[Key]) -> Any:
    connection.info[ABOUT] = table
    return connection.execute(statement, statements.keys(chunk))


def _counted(result: Any, wanted: int, one: Act) -> None:
    if result.rowcount != wanted:
        raise refusal([Remark(RemarkKind.COUNT_DIFFERS, one.table)])


def _check_written(
    connection: Connection, mapping: SystemMapping, one: Act, told: _Set, parameters: Values, keys: Collection[Key]
) -> None:
    """What a column cuts off, rounds or changes by itself is not what was decided."""
    facts, names = table_facts(connection, mapping, one.table), tuple(name for name, _value in told)
    seen = 0
    for chunk in chunks(keys):
        query = statements.cells_among(mapping, one.table, one.key, names, statements.size_of(chunk))
        for row in _run(connection, one.table, query, chunk).mappings().all():
            seen += 1
            key = key_of([row[name] for name in one.key])
            for name, value in told:
                if not holds(row[name], value_of(value, parameters, key), facts.family(name)):
                    raise refusal([Remark(RemarkKind.NOT_AS_WRITTEN, one.table, name)])
    if seen != len(keys):
        raise refusal([Remark(RemarkKind.COUNT_DIFFERS, one.table)])


def _leaves_first(
    connection: Connection, mapping: SystemMapping, one: Act, keys: Collection[Key]
) -> Iterable[list[Key]]:
    """The rows in groups that can be deleted one after the other: none is referred to by a row of a later group."""
    own = table_facts(connection, mapping, one.table).own_references
    opened = {name for name, _value in one.first}
    own = tuple(reference for reference in own if not opened & {*reference.columns})
    if not own:
        return [sorted(keys, key=repr)]
    names = tuple(dict.fromkeys(name for reference in own for name in (*reference.columns, *reference.others)))
    rows: dict[Key, Values] = {}
    for chunk in chunks(keys):
        query = statements.cells_among(mapping, one.table, one.key, names, statements.size_of(chunk))
        found = _run(connection, one.table, query, chunk).mappings()
        rows |= {key_of([row[name] for name in one.key]): dict(row) for row in found}
    parents: dict[Key, set[Key]] = {key: set() for key in rows}
    for reference in own:
        at = {tuple(spelled(row[name]) for name in reference.others): key for key, row in rows.items()}
        for key, row in rows.items():
            to = at.get(tuple(spelled(row[name]) for name in reference.columns))
            if to is not None:
                parents[key].add(to)
    return _levels(parents, Remark(RemarkKind.IN_A_CIRCLE, one.table, ", ".join(own[0].columns)))


def _levels(parents: Mapping[Key, set[Key]], circle: Remark) -> list[list[Key]]:
    """By the rows that each refers to. Raises CannotAct when some refer to one another."""
    waiting = dict.fromkeys(parents, 0)
    for above in parents.values():
        for parent in above:
            waiting[parent] += 1
    levels, done = [], 0
    ready = [key for key, children in waiting.items() if not children]
    while ready:
        levels.append(sorted(ready, key=repr))
        done += len(ready)
        fresh = []
        for key in ready:
            for parent in parents[key]:
                waiting[parent] -= 1
                if not waiting[parent]:
                    fresh.append(parent)
        ready = fresh
    if done != len(parents):
        raise refusal([circle])
    return levels

"""The SQL way: preview, do and prove a deed in one database. Every act is idempotent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from sqlalchemy import ColumnElement, Connection, Delete, String, Update, cast, column, literal, or_, update

from dsr.errors import CannotAct, RowsChanged
from dsr.models import System
from dsr.systems.sql import confirmed_recipients, connections, find_person, mapping_json, statements
from dsr.systems.sql.find_person import FoundRows, Person, chunks
from dsr.systems.sql.mapping import KEY_MARK, Act, Do, SystemMapping
from dsr.systems.sql.values import Key


@dataclass(frozen=True)
class Reach:
    """Where one deed is done for one person, and by which acts."""

    url: str
    mapping: SystemMapping
    action: str
    acts: tuple[Act, ...]
    person: Person


def reach_person(system: System, action: str, person: Person, portions: frozenset[str] = frozenset()) -> Reach:
    """Open the connection of a system and read its mapping. Raises BadInput, CannotAct, CannotOpen."""
    mapping = mapping_json.read_mapping(system.mapping)
    acts = (act.given(person.parameters) for act in mapping.acts(action, portions))
    return Reach(connections.url_of(system), mapping, action, tuple(act for act in acts if not act.is_empty), person)


def locking_reach(system: System, action: str, person: Person) -> Reach:
    """The same for data that is kept: its rows are marked with the exception, where the mapping says how."""
    mapping = mapping_json.read_mapping(system.mapping)
    return Reach(connections.url_of(system), mapping, action, mapping.locks(action), person)


def preview_rows(reach: Reach) -> FoundRows:
    """The person's rows as they are now. Changes nothing."""
    with connections.connect(reach.url) as connection:
        return find_person.rows_of_person(connection, reach.mapping, reach.action, reach.person)


def act_and_prove(reach: Reach, before: FoundRows) -> tuple[dict[str, int], dict[str, int]]:
    """Do the deed and, after the other database has committed, prove it: what act() and prove() tell, together."""
    with connections.opened(reach.url) as connection:
        with connections.begun(connection, writes=True):
            did = _act(connection, reach, before)
        with connections.begun(connection):
            return did, _prove(connection, reach, before)


def act(reach: Reach, before: FoundRows) -> dict[str, int]:
    """Do the deed to the rows that were looked up, all or none; how many by table.

    Rows that are done already are left alone. Raises RowsChanged when others came or changed since the look.
    """
    with connections.connect(reach.url, writes=True) as connection:
        return _act(connection, reach, before)


def prove(reach: Reach, before: FoundRows) -> dict[str, int]:
    """How many rows the deed left undone, by the sealed keys and by the person again."""
    with connections.connect(reach.url) as connection:
        return _prove(connection, reach, before)


def _act(connection: Connection, reach: Reach, before: FoundRows) -> dict[str, int]:
    current = find_person.rows_of_person(connection, reach.mapping, reach.action, reach.person)
    pending = _pending_of_sealed(connection, reach, before, current)
    _refuse_changes(connection, reach, before, current, pending)
    return {one.table: _do(connection, reach, one, pending[one.table]) for one in reach.acts}


def _prove(connection: Connection, reach: Reach, before: FoundRows) -> dict[str, int]:
    again = find_person.rows_of_person(connection, reach.mapping, reach.action, reach.person)
    keys = {one: {*before.rows.get(one.table, {}), *again.rows.get(one.table, {})} for one in reach.acts}
    deleted = [one for one in reach.acts if one.do is Do.DELETE and keys[one]]
    left = {one.table: 0 for one in reach.acts}
    if sum(len(keys[one]) for one in deleted) <= find_person.CHUNK:
        left |= _there(connection, reach, {one: keys.pop(one) for one in deleted})
    for one, some in keys.items():
        left[one.table] = len(_pending(connection, reach, one, some))
    return left


def _there(connection: Connection, reach: Reach, keys: Mapping[Act, set[Key]]) -> dict[str, int]:
    """How many of these rows are there, by table: one question for all of them."""
    if not keys:
        return {}
    given: dict[str, Any] = {}
    for number, some in enumerate(keys.values()):
        given |= statements.keys(list(some), str(number))
    places = tuple((one.table, one.key, statements.size_of(some)) for one, some in keys.items())
    counts = connection.execute(statements.counting(reach.mapping, places), given).one()
    return {one.table: count for one, count in zip(keys, counts, strict=True)}


def rows_left(reach: Reach, before: FoundRows) -> dict[str, int]:
    """The same by the sealed keys alone: whoever is found by other points since then is not looked for."""
    with connections.connect(reach.url) as connection:
        return {one.table: len(_pending(connection, reach, one, before.rows.get(one.table, {}))) for one in reach.acts}


def _pending_of_sealed(
    connection: Connection, reach: Reach, before: FoundRows, current: FoundRows
) -> dict[str, set[Key]]:
    pending = {}
    for one in reach.acts:
        sealed, there = set(before.rows.get(one.table, {})), set(current.rows.get(one.table, {}))
        # What was just seen is there to be deleted; only what is no longer reached is asked for by its key.
        seen = sealed & there if one.do is Do.DELETE else set()
        pending[one.table] = seen | _pending(connection, reach, one, sealed - seen)
    return pending


def _refuse_changes(
    connection: Connection, reach: Reach, before: FoundRows, current: FoundRows, pending: Mapping[str, set[Key]]
) -> None:
    for one in reach.acts:
        sealed, there = before.rows.get(one.table, {}), current.rows.get(one.table, {})
        new = _pending(connection, reach, one, set(there) - set(sealed))
        lost = pending[one.table] - set(there)  # no longer reached as they were: read by their keys
        now = {**there, **find_person.digests(connection, reach.mapping, reach.action, one, lost)}
        if new or any(now.get(key) != sealed[key] for key in pending[one.table]):
            raise RowsChanged(_("The rows changed since they were looked up."))


def _pending(connection: Connection, reach: Reach, one: Act, keys: "set[Key] | Mapping[Key, str]") -> set[Key]:
    """Of these keys: those whose row is still to be deleted, or differs from what is to be set."""
    left: set[Key] = set()
    if not keys:
        return left
    for chunk in chunks(keys):
        query = statements.keys_among(reach.mapping, one.table, one.key, statements.size_of(chunk))
        if one.do is not Do.DELETE:
            query = query.where(
                or_(*(_column(name).is_distinct_from(_value(one, told, reach)) for name, told in one.set))
            )
        found = connection.scalars(query, statements.keys(chunk))
        left |= {bytes(key) if isinstance(key, memoryview) else key for key in found}
    return left


def _do(connection: Connection, reach: Reach, one: Act, keys: set[Key]) -> int:
    done = 0
    for chunk in chunks(sorted(keys, key=repr)):
        size = statements.size_of(chunk)
        if one.do is Do.DELETE:
            act: Delete | Update = statements.deleting(reach.mapping, one.table, one.key, size)
        else:
            target = statements.table_of(reach.mapping, one.table, [one.key, *dict(one.set)])
            what = {name: _value(one, told, reach) for name, told in one.set}
            act = update(target).where(statements.among(one.key, size)).values(what)
        done += connection.execute(act, statements.keys(chunk)).rowcount
    return done


def _column(name: str) -> ColumnElement[Any]:
    return column(name)


def _value(one: Act, told: Any, reach: Reach) -> ColumnElement[Any]:
    if isinstance(told, str) and told.startswith("$"):
        if told[1:] not in reach.person.parameters:  # never an empty value in place of one that nobody gave
            raise CannotAct(_("The mapping sets a value that this request does not give."))
        return statements.bound(reach.person.parameters[told[1:]])
    if isinstance(told, str) and KEY_MARK in told:
        before, _mark, after = told.partition(KEY_MARK)
        key: ColumnElement[Any] = cast(column(one.key), String(255))
        return literal(before, String()) + key + literal(after, String())
    return statements.bound(told)


def check_mapping(system: System) -> None:
    """Ask for every table and column of the mapping once, and for no row. Raises what reaching it raises."""
    mapping = mapping_json.read_mapping(system.mapping)
    with connections.connect(connections.url_of(system)) as connection:
        for action in mapping.actions:
            find_person.touch(connection, mapping, action)
        confirmed_recipients.touch(connection, mapping)

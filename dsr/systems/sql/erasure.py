"""The SQL way: preview, do and prove a deed in one database. Every act is idempotent."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from sqlalchemy import Connection

from dsr.errors import RowsChanged
from dsr.models import System
from dsr.systems.sql import connections, find_person, mapping_json, row_changes, row_reading, statements
from dsr.systems.sql.act_safety import refuse_hidden, refuse_unsafe
from dsr.systems.sql.found_rows import FoundRows, Person
from dsr.systems.sql.mapping import Act, Do, SystemMapping
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
    """The person's rows as they are now, and what looks like them. Changes nothing."""
    with connections.connect(reach.url) as connection:
        return find_person.rows_of_person(connection, reach.mapping, reach.action, reach.person, is_look=True)


def act_and_prove(reach: Reach, before: FoundRows) -> tuple[dict[str, int], dict[str, int]]:
    """Do the deed and, after the other database has committed, prove it: what act() and prove() tell, together."""
    with connections.opened(reach.url) as connection:
        with connections.begun(connection, writes=True):
            did = _act(connection, reach, before)
        with connections.begun(connection):
            return did, _prove(connection, reach, before)


def act(reach: Reach, before: FoundRows) -> dict[str, int]:
    """Do the deed to the rows that were looked up, all or none; how many by table.

    Rows that are done already are left alone. Raises RowsChanged when others came or changed since the look, CannotAct
    when the database changed other rows than these, or not exactly so.
    """
    with connections.connect(reach.url, writes=True) as connection:
        return _act(connection, reach, before)


def prove(reach: Reach, before: FoundRows) -> dict[str, int]:
    """How many rows the deed left undone, by the sealed keys and by the person again."""
    with connections.connect(reach.url) as connection:
        return _prove(connection, reach, before)


def _act(connection: Connection, reach: Reach, before: FoundRows) -> dict[str, int]:
    refuse_unsafe(connection, reach.mapping, reach.action, reach.acts)
    known = before.rows.get(reach.mapping.identity.table, {})
    current = find_person.rows_of_person(connection, reach.mapping, reach.action, reach.person, known=known)
    pending = _pending_of_sealed(connection, reach, before, current)
    _refuse_changes(connection, reach, before, current, pending)
    _hold(connection, reach, current, pending, before)
    parameters = reach.person.parameters
    for one in reach.acts:
        if one.first:
            row_changes.set_values(connection, reach.mapping, one, one.first, parameters, pending[one.table])
    return {
        one.table: row_changes.change_rows(connection, reach.mapping, one, parameters, pending[one.table])
        for one in reach.acts
    }


def _hold(
    connection: Connection,
    reach: Reach,
    current: FoundRows,
    pending: Mapping[str, set[Key]],
    before: FoundRows,
) -> None:
    """Nobody changes the rows from here to the commit, nor has since they were compared: a row may have moved on to
    another person in between. Rows through which others were reached are held too.
    """
    acts = {one.table: pending[one.table] for one in reach.acts}
    for place in statements.places(reach.mapping, reach.action):
        sealed = before.rows.get(place.table, {})
        seen = {**sealed, **current.rows.get(place.table, {})}
        if place.table in acts and not row_reading.table_facts(connection, reach.mapping, place.table).is_key(
            place.key
        ):
            # Nothing in the database keeps it from standing in rows of other people too.
            row_changes.hold_rows(connection, reach.mapping, reach.action, place, seen)
        if connection.dialect.name == "sqlite":  # the transaction has held everybody off since it began
            continue
        keys = acts.get(place.table, set(current.rows.get(place.table, {})))
        held = row_changes.hold_rows(connection, reach.mapping, reach.action, place, keys)
        digests = {key: find_person.digest(reach.mapping, reach.action, place.table, row) for key, row in held.items()}
        if digests != {key: seen[key] for key in keys}:
            raise RowsChanged(_("The rows changed since they were looked up."))


def _prove(connection: Connection, reach: Reach, before: FoundRows) -> dict[str, int]:
    refuse_hidden(connection, reach.mapping, reach.action)
    again = find_person.rows_of_person(connection, reach.mapping, reach.action, reach.person)
    keys = {one: {*before.rows.get(one.table, {}), *again.rows.get(one.table, {})} for one in reach.acts}
    deleted = [one for one in reach.acts if one.do is Do.DELETE and keys[one]]
    left = {one.table: 0 for one in reach.acts}
    if sum(len(keys[one]) for one in deleted) <= row_reading.CHUNK:
        left |= _there(connection, reach, {one: keys.pop(one) for one in deleted})
    for one, some in keys.items():
        left[one.table] = len(_pending(connection, reach, one, some, again))
    return left


def _there(connection: Connection, reach: Reach, keys: Mapping[Act, set[Key]]) -> dict[str, int]:
    """How many of these rows are there, by table: one question for all of them."""
    if not keys:
        return {}
    given: dict[str, Any] = {}
    for number, some in enumerate(keys.values()):
        given |= statements.keys(list(some), str(number))
    connection.info[row_reading.ABOUT] = ", ".join(one.table for one in keys)
    places = tuple((one.table, one.key, statements.size_of(some)) for one, some in keys.items())
    counts = connection.execute(statements.counting(reach.mapping, places), given).one()
    return {one.table: count for one, count in zip(keys, counts, strict=True)}


def rows_left(reach: Reach, before: FoundRows) -> dict[str, int]:
    """The same by the sealed keys alone: whoever is found by other points since then is not looked for."""
    with connections.connect(reach.url) as connection:
        refuse_hidden(connection, reach.mapping, reach.action)
        return {one.table: len(_pending(connection, reach, one, before.rows.get(one.table, {}))) for one in reach.acts}


def _pending_of_sealed(
    connection: Connection, reach: Reach, before: FoundRows, current: FoundRows
) -> dict[str, set[Key]]:
    pending = {}
    for one in reach.acts:
        sealed, there = set(before.rows.get(one.table, {})), set(current.rows.get(one.table, {}))
        # What was just seen is there to be deleted; only what is no longer reached is asked for by its key.
        seen = sealed & there if one.do is Do.DELETE else set()
        pending[one.table] = seen | _pending(connection, reach, one, sealed - seen, current)
    return pending


def _refuse_changes(
    connection: Connection, reach: Reach, before: FoundRows, current: FoundRows, pending: Mapping[str, set[Key]]
) -> None:
    for one in reach.acts:
        sealed, there = before.rows.get(one.table, {}), current.rows.get(one.table, {})
        new = _pending(connection, reach, one, set(there) - set(sealed), current)
        lost = pending[one.table] - set(there)  # no longer reached as they were: read by their keys
        rows = find_person.rows_of_keys(connection, reach.mapping, reach.action, one, lost) if lost else {}
        digests = {key: find_person.digest(reach.mapping, reach.action, one.table, row) for key, row in rows.items()}
        now = {**there, **digests}
        if new or any(now.get(key) != sealed[key] for key in pending[one.table]):
            raise RowsChanged(_("The rows changed since they were looked up."))


def _pending(
    connection: Connection, reach: Reach, one: Act, keys: Collection[Key], current: FoundRows | None = None
) -> set[Key]:
    """Of these keys: those whose row is still to be deleted, or does not hold exactly what is to be set."""
    known = current.read.get(one.table, {}) if current else {}
    rows: dict[Key, Any] = {key: known[key] for key in keys if key in known}
    rows |= _read_again(connection, reach, one, [key for key in keys if key not in known])
    if one.do is Do.DELETE:
        return set(rows)
    return row_changes.still_to_set(connection, reach.mapping, one, reach.person.parameters, rows)


def _read_again(connection: Connection, reach: Reach, one: Act, keys: Iterable[Key]) -> Mapping[Key, Any]:
    unread = list(keys)
    return find_person.rows_of_keys(connection, reach.mapping, reach.action, one, unread) if unread else {}

"""Asking a database for all that a mapping names, before anybody approves it. No row of a person is read."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, Delete, Select, Update

from dsr.models import System
from dsr.systems.sql import confirmed_recipients, connections, find_person, mapping_json, set_check, statements
from dsr.systems.sql.act_safety import safety_remarks, unseen_remarks
from dsr.systems.sql.asked_parts import unasked_remarks
from dsr.systems.sql.cascades import referring_remarks
from dsr.systems.sql.catalog_facts import TableFacts
from dsr.systems.sql.constant_check import constant_remarks
from dsr.systems.sql.mapping import Act, Do, SystemMapping
from dsr.systems.sql.remarks import Remark, RemarkKind
from dsr.systems.sql.row_reading import key_faults, key_remark, table_facts
from dsr.systems.sql.trials import only_planned, tried

_K = RemarkKind
_TEXTS = frozenset({"text", "padded"})
_NO_TEXTS = frozenset({"bytes", "json"})


def check_mapping(system: System) -> list[Remark]:
    """All that a person should know before approving, what must be mended first. Raises what reaching it raises."""
    mapping = mapping_json.read_mapping(system.mapping)
    with connections.connect(connections.url_of(system)) as connection:
        found = list(dict.fromkeys([*unasked_remarks(mapping), *_remarks(connection, mapping)]))
    return sorted(found, key=lambda remark: (not remark.must_be_mended, not remark.must_be_weighed))


def _remarks(connection: Connection, mapping: SystemMapping) -> Iterator[Remark]:
    missing = list(_missing(connection, mapping))
    yield from missing
    if missing:  # the rest would say the same again
        return
    for action in mapping.actions:
        yield from tried(connection, "", partial(find_person.touch, connection, mapping, action))
        acts = mapping.acts(action)
        for place in statements.places(mapping, action):
            yield from _of_place(connection, mapping, place)
            yield from _of_search(connection, mapping, action, place)
        for act in (*acts, *mapping.locks(action)):
            yield from _of_act(connection, mapping, act)
        for some in filter(None, (acts, mapping.locks(action))):  # never done together
            yield from safety_remarks(connection, mapping, action, some)
        yield from referring_remarks(connection, mapping, action, acts)
    yield from tried(connection, "", lambda: confirmed_recipients.touch(connection, mapping))
    yield from unseen_remarks(connection, mapping, _read_beside(mapping))
    if not all(table_facts(connection, mapping, name).is_known for name in _named(mapping)):
        yield Remark(_K.UNKNOWN_DATABASE)


def _named(mapping: SystemMapping) -> dict[str, set[str]]:
    """Every table that the mapping names, with the columns that it names of it."""
    identity, found = mapping.identity, dict[str, set[str]]()
    for action in mapping.actions:
        for place in statements.places(mapping, action):
            found.setdefault(place.table, set()).update(statements.columns(mapping, action, place.table))
    found.setdefault(identity.table, set()).update({identity.since} - {""})
    for one in identity.elsewhere:
        found.setdefault(one.table, set()).update({one.column, one.by.column})
        found[identity.table].add(one.by.other)
    if told := mapping.recipients:
        found.setdefault(told.table, set()).update({told.column, told.by.column})
    for name in sorted({*mapping.cascades, *mapping.triggers}):
        found.setdefault(name, set())
    return found


def _read_beside(mapping: SystemMapping) -> list[str]:
    """The tables that are read, and no table of a deed for it."""
    told = [mapping.recipients.table] if mapping.recipients else []
    return [*told, *(one.table for one in mapping.identity.elsewhere)]


def _missing(connection: Connection, mapping: SystemMapping) -> Iterator[Remark]:
    for name, columns in _named(mapping).items():
        facts = table_facts(connection, mapping, name)
        if not facts.is_known:
            continue
        if not facts.is_there:
            yield Remark(_K.NO_TABLE, name)
            continue
        yield from (Remark(_K.NO_COLUMN, name, one) for one in sorted(columns) if facts.column(one) is None)


def _of_place(connection: Connection, mapping: SystemMapping, place: Act) -> Iterator[Remark]:
    facts = table_facts(connection, mapping, place.table)
    if facts.is_view:
        if place.do is Do.FOLLOW:
            yield Remark(_K.IS_VIEW, place.table)
    elif unfit := key_faults(facts, place.table, place.key):
        yield from unfit
    elif facts.is_known and not facts.is_key(place.key):
        yield key_remark(connection, mapping, place.table, place.key)
    for route in place.routes:
        yield from set_check.where_remarks(facts, place.table, route.where)
    if place.table == mapping.identity.table:
        yield from set_check.where_remarks(facts, place.table, mapping.identity.where)
    points = [*place.match, *(mapping.identity.points if place.table == mapping.identity.table else ())]
    for name in dict.fromkeys(one for match in points for one in match.columns):
        if facts.family(name) in _NO_TEXTS:  # capitals would count as other letters
            yield Remark(_K.WRONG_TYPE, place.table, name)
    for by in place.by:
        own, other = facts.family(by.column), table_facts(connection, mapping, by.table).family(by.other)
        if own and other and own != other and not {own, other} <= _TEXTS:
            yield Remark(_K.TYPES_DIFFER, place.table, by.column, f"{by.table}.{by.other}")


def _of_search(connection: Connection, mapping: SystemMapping, action: str, place: Act) -> Iterator[Remark]:
    """The columns of a type that PostgreSQL compares with nothing, such as documents; others compare every type."""
    if connection.dialect.name != "postgresql":
        return
    name, is_identity = place.table, place.table == mapping.identity.table
    asked: list[tuple[tuple[str, ...], Select[Any], dict[str, Any]]] = []
    for where in (*(route.where for route in place.routes), *([mapping.identity.where] if is_identity else [])):
        for one in where:
            query = statements.rows(mapping, action, name).where(*statements.conditions((one,)))
            asked.append(((one[0],), query, {}))
    for match in (*place.match, *(mapping.identity.points if is_identity else ())):
        query = statements.rows_same(mapping, action, name, match.point, match.columns, 1)
        asked.append((match.columns, query, statements.values_of_spellings(["0"])))
    for by in place.by:
        query = statements.rows_among(mapping, action, name, (by.column,), 1)
        asked.append(((by.column,), query, statements.keys([None])))
    for columns, query, told in asked:
        if _K.WRONG_TYPE in {one.kind for one in tried(connection, name, partial(_plan, connection, query, told))}:
            yield Remark(_K.WRONG_TYPE, name, ", ".join(columns))


def _of_act(connection: Connection, mapping: SystemMapping, act: Act) -> Iterator[Remark]:
    facts = table_facts(connection, mapping, act.table)
    told = list(set_check.set_remarks(facts, act))
    if facts.is_known:
        known = {one.column for one in told}
        told += [one for one in constant_remarks(connection, facts, act) if one.column not in known]
    yield from told
    if not facts.may_lock:
        yield Remark(_K.CANNOT_LOCK, act.table)
    kinds = {one.kind for one in told}  # with their columns, which the database does not always name
    yield from (one for one in _explained(connection, mapping, act, facts) if one.kind not in kinds)


def _explained(connection: Connection, mapping: SystemMapping, act: Act, facts: TableFacts) -> Iterator[Remark]:
    """What the database says of the very statements of the deed, without carrying them out."""
    if not facts.is_known or facts.is_view:  # of a view it is said that nothing is done there
        return
    if act.do is Do.DELETE:
        delete = statements.deleting(mapping, act.table, act.key, 1)
        yield from _planned(connection, act, delete)
    for values in (act.set, act.first):
        what = {name: statements.bound(None if set_check.is_later(value) else value) for name, value in values}
        if not what:
            continue
        for one in _planned(connection, act, statements.updating(mapping, act.table, act.key, 1, what)):
            yield one if one.column else _with_column(connection, mapping, act, what, one)


def _with_column(
    connection: Connection, mapping: SystemMapping, act: Act, what: Mapping[str, ColumnElement[Any]], said: Remark
) -> Remark:
    """The same with the columns that alone are refused so."""
    alone = {name: statements.updating(mapping, act.table, act.key, 1, {name: value}) for name, value in what.items()}
    refused = [
        name for name, one in alone.items() if said.kind in {told.kind for told in _planned(connection, act, one)}
    ]
    return Remark(said.kind, said.table, ", ".join(refused), said.other)


def _planned(connection: Connection, act: Act, statement: Delete | Update) -> list[Remark]:
    nothing = statements.keys([None if len(act.key) == 1 else (None,) * len(act.key)])
    return tried(connection, act.table, partial(_plan, connection, statement, nothing))


def _plan(connection: Connection, statement: Delete | Update | Select[Any], told: Mapping[str, Any]) -> None:
    with only_planned(connection):
        connection.execute(statement, told)

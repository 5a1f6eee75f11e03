"""Finding a person's rows in a database: from the identity, through the tables of a deed, to their keys."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from sqlalchemy import Connection, false

from dsr.errors import CannotAct
from dsr.reasons import Reason
from dsr.systems.sql import statements, values
from dsr.systems.sql.exact_comparison import is_placeholder, same_point, spelled, text_of
from dsr.systems.sql.found_rows import FoundRows, Person, Rows
from dsr.systems.sql.mapping import FOUND_BY, Act, By, SystemMapping
from dsr.systems.sql.remarks import Remark, RemarkKind
from dsr.systems.sql.row_reading import ABOUT, Tables, table_facts
from dsr.systems.sql.values import Key

_MOST_PEOPLE = 20  # rows of identity for one person; more is a mapping that finds others too


class TooMany(CannotAct):
    """The identity found more people than one person can be."""

    code = Reason.TOO_MANY_ROWS


@dataclass
class _Search:
    """What was found so far, and the values by which each table was asked already."""

    tables: Tables
    found: dict[str, Rows] = field(default_factory=dict)
    asked: dict[tuple[str, int, By], set[str | None]] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)


def rows_of_person(
    connection: Connection,
    mapping: SystemMapping,
    action: str,
    person: Person,
    *,
    is_look: bool = False,
    known: Iterable[Key] = (),
) -> FoundRows:
    """Every row of the person in the tables of a deed. Reads only.

    `is_look`: a person sees what is found, so that the remarks also tell of rows that may be the person's; it reads
    the whole table. `known` are keys of the identity that such a look found: those that still hold the address count.
    """
    search = _Search(Tables(connection, mapping, action, is_look))
    found, name = search.found, mapping.identity.table
    found[name] = _people(search, person)
    found[name] |= _known_people(search, person, [key for key in known if key not in found[name]])
    points = _leading_points(search, person)
    rest = [place for place in statements.places(mapping, action) if place.table != name]
    for place in rest:
        found[place.table] = _matched(search.tables, place, points)
    while sum(_follow(search, place) for place in rest):  # until no table leads to a row that is new
        pass
    if is_look:  # beside rows that are seen there may be others
        told = [*found, *([mapping.recipients.table] if mapping.recipients else [])]
        hidden = [table for table in told if "SELECT" in table_facts(connection, mapping, table).hidden]
        search.remarks += [Remark(RemarkKind.ROWS_HIDDEN, table) for table in dict.fromkeys(hidden)]
    return FoundRows(
        {name: {key: digest(mapping, action, name, row) for key, row in rows.items()} for name, rows in found.items()},
        [points_of(mapping, row) for row in found[name].values()],
        tuple(_cells(mapping, action, found)),
        [*search.tables.remarks(found), *search.remarks] if is_look else (),
        found,
    )


def _cells(mapping: SystemMapping, action: str, found: Mapping[str, Rows]) -> Iterator[tuple[str, str, str]]:
    """What a correction would overwrite, so that a person sees old beside new."""
    told = {
        (act.table, name, "" if row[column] is None else str(row[column])): None
        for act in mapping.actions.get(action, ())
        for column, name in act.corrected.items()
        for row in found.get(act.table, {}).values()
    }
    yield from told


def rows_of_keys(connection: Connection, mapping: SystemMapping, action: str, place: Act, keys: Iterable[Key]) -> Rows:
    """The rows of these keys as they are now; a row that is gone is missing."""
    return Tables(connection, mapping, action).among(place.table, place.key, keys)


def touch(connection: Connection, mapping: SystemMapping, action: str) -> None:
    """Name every table and column of a deed once, so that one that is not there is told. Reads no row."""
    for place in statements.places(mapping, action):
        connection.info[ABOUT] = place.table
        connection.execute(statements.rows(mapping, action, place.table).where(false()))


def digest(mapping: SystemMapping, action: str, name: str, row: Mapping[str, Any]) -> str:
    return values.digest(row[wanted] for wanted in statements.columns(mapping, action, name))


def identity_point(mapping: SystemMapping, points: Mapping[str, str]) -> str:
    """The point by which the identity is found; empty when the request knows none that the mapping has."""
    held = {match.point for match in mapping.identity.points}
    return next((name for name in FOUND_BY if name in held and points.get(name, "").strip()), "")


def _people(search: _Search, person: Person) -> Rows:
    tables = search.tables
    identity = tables.mapping.identity
    if person.keys is not None:
        return tables.among(identity.table, identity.key, person.keys)
    point = identity_point(tables.mapping, person.points)
    if not point:
        return {}
    columns, told = identity.columns_of(point), person.points[point]
    if is_placeholder(point, told):
        search.remarks.append(Remark(RemarkKind.PLACEHOLDER, identity.table, ", ".join(columns)))
        return {}
    rows = tables.same(identity.table, point, columns, [told], identity.where)
    if len(rows) > _MOST_PEOPLE:
        raise TooMany(_("The identity finds too many rows for one person. Check the fields."))
    return rows


def _known_people(search: _Search, person: Person, keys: list[Key]) -> Rows:
    identity = search.tables.mapping.identity
    point = identity_point(search.tables.mapping, person.points) if person.keys is None else ""
    if not point or not keys:
        return {}
    rows = search.tables.among(identity.table, identity.key, keys)
    return {
        key: row
        for key, row in rows.items()
        if same_point(point, points_of(search.tables.mapping, row).get(point, ""), person.points[point])
    }


def _matched(tables: Tables, place: Act, points: Mapping[str, set[str]]) -> Rows:
    rows: Rows = {}
    for route in place.routes:
        for match in route.match:
            told = points.get(match.point, set())
            if told:
                rows |= tables.same(place.table, match.point, match.columns[:1], sorted(told), route.where)
    return rows


def _follow(search: _Search, place: Act) -> bool:
    """Add what other rows that were found lead to; False when they lead to nothing that was not asked for already."""
    is_new = False
    for number, route in enumerate(place.routes):
        for by in route.by:
            asked = search.asked.setdefault((place.table, number, by), set())
            led = {
                spelled(row[by.other]): row[by.other]
                for row in search.found.get(by.table, {}).values()
                if row[by.other] is not None
            }
            fresh = {told: value for told, value in led.items() if told not in asked}
            asked |= set(fresh)
            fresh = {told: value for told, value in fresh.items() if not _is_nobodys(search, place, by, value)}
            if not fresh:
                continue
            rows = search.tables.among(place.table, (by.column,), fresh.values(), route.where)
            search.found[place.table] = {**search.found.get(place.table, {}), **rows}
            is_new = True
    return is_new


def _is_nobodys(search: _Search, place: Act, by: By, value: Any) -> bool:
    """True of a value that stands for nothing, or that rows of other people hold too: it leads to no rows.

    A key leads to what belongs to its row. Of any other column only the data says whose it is, or a foreign key.
    """
    tables = search.tables
    is_key = table_facts(tables.connection, tables.mapping, by.table).is_key((by.other,))
    if is_key and (by.other,) in _keys(tables, by.table):
        return False
    if is_placeholder("", text_of(value)) and not _is_bound(tables, place, by):
        search.remarks.append(Remark(RemarkKind.PLACEHOLDER, by.table, by.other))
        return True
    holders = Tables(tables.connection, tables.mapping, tables.action).among(by.table, (by.other,), [value])
    others = set(holders) - set(search.found[by.table])
    if others:
        search.remarks.append(Remark(RemarkKind.SHARED_VALUE, by.table, by.other, count=len(others)))
    return bool(others)


def _is_bound(tables: Tables, place: Act, by: By) -> bool:
    """True where the database itself holds that a value leads to one row alone, whatever the value says."""
    facts = table_facts(tables.connection, tables.mapping, by.table)
    own = table_facts(tables.connection, tables.mapping, place.table).place
    return facts.is_key((by.other,)) and any(
        (one.place, one.columns, one.others) == (own, (by.column,), (by.other,)) for one in facts.references
    )


def _keys(tables: Tables, table: str) -> set[tuple[str, ...]]:
    identity = tables.mapping.identity
    known = {place.key for place in statements.places(tables.mapping, tables.action) if place.table == table}
    return known | ({identity.key} if table == identity.table else set())


def points_of(mapping: SystemMapping, row: Mapping[str, Any]) -> dict[str, str]:
    """What a row of the identity tells of its person, by point."""
    told = {
        match.point: " ".join(text_of(row[one]) for one in match.columns if row[one] is not None).strip()
        for match in mapping.identity.points
    }
    return {point: value for point, value in told.items() if value}


def _leading_points(search: _Search, person: Person) -> dict[str, set[str]]:
    """What other tables are matched by: what the request says, and what the person's own rows hold.

    What stands for nothing, or what several people of the identity hold, leads to nobody.
    """
    mapping, people = search.tables.mapping, search.found[search.tables.mapping.identity.table]
    told = [*person.points.items(), *(pair for row in people.values() for pair in points_of(mapping, row).items())]
    used = {match.point for place in statements.places(mapping, search.tables.action) for match in place.match}
    points: dict[str, set[str]] = {}
    for point, value in dict.fromkeys(told):
        kept = points.setdefault(point, set())
        if point not in used or not value.strip() or any(same_point(point, one, value) for one in kept):
            continue
        if remark := _leads_astray(search, person, point, value):
            search.remarks.append(remark)
        else:
            kept.add(value)
    return points


def _leads_astray(search: _Search, person: Person, point: str, value: str) -> Remark | None:
    identity = search.tables.mapping.identity
    columns = identity.columns_of(point)
    if is_placeholder(point, value):
        return Remark(RemarkKind.PLACEHOLDER, identity.table, ", ".join(columns))
    by = "" if person.keys is not None else identity_point(search.tables.mapping, person.points)
    is_finder = point == by and same_point(point, person.points[by], value)
    if not columns or is_finder or (point == "email" and person.keys is not None):
        return None  # everybody who holds it was found by it
    holders = Tables(search.tables.connection, search.tables.mapping, search.tables.action)
    found = {*holders.same(identity.table, point, columns, [value])}
    if point == "phone":
        found |= {*holders.with_number(identity.table, columns, value)}
    others = found - set(search.found[identity.table])
    return Remark(RemarkKind.SHARED_VALUE, identity.table, ", ".join(columns), count=len(others)) if others else None

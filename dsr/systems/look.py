"""Finding a person's rows in a database: from the identity, through the tables of a deed, to their keys."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from sqlalchemy import ColumnElement, Connection, bindparam, column, false, or_, select, table
from sqlalchemy.sql.selectable import TableClause
from sqlalchemy.types import NullType

from dsr.errors import CannotAct
from dsr.systems import values
from dsr.systems.mapping import FOUND_BY, Act, SystemMapping
from dsr.systems.sameness import same
from dsr.systems.values import Key

CHUNK = 500  # values bound in one statement
_MOST_PEOPLE = 20  # rows of identity for one person; more is a mapping that finds others too


class TooMany(CannotAct):
    """The identity found more people than one person can be."""

    code = "too-many-rows"


@dataclass(frozen=True)
class Person:
    """Whose rows: by what is known of the person, or by the keys of the identity's rows themselves."""

    points: Mapping[str, str] = field(default_factory=dict)
    keys: Sequence[Key] | None = None
    parameters: Mapping[str, str | None] = field(default_factory=dict)  # what $code and the like stand for


Rows = dict[Key, dict[str, Any]]


@dataclass(frozen=True)
class Found:
    """The rows of one person by table: key and digest; and the points that the identity's rows hold.

    `cells` is what stands in the columns that are to be corrected: (table, field, value), each once.
    """

    rows: Mapping[str, Mapping[Key, str]]
    people: Sequence[Mapping[str, str]] = ()
    cells: Sequence[tuple[str, str, str]] = ()

    def counts(self, acts: Iterable[Act]) -> dict[str, int]:
        return {act.table: len(self.rows.get(act.table, {})) for act in acts}

    @property
    def digest(self) -> str:
        lines = sorted(
            f"{name} {values.to_json(key)} {digest}"
            for name, rows in self.rows.items()
            for key, digest in rows.items()
        )
        return values.digest(lines)

    def people_digest(self, identity: str) -> str:
        """Of the rows of the identity alone: the same rows with the same values give the same."""
        rows = self.rows.get(identity, {})
        return values.digest(sorted(f"{values.to_json(key)} {digest}" for key, digest in rows.items()))

    def to_json(self) -> dict[str, Any]:
        """What is sealed in the case."""
        rows = {
            name: [[values.to_json(key), digest] for key, digest in rows.items()] for name, rows in self.rows.items()
        }
        sealed: dict[str, Any] = {"rows": rows, "people": [dict(person) for person in self.people]}
        return {**sealed, "cells": [list(cell) for cell in self.cells]} if self.cells else sealed

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "Found":
        rows = {name: {values.from_json(key): digest for key, digest in rows} for name, rows in raw["rows"].items()}
        return cls(rows, raw["people"], [tuple(cell) for cell in raw.get("cells", ())])


def of(connection: Connection, mapping: SystemMapping, deed: str, person: Person) -> Found:
    """Every row of the person in the tables of a deed. Reads only."""
    found: dict[str, Rows] = {}
    points = _points(person, {})
    for place in mapping.places(deed):
        if place.table == mapping.identity.table:
            found[place.table] = _people(connection, mapping, deed, person)
            points = _points(person, found[place.table], mapping)
        else:
            found[place.table] = _reached(connection, mapping, deed, place, found, points)
    people = [points_of(mapping, row) for row in found[mapping.identity.table].values()]
    return Found(
        {name: {key: digest(mapping, deed, name, row) for key, row in rows.items()} for name, rows in found.items()},
        people,
        tuple(_cells(mapping, deed, found)),
    )


def _cells(mapping: SystemMapping, deed: str, found: Mapping[str, Rows]) -> Iterator[tuple[str, str, str]]:
    """What a correction would overwrite, so that a person sees old beside new."""
    told = {
        (act.table, name, "" if row[column] is None else str(row[column])): None
        for act in mapping.deeds.get(deed, ())
        for column, name in act.corrected.items()
        for row in found.get(act.table, {}).values()
    }
    yield from told


def digests(
    connection: Connection, mapping: SystemMapping, deed: str, place: Act, keys: Iterable[Key]
) -> dict[Key, str]:
    """The rows of these keys as they are now; a row that is gone is missing."""
    rows: Rows = {}
    for chunk in chunks(keys):
        rows |= _select(connection, mapping, deed, place, among(place.key, chunk))
    return {key: digest(mapping, deed, place.table, row) for key, row in rows.items()}


def touch(connection: Connection, mapping: SystemMapping, deed: str) -> None:
    """Name every table and column of a deed once, so that one that is not there is told. Reads no row."""
    for place in mapping.places(deed):
        _select(connection, mapping, deed, place, false())


def digest(mapping: SystemMapping, deed: str, name: str, row: Mapping[str, Any]) -> str:
    return values.digest(row[wanted] for wanted in _columns(mapping, deed, name))


def table_of(mapping: SystemMapping, name: str, columns: Iterable[str]) -> TableClause:
    """A table by its exact name: the dialect quotes whatever needs it."""
    return table(name, *(column(one) for one in columns), schema=mapping.schema)


def bound(value: Any) -> ColumnElement[Any]:
    """A value bound without a type of ours: the other database takes it as the type of its column."""
    return bindparam(None, value, type_=NullType(), unique=True)


def among(name: str, chunk: Sequence[Any]) -> ColumnElement[bool]:
    wanted: ColumnElement[Any] = column(name)
    return wanted.in_(bindparam(None, list(chunk), type_=NullType(), unique=True, expanding=True))


def chunks(things: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(things)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def found_by(mapping: SystemMapping, points: Mapping[str, str]) -> str:
    """The point by which the identity is found; empty when the request knows none that the mapping has."""
    held = {match.point for match in mapping.identity.points}
    return next((name for name in FOUND_BY if name in held and points.get(name, "").strip()), "")


def _people(connection: Connection, mapping: SystemMapping, deed: str, person: Person) -> Rows:
    identity = mapping.identity
    place = mapping.places(deed)[0]
    if person.keys is not None:
        rows: Rows = {}
        for chunk in chunks(person.keys):
            rows |= _select(connection, mapping, deed, place, among(place.key, chunk))
        return rows
    point = found_by(mapping, person.points)
    if not point:
        return {}
    columns = next(match.columns for match in identity.points if match.point == point)
    where = same(point, [column(one) for one in columns], person.points[point])
    rows = _select(connection, mapping, deed, place, where)
    if len(rows) > _MOST_PEOPLE:
        raise TooMany(_("The identity finds too many rows for one person. Check the mapping."))
    return rows


def _reached(
    connection: Connection,
    mapping: SystemMapping,
    deed: str,
    place: Act,
    found: Mapping[str, Rows],
    points: Mapping[str, set[str]],
) -> Rows:
    rows: Rows = {}
    for by in place.by:
        led = dict.fromkeys(row[by.other] for row in found[by.table].values() if row[by.other] is not None)
        for chunk in chunks(led):
            rows |= _select(connection, mapping, deed, place, among(by.column, chunk))
    for match in place.match:
        conditions = [
            same(match.point, [column(match.columns[0])], told) for told in sorted(points.get(match.point, ()))
        ]
        if conditions:
            rows |= _select(connection, mapping, deed, place, or_(*conditions))
    return rows


def _select(connection: Connection, mapping: SystemMapping, deed: str, place: Act, where: ColumnElement[bool]) -> Rows:
    columns = _columns(mapping, deed, place.table)
    source = table_of(mapping, place.table, columns)
    query = select(*(source.c[one] for one in columns)).where(where)
    at = columns.index(place.key)
    return {_key(row[at]): dict(zip(columns, row, strict=True)) for row in connection.execute(query)}


def _key(value: Any) -> Key:
    key = bytes(value) if isinstance(value, bytearray | memoryview) else value
    values.to_json(key)  # refuses what no key may be
    return key


def _columns(mapping: SystemMapping, deed: str, name: str) -> list[str]:
    """What is read of a table: its key, how it is reached, what leads on, whom it tells of, and what is set in it."""
    acts = [act for act in (*mapping.deeds.get(deed, ()), *mapping.lock) if act.table == name]
    places = mapping.places(deed)
    key = next(place.key for place in places if place.table == name)
    wanted = {by.other for place in places for by in place.by if by.table == name}
    for act in acts:
        wanted |= {by.column for by in act.by} | {one for match in act.match for one in match.columns}
        wanted |= {one for one, _value in act.set}
    if name == mapping.identity.table:
        wanted |= {one for match in mapping.identity.points for one in match.columns}
    return [key, *sorted(wanted - {key})]


def points_of(mapping: SystemMapping, row: Mapping[str, Any]) -> dict[str, str]:
    """What a row of the identity tells of its person, by point."""
    told = {
        match.point: " ".join(str(row[one]) for one in match.columns if row[one] is not None).strip()
        for match in mapping.identity.points
    }
    return {point: value for point, value in told.items() if value}


def _points(person: Person, rows: Rows, mapping: SystemMapping | None = None) -> dict[str, set[str]]:
    """What other tables are matched by: what the request says, and what the person's own rows hold."""
    points = {name: {told} for name, told in person.points.items() if told.strip()}
    for row in rows.values():
        for name, told in points_of(mapping, row).items() if mapping else ():
            points.setdefault(name, set()).add(told)
    return points

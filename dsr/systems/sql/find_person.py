"""Finding a person's rows in a database: from the identity, through the tables of a deed, to their keys."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from sqlalchemy import Connection, Select, false

from dsr.errors import CannotAct
from dsr.reasons import Reason
from dsr.systems.sql import statements, values
from dsr.systems.sql.comparison import spellings
from dsr.systems.sql.mapping import FOUND_BY, Act, SystemMapping
from dsr.systems.sql.values import Key

CHUNK = 512  # values bound in one statement
_MOST_PEOPLE = 20  # rows of identity for one person; more is a mapping that finds others too


class TooMany(CannotAct):
    """The identity found more people than one person can be."""

    code = Reason.TOO_MANY_ROWS


@dataclass(frozen=True)
class Person:
    """Whose rows: by what is known of the person, or by the keys of the identity's rows themselves."""

    points: Mapping[str, str] = field(default_factory=dict)
    keys: Sequence[Key] | None = None
    parameters: Mapping[str, str | None] = field(default_factory=dict)  # what $code and the like stand for


Rows = dict[Key, dict[str, Any]]


@dataclass(frozen=True)
class FoundRows:
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
    def from_json(cls, raw: Mapping[str, Any]) -> "FoundRows":
        rows = {name: {values.from_json(key): digest for key, digest in rows} for name, rows in raw["rows"].items()}
        return cls(rows, raw["people"], [tuple(cell) for cell in raw.get("cells", ())])


@dataclass(frozen=True)
class _Tables:
    """The tables of one deed in one database, to be read."""

    connection: Connection
    mapping: SystemMapping
    action: str

    def among(self, name: str, column: str, wanted: Iterable[Any]) -> Rows:
        """The rows of a table whose column holds one of these."""
        rows: Rows = {}
        for chunk in chunks(wanted):
            query = statements.rows_among(self.mapping, self.action, name, column, statements.size_of(chunk))
            rows |= self._read(name, query, statements.keys(chunk))
        return rows

    def same(self, name: str, point: str, held: tuple[str, ...], offered: Iterable[str]) -> Rows:
        """The rows of a table whose columns hold one of the offered values in any common spelling."""
        rows: Rows = {}
        for chunk in chunks(spellings(point, offered)):
            query = statements.rows_same(self.mapping, self.action, name, point, held, len(chunk))
            rows |= self._read(name, query, statements.values_of_spellings(chunk))
        return rows

    def _read(self, name: str, query: Select[Any], told: Mapping[str, Any]) -> Rows:
        """Rows by key, which is the first column of every place."""
        columns = statements.columns(self.mapping, self.action, name)
        return {_key(row[0]): dict(zip(columns, row, strict=True)) for row in self.connection.execute(query, told)}


def rows_of_person(connection: Connection, mapping: SystemMapping, action: str, person: Person) -> FoundRows:
    """Every row of the person in the tables of a deed. Reads only."""
    found: dict[str, Rows] = {}
    points, tables = _points(person, {}), _Tables(connection, mapping, action)
    for place in statements.places(mapping, action):
        if place.table == mapping.identity.table:
            found[place.table] = _people(tables, person)
            points = _points(person, found[place.table], mapping)
        else:
            found[place.table] = _reached(tables, place, found, points)
    people = [points_of(mapping, row) for row in found[mapping.identity.table].values()]
    return FoundRows(
        {name: {key: digest(mapping, action, name, row) for key, row in rows.items()} for name, rows in found.items()},
        people,
        tuple(_cells(mapping, action, found)),
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


def digests(
    connection: Connection, mapping: SystemMapping, action: str, place: Act, keys: Iterable[Key]
) -> dict[Key, str]:
    """The rows of these keys as they are now; a row that is gone is missing."""
    rows = _Tables(connection, mapping, action).among(place.table, place.key, keys)
    return {key: digest(mapping, action, place.table, row) for key, row in rows.items()}


def touch(connection: Connection, mapping: SystemMapping, action: str) -> None:
    """Name every table and column of a deed once, so that one that is not there is told. Reads no row."""
    for place in statements.places(mapping, action):
        connection.execute(statements.rows(mapping, action, place.table).where(false()))


def digest(mapping: SystemMapping, action: str, name: str, row: Mapping[str, Any]) -> str:
    return values.digest(row[wanted] for wanted in statements.columns(mapping, action, name))


def chunks(things: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(things)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def identity_point(mapping: SystemMapping, points: Mapping[str, str]) -> str:
    """The point by which the identity is found; empty when the request knows none that the mapping has."""
    held = {match.point for match in mapping.identity.points}
    return next((name for name in FOUND_BY if name in held and points.get(name, "").strip()), "")


def _people(tables: _Tables, person: Person) -> Rows:
    identity = tables.mapping.identity
    if person.keys is not None:
        return tables.among(identity.table, identity.key, person.keys)
    point = identity_point(tables.mapping, person.points)
    if not point:
        return {}
    columns = next(match.columns for match in identity.points if match.point == point)
    rows = tables.same(identity.table, point, columns, [person.points[point]])
    if len(rows) > _MOST_PEOPLE:
        raise TooMany(_("The identity finds too many rows for one person. Check the mapping."))
    return rows


def _reached(tables: _Tables, place: Act, found: Mapping[str, Rows], points: Mapping[str, set[str]]) -> Rows:
    rows: Rows = {}
    for by in place.by:
        led = dict.fromkeys(row[by.other] for row in found[by.table].values() if row[by.other] is not None)
        rows |= tables.among(place.table, by.column, led)
    for match in place.match:
        told = points.get(match.point, set())
        rows |= tables.same(place.table, match.point, match.columns[:1], told)
    return rows


def _key(value: Any) -> Key:
    key = bytes(value) if isinstance(value, bytearray | memoryview) else value
    values.to_json(key)  # refuses what no key may be
    return key


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

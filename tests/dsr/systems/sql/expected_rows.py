"""What a deed may and must do, worked out over plain lists: no code of the desk, and no comparison by a database."""

import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from tests.dsr.systems.sql.random_database import MARK, PEOPLE, Reference, Schema, Table
from tests.dsr.systems.sql.random_mappings import ACTION

Row = dict[str, Any]
_PLACEHOLDERS = {"", "-", "n/a", "na", "none", "unknown", "null"}


class Reading(IntEnum):
    """How far an address may differ in spelling."""

    EXACT = 0  # but for the case of ASCII and spaces around it
    BARE = 1  # but for white space and characters that nobody sees around it
    WIDEST = 2  # but for the spellings of one domain, and a 1 before a phone number


@dataclass
class Expected:
    """Marks of rows by table: `certain` are the person's by every reading, and go; `near` go or are shown to a person;
    `possible` may go; all others stay as they are.
    """

    certain: dict[str, set[int]]
    near: dict[str, set[int]]
    possible: dict[str, set[int]]


def expected_rows(schema: Schema) -> Expected:
    """Of every table of the deed, whatever is done there."""
    return Expected(*(_hers(schema, reading) for reading in Reading))


def _hers(schema: Schema, reading: Reading) -> dict[str, set[int]]:
    found = {PEOPLE: {row[MARK] for row in schema.table(PEOPLE).rows if _is_person(row, schema.points, reading)}}
    hers = _Hers(schema, reading, found)
    acts = {act["table"]: act for act in schema.mapping["deeds"][ACTION]}
    for table in schema.tables[1:]:  # each leads to tables before it
        if act := acts.get(table.name):
            found[table.name] = {row[MARK] for row in table.rows if hers.is_reached(act, row)}
    return found


@dataclass
class _Hers:
    schema: Schema
    reading: Reading
    found: dict[str, set[int]]

    def is_reached(self, act: dict[str, Any], row: Row) -> bool:
        return any(self._leads(row[column], target) for column, target in act["by"].items()) or any(
            self._matches(row[column], point) for column, point in act["match"].items()
        )

    def _leads(self, cell: Any, target: str) -> bool:
        name, _dot, other = target.rpartition(".")
        table = self.schema.table(name)
        if not any(_is_link(cell, row[other]) for row in table.rows if row[MARK] in self.found[name]):
            return False
        if (other,) == table.key:
            return True
        # What stands for nothing, or in the row of somebody else too, says of nobody whose the rows are.
        others = (row for row in table.rows if row[MARK] not in self.found[name])
        is_nobodys = str(cell).strip().casefold() in _PLACEHOLDERS or any(_is_link(cell, row[other]) for row in others)
        return not is_nobodys or (name != PEOPLE and self.reading is Reading.WIDEST)

    def _matches(self, cell: Any, point: str) -> bool:
        if point == "email":
            return _is_address(cell, self.schema.points["email"], self.reading)
        rows = self.schema.table(PEOPLE).rows
        hers = [_digits(row["phone"]) for row in rows if row[MARK] in self.found[PEOPLE]]
        hers.append(_digits(self.schema.points.get("phone")))
        others = [_digits(row["phone"]) for row in rows if row[MARK] not in self.found[PEOPLE]]
        spelled = _short if self.reading is Reading.WIDEST else str
        for digits in hers:
            is_shared = digits in others if spelled is _short else _short(digits) in map(_short, others)
            if spelled(_digits(cell)) == spelled(digits) and not is_shared and not _is_placeholder(digits):
                return True
        return False


def _is_person(row: Row, points: dict[str, str], reading: Reading) -> bool:
    if "email" in points:
        return _is_address(row["email"], points["email"], reading)
    told, held = _digits(points["phone"]), _digits(row["phone"])
    is_same = _short(told) == _short(held) if reading is Reading.WIDEST else told == held
    return is_same and not _is_placeholder(told)


def _is_address(cell: Any, told: str, reading: Reading) -> bool:
    if cell is None:
        return False
    if reading is Reading.EXACT:
        return _lower(cell.strip(" ")) == _lower(told)
    if reading is Reading.BARE:
        return _lower(_bare(cell)) == _lower(told)
    (name, _at, domain), (wanted, _at, there) = _bare(cell).rpartition("@"), told.rpartition("@")
    return _lower(name) == _lower(wanted) and _domain(domain) == _domain(there)


def _domain(text: str) -> str:
    """As IDNA maps it, which knows ß as a letter of its own; a dot at the end changes nothing."""
    kept = text.replace("ß", "\ue000").removesuffix(".")
    return unicodedata.normalize("NFKC", kept).casefold()


def _bare(text: str) -> str:
    return "".join(one for one in text if unicodedata.category(one) not in {"Cf", "Cc"}).strip()


def _lower(text: str) -> str:
    """Of ASCII alone: to other alphabets, letters that only look alike belong too."""
    return "".join(one.lower() if one.isascii() else one for one in text)


def _is_link(cell: Any, value: Any) -> bool:
    """Equal, or a number and the text that writes it exactly so."""
    if cell is None or value is None:
        return False
    return (type(cell) is type(value) and cell == value) or (type(cell) is not type(value) and str(cell) == str(value))


def _digits(cell: Any) -> str:
    return "".join(one for one in str(cell or "") if one in "0123456789")


def _short(digits: str) -> str:
    return digits[1:] if len(digits) == 11 and digits.startswith("1") else digits


def _is_placeholder(digits: str) -> bool:
    return len(digits) < 5 or len(set(digits)) == 1


def matched_points(row: Row, points: dict[str, str], reading: Reading) -> set[str]:
    """Which points of a person this row of the identity holds; a name at the widest without its accents."""

    def is_held(point: str) -> bool:
        if point != "name":
            return _is_person(row, {point: points[point]}, reading)
        held, told = row["note"] or "", points["name"]
        return held == told if reading is Reading.EXACT else _plain(held) == _plain(told)

    return {point for point in points if is_held(point)}


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text).casefold()
    return " ".join("".join(one for one in apart if not unicodedata.combining(one)).split())


def reasons_to_refuse(schema: Schema, expected: Expected) -> set[str]:
    """Why the deed may be refused: what the schema says of itself, and rows that hold others, or take them along."""
    acts = {act["table"]: act for act in schema.mapping["deeds"][ACTION]}
    reasons = set(schema.refusals)
    for table in schema.tables:
        for reference in table.references:
            if reference.other in acts.get(reference.table, {}).get("set", {}):
                reasons.add(f"{table.name} refers to what is changed in {reference.table}")
            if acts.get(reference.table, {}).get("do") != "delete":
                continue
            act = acts.get(table.name, {})
            is_deleted_too = act.get("do") == "delete"
            is_led = act.get("by", {}).get(reference.column) == f"{reference.table}.{reference.other}"
            if reference.action and not (is_deleted_too and is_led):
                reasons.add(f"{table.name} is changed by the database itself")
            if _holds(table, reference, schema, expected, is_deleted_too):
                reasons.add(f"{table.name} still refers to {reference.table}")
    return reasons


def _holds(table: Table, reference: Reference, schema: Schema, expected: Expected, is_deleted_too: bool) -> bool:
    goes = expected.certain.get(table.name, set()) if is_deleted_too else set()
    possible = expected.possible[reference.table]
    gone = {row[reference.other] for row in schema.table(reference.table).rows if row[MARK] in possible} - {None}
    return any(row[MARK] not in goes and row[reference.column] in gone for row in table.rows)

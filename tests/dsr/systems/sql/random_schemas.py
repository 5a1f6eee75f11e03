"""Small databases at random: what businesses have in theirs, and what went wrong there."""

import unicodedata
from collections.abc import Iterable
from random import Random
from typing import Any

from tests.dsr.systems.sql.random_database import MARK, PEOPLE, Column, Reference, Schema, Table

_TOLD = ("dana@example.com", "mike@fass.example", "jo.fisk@example.com")
_CHANGED = (
    *(
        ("ss", "ß"),
        ("k", "\u212a"),
        ("s", "\u017f"),
        ("fi", "\ufb01"),
        ("a", "ä"),
        ("e", "é"),
        ("e", "ｅ"),
        ("@", "+x@"),
    ),
    *((".com", ".com.au"), (".com", ".co"), (".", "_"), ("@", "%@"), ("@", "'@"), ("a", "а"), ("@", "@@")),
)
_AROUND = (
    "{}",
    "{} ",
    " {}",
    "{}\u00a0",
    "{}\t",
    "{}\r\n",
    "\u200b{}",
    "x{}",
    "Dana <{}>",
    "{}; ruth@example.com",
    "{}.",
)
_NOBODYS = ("", " ", "n/a", "none", "unknown", "-", None)
_NUMBERS = (1, 2, 3, 7, 10, 70, 77, 2**31 - 1)
_CODES = ("C-1", "c-1", "C-1 ", "Ç-1", "C-10", "7", "07", "7-B", "7abc", " 7", "70", "ref%", "ref_", "n/a", "")


class SchemaMaker:
    def __init__(self, random: Random, size: int) -> None:
        self.random, self.size = random, size
        self.marks = 0

    def may(self, chance: float) -> bool:
        return self.random.random() < chance

    def schema(self) -> Schema:
        told = self.random.choice(_TOLD)
        people = self._people(told)
        made = Schema([people], {}, {"email": told})
        for number in range(1, self.random.randint(2, 2 + self.size // 2)):
            made.tables.append(self._table(f"t{number}", made))
        if self.may(0.2):
            self._make_circle(made)
        return made

    def _people(self, told: str) -> Table:
        key = Column("id", self.random.choice(["int", "int", "exact", "loose"]))
        text = self.random.choice(["loose", "exact"])
        columns = [key, Column("email", text), Column("phone", "exact"), Column("ref", text), Column("note", text)]
        table = Table(PEOPLE, columns, ("id",))
        shared = self._phone(0) if self.may(0.3) else ""
        for number in range(self.random.randint(2, 3 + self.size)):
            email = (
                told if number == 0 else self.random.choice([self._like(told), self._like(told), "ruth@example.com"])
            )
            phone = shared or self.random.choice(
                [self._phone(number), self._phone(number), "000-000-0000", "n/a", None]
            )
            row = {"email": email, "phone": phone, "ref": self.random.choice(_CODES), "note": self._note(number)}
            self._add(table, row)
        return table

    def _like(self, told: str) -> str | None:
        """An address that is the same, or looks so, or only looks so to some database."""
        if self.may(0.1):
            return self.random.choice(_NOBODYS)
        for _ in range(self.random.randint(0, 2)):
            told = told.replace(*self.random.choice(_CHANGED), 1)
        told = self.random.choice([told, told.upper(), told.title()]) if self.may(0.3) else told
        return self.random.choice(_AROUND).format(told) if self.may(0.5) else told

    def _phone(self, number: int) -> str:
        digits = f"55955501{number:02}"
        return self.random.choice(["{}", "1{}", "+1 {}", "({}", "{} "]).format(digits)

    def _note(self, number: int) -> str | None:
        return self.random.choice([None, "", "jose garcia", "José García", f"note {number}", "gone"])

    def _add(self, table: Table, row: dict[str, Any]) -> bool:
        """The row with a key of its own; False where the database would not tell its key from another's."""
        self.marks += 1
        row = {MARK: self.marks, **row}
        for name in table.key:
            if name not in row:
                row[name] = self._value(table.kind(name))
        taken = {_folded(table, other) for other in table.rows}
        for name in table.key:
            for _ in range(20):
                if _folded(table, row) not in taken:
                    break
                if name not in {reference.column for reference in table.references}:
                    row[name] = self._value(table.kind(name), self.marks)
        if table.key and (_folded(table, row) in taken or any(row[name] is None for name in table.key)):
            return False
        table.rows.append(row)
        return True

    def _value(self, kind: str, more: int = 0) -> Any:
        if kind == "int":
            return self.random.choice([*_NUMBERS, 100 + more])
        return self.random.choice([*(code for code in _CODES if code), f"C-{more}"])

    def _table(self, name: str, made: Schema) -> Table:
        """A table that leads to one or two others, holds an address or a phone, or both."""
        text = self.random.choice(["loose", "exact"])
        table = Table(name, [Column("email", text), Column("phone", "exact"), Column("note", text)], ())
        links = self._links(table, made)
        style = self.random.choice(["own", "own", "pair", "none"])
        if style == "own":
            table.columns.insert(0, Column("id", self.random.choice(["int", "exact", "loose"])))
            table.key = ("id",)
        else:
            table.columns.append(Column("line_no", "int"))
            table.key = (links[0][0], "line_no") if style == "pair" else ()
            for reference in table.references if table.key else ():
                reference.action = reference.action.replace("SET NULL", "")  # of a key nothing is null
        if style == "own" and self.may(0.5):  # a comment answers a comment
            table.columns.append(Column("parent", table.kind("id")))
            table.references.append(Reference("parent", name, "id"))
        for number in range(self.random.randint(1, 3 + self.size)):
            self._add(table, self._row(table, links, made, number))
        return table

    def _links(self, table: Table, made: Schema) -> list[tuple[str, Table, str]]:
        found = []
        for number in range(self.random.randint(1, 2)):
            target = self.random.choice(made.tables)
            other = self.random.choice([*target.key, *(["ref"] if target.name == PEOPLE else ["note"])])
            column = Column(f"link{number}", target.kind(other))
            if self.may(0.2):
                column.kind = self.random.choice(["int", "exact", "loose"])
            table.columns.append(column)
            made.leads[table.name, column.name] = f"{target.name}.{other}"
            found.append((column.name, target, other))
            if target.key == (other,) and column.kind == target.kind(other) and self.may(0.5):
                action = self.random.choices(["", "CASCADE", "SET NULL"], [6, 1, 1])[0]
                table.references.append(Reference(column.name, target.name, other, action))
        return found

    def _row(self, table: Table, links: list[tuple[str, Table, str]], made: Schema, number: int) -> dict[str, Any]:
        told = made.points["email"]
        row: dict[str, Any] = {
            "email": self.random.choice([None, self._like(told), self._like(told), told]),
            "phone": self.random.choice([None, "0000000000", *(one["phone"] for one in made.tables[0].rows)]),
            "note": self._note(number),
        }
        bound = {reference.column for reference in table.references}
        for column, target, other in links:
            row[column] = self._link(table.kind(column), [one[other] for one in target.rows], column in bound)
        if "parent" in bound:
            own = [one["id"] for one in table.rows if one["link0"] == row["link0"]]
            row["parent"] = self.random.choice(
                [None, *(own if self.may(0.8) else [one["id"] for one in table.rows]), *own]
            )
        if "line_no" in {column.name for column in table.columns}:
            row["line_no"] = self.random.randint(1, 3)
        return row

    def _link(self, kind: str, values: Iterable[Any], is_bound: bool) -> Any:
        there = [value for value in values if value is not None]
        value = self.random.choice([None, *there, *there]) if there else None
        value = there[0] if there and self.may(0.4) else value  # of people the first is the one who asks
        if is_bound or value is None:
            return value
        if kind == "int":
            plain = str(value).strip()
            return int(plain) if plain.isdigit() and plain.isascii() else self._value("int")
        dirty = ["{}", "{}", "{}", " {}", "{} ", "0{}", "{}-B", "{}abc"]
        said = self.random.choice(dirty).format(value)
        return self.random.choice([said, said, said.lower(), said.upper()])

    def _make_circle(self, made: Schema) -> None:
        """People lead to a row of another table, which leads to them."""
        for table in made.tables[1:]:
            if len(table.key) == 1 and any(one.table == PEOPLE for one in table.references):
                people = made.tables[0]
                people.columns.append(Column("preferred", table.kind("id")))
                people.references.append(Reference("preferred", table.name, "id"))
                for row in people.rows:
                    row["preferred"] = self.random.choice([None, *(one["id"] for one in table.rows)])
                made.refusals.add("a circle of references")
                return


def _folded(table: Table, row: dict[str, Any]) -> tuple[Any, ...]:
    """The key as the loosest of databases tells it from others."""

    def fold(value: Any) -> Any:
        plain = unicodedata.normalize("NFD", str(value)).casefold().rstrip()
        return "".join(letter for letter in plain if not unicodedata.combining(letter))

    return tuple(fold(row[name]) for name in table.key)

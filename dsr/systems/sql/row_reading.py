"""Reading rows of a deed's tables: the other database brings them, and only what is exactly the same counts."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select
from sqlalchemy.exc import DBAPIError

from dsr.errors import CannotAct
from dsr.formats import phones
from dsr.systems.sql import exact_comparison, set_check, statements
from dsr.systems.sql.catalog import facts_of
from dsr.systems.sql.catalog_facts import TableFacts
from dsr.systems.sql.comparison import spellings
from dsr.systems.sql.exact_comparison import holds, spelled
from dsr.systems.sql.failures import sort_failure
from dsr.systems.sql.found_rows import Rows
from dsr.systems.sql.mapping import SystemMapping, TableName, Where
from dsr.systems.sql.remarks import Remark, RemarkKind, refusal
from dsr.systems.sql.savepoints import set_apart
from dsr.systems.sql.values import Key, key_of

CHUNK = 512  # values bound in one statement
# In the connection's notes, for the words of a refusal: the table that is asked, and the columns that are set in it.
ABOUT = "table"
SETTING = "setting"
MOST_ROWS = 100_000  # of one person in one table; more is a mapping that finds others too


def chunks(things: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(things)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def table_facts(connection: Connection, mapping: SystemMapping, name: str) -> TableFacts:
    """What the catalog says of a table of the mapping."""
    plain = name.table if isinstance(name, TableName) else name
    return facts_of(connection, statements.schema_of(mapping, name), plain)


@dataclass
class Tables:
    """The tables of one deed in one database, to be read.

    `is_look`: a person sees what is found, so that also what only looks like the person's is looked for; what that was
    stands in `remarks`, by table and kind.
    """

    connection: Connection
    mapping: SystemMapping
    action: str
    is_look: bool = False
    near: dict[tuple[RemarkKind, str, str], set[Key]] = field(default_factory=dict)
    unsearched: list[Remark] = field(default_factory=list)

    def among(self, name: str, by: tuple[str, ...], wanted: Iterable[Any], where: Where = ()) -> Rows:
        """The rows of a table whose columns hold exactly one of these: keys, or values of one column."""
        rows = Rows()
        is_key = by == statements.place_of(self.mapping, self.action, name).key
        told = list(wanted) if is_key else fitting(self.connection, self.mapping, name, by[0], wanted)
        exact = {_spelled(one) for one in told}
        is_where, where = condition(self.connection, self.mapping, name, where)
        for chunk in chunks(told):
            query = statements.rows_among(self.mapping, self.action, name, by, statements.size_of(chunk))
            query = query.where(*statements.conditions(where))
            for key, row in self.read(name, query, statements.keys(chunk)).items():
                is_same = tuple(spelled(row[one]) for one in by) in exact and is_where(row)
                if is_same:
                    rows[key] = row
                else:
                    self._is_near(name, by, key)
        return rows

    def same(self, name: str, point: str, held: tuple[str, ...], offered: Iterable[str], where: Where = ()) -> Rows:
        """The rows of a table whose columns hold one of the offered values, exactly but for spelling."""
        rows, offered = Rows(), list(offered)
        is_where, where = condition(self.connection, self.mapping, name, where)
        found: Rows = {}
        for chunk in chunks(spellings(point, offered)):
            query = statements.rows_same(self.mapping, self.action, name, point, held, len(chunk))
            query = query.where(*statements.conditions(where))
            found |= self.read(name, query, statements.values_of_spellings(chunk))
        for key, row in found.items():
            if is_where(row) and _holds_point(row, point, held, offered):
                rows[key] = row
            else:
                self._is_near(name, held, key)
        if self.is_look and point == "email" and len(held) == 1:
            rows |= self._around(name, held[0], offered, where, seen=found)
        return rows

    def with_number(self, name: str, held: tuple[str, ...], told: str) -> Rows:
        """The rows in which all figures of a whole phone number stand in a row, whatever is between or beside them."""
        figures = exact_comparison.whole_number(told)
        if not figures:
            return {}
        found = self.read(name, statements.rows_with_figures(self.mapping, self.action, name, held, figures), {})
        return {
            key: row
            for key, row in found.items()
            if figures in phones.digits(" ".join(exact_comparison.text_of(row[one]) for one in held))
        }

    def _around(self, name: str, held: str, offered: list[str], where: Where, *, seen: Rows) -> Rows:
        """The rows in which an address stands among white space that a form let through; or among other words."""
        rows, dialect = Rows(), self.connection.dialect.name
        is_where, where = condition(self.connection, self.mapping, name, where)
        for told in offered:
            if exact_comparison.is_placeholder("email", told):
                continue
            query = statements.rows_around(self.mapping, self.action, name, held, told, dialect)
            query = query.where(*statements.conditions(where))
            for key, row in self._searched(name, held, query).items():
                if key in seen or not is_where(row):
                    continue
                cell = exact_comparison.text_of(row[held])
                if exact_comparison.same_point("email", cell, told):
                    rows[key] = row
                elif exact_comparison.names_mailbox(cell, told):
                    self.near.setdefault((RemarkKind.NAMED_IN_TEXT, name, held), set()).add(key)
        return rows

    def _searched(self, name: str, held: str, query: Select[Any]) -> Rows:
        """What reads the whole table; where that takes too long, a person is told, and the rest of the look counts."""
        if self.connection.dialect.name == "sqlite":
            return self.read(name, query, {})
        try:
            with set_apart(self.connection):
                return self.read(name, query, {})
        except DBAPIError as error:
            told = {Remark.from_json(one).kind for one in getattr(sort_failure(error, name), "remarks", ())}
            if RemarkKind.TOO_SLOW not in told:
                raise
            self.unsearched.append(Remark(RemarkKind.NOT_SEARCHED, name, held))
            return {}

    def read(self, name: str, query: Select[Any], told: Mapping[str, Any]) -> Rows:
        """Rows by key. Raises CannotAct when two of them have the same key, or more come than one person can have."""
        columns = statements.columns(self.mapping, self.action, name)
        width = len(statements.place_of(self.mapping, self.action, name).key)
        if unfit := key_faults(table_facts(self.connection, self.mapping, name), name, columns[:width]):
            raise refusal(unfit)
        self.connection.info[ABOUT] = name
        with self.connection.execute(query, told) as result:
            found = result.fetchmany(MOST_ROWS + 1)
        if len(found) > MOST_ROWS:
            raise refusal([Remark(RemarkKind.TOO_MANY, name, count=MOST_ROWS)])
        rows: Rows = {}
        for row in found:
            try:
                key = key_of(row[:width])
            except CannotAct:
                raise refusal([Remark(RemarkKind.KEY_EMPTY, name)]) from None
            if key in rows:
                raise refusal([key_remark(self.connection, self.mapping, name, columns[:width])])
            rows[key] = dict(zip(columns, row, strict=True))
        return rows

    def _is_near(self, name: str, held: tuple[str, ...], key: Key) -> None:
        self.near.setdefault((RemarkKind.NEAR_MATCH, name, ", ".join(held)), set()).add(key)

    def remarks(self, found: Mapping[str, Rows]) -> list[Remark]:
        """What was near, without what another way to the same table found exactly."""
        counted = {about: len(keys - set(found.get(about[1], {}))) for about, keys in self.near.items()}
        told = [Remark(kind, name, held, count=count) for (kind, name, held), count in counted.items() if count]
        return [*told, *dict.fromkeys(self.unsearched)]


def key_remark(connection: Connection, mapping: SystemMapping, name: str, key: tuple[str, ...]) -> Remark:
    """That these columns do not tell one row of a table from another, and which do."""
    unique = table_facts(connection, mapping, name).unique
    return Remark(RemarkKind.KEY_NOT_UNIQUE, name, ", ".join(key), ", ".join(unique[0]) if unique else "")


def key_faults(facts: TableFacts, name: str, key: tuple[str, ...]) -> list[Remark]:
    """Why no row can be told from others by these columns, whatever they hold and whether it is unique."""
    found = [Remark(RemarkKind.HAS_HEIRS, name, other=", ".join(facts.heirs))] if facts.heirs else []
    columns = [(one, facts.column(one)) for one in key]
    unfit = [(one, column.declared) for one, column in columns if column is not None and not column.may_be_key]
    return [*found, *(Remark(RemarkKind.KEY_TYPE, name, one, declared) for one, declared in unfit)]


def _spelled(wanted: Any) -> tuple[str | None, ...]:
    return tuple(map(spelled, wanted)) if isinstance(wanted, tuple) else (spelled(wanted),)


def _holds_point(row: Mapping[str, Any], point: str, held: tuple[str, ...], offered: Iterable[str]) -> bool:
    cell = " ".join(exact_comparison.text_of(row[one]) for one in held)
    return any(exact_comparison.same_point(point, cell, told) for told in offered)


def condition(
    connection: Connection, mapping: SystemMapping, name: str, where: Where
) -> tuple[Callable[[Mapping[str, Any]], bool], Where]:
    """Whether a row holds what the mapping demands of it; and the same as the columns take it, to be asked for.

    Raises CannotAct for what a column can never hold.
    """
    if not where:
        return lambda _row: True, where
    facts = table_facts(connection, mapping, name)
    if wrong := list(set_check.where_remarks(facts, name, where)):
        raise refusal(wrong)

    def is_where(row: Mapping[str, Any]) -> bool:
        return all(any(holds(row[column], one, facts.family(column)) for one in told) for column, told in where)

    if connection.dialect.name == "sqlite":  # it converts by the column's affinity
        return is_where, where
    return is_where, tuple(
        (column, tuple(one if one is None else _fit(one, facts.family(column)) for one in told))
        for column, told in where
    )


def fitting(
    connection: Connection, mapping: SystemMapping, name: str, column: str, wanted: Iterable[Any]
) -> list[Any]:
    """The values as a column of this type takes them; those that it cannot hold are left out."""
    if connection.dialect.name == "sqlite":
        return list(wanted)
    family = table_facts(connection, mapping, name).family(column)
    return list(dict.fromkeys(one for one in (_fit(value, family) for value in wanted) if one is not None))


def _fit(value: Any, family: str) -> Any:
    """None where a column of this family cannot hold the value."""
    is_bytes = isinstance(value, bytes | bytearray | memoryview)
    if family in {"text", "padded"}:
        return None if is_bytes else spelled(value)
    if family == "number" and not isinstance(value, int | float | Decimal):
        plain = str(value)
        return int(plain) if plain.lstrip("-").isdigit() and plain.isascii() and str(int(plain)) == plain else None
    if family == "flag" and isinstance(value, int):
        return bool(value)
    if family == "uuid" and not isinstance(value, UUID):
        try:
            return UUID(str(value)) if str(UUID(str(value))) == str(value) else None
        except ValueError:
            return None
    if family == "bytes":
        return value if is_bytes else None
    return value

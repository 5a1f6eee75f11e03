"""What a database does by itself when rows are deleted: foreign keys that take other rows along, uncounted."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from dsr.systems.sql import statements
from dsr.systems.sql.catalog import facts_of
from dsr.systems.sql.catalog_facts import Place, Reference, TableFacts
from dsr.systems.sql.mapping import Act, Do, SystemMapping
from dsr.systems.sql.remarks import Remark, RemarkKind, refusal
from dsr.systems.sql.row_reading import table_facts


def cascade_remarks(
    connection: Connection, mapping: SystemMapping, action: str, acts: Iterable[Act]
) -> Iterator[Remark]:
    """Each foreign key by which these acts would change rows that nobody counts, at any distance, once.

    Rows are counted where the deed reaches them by the same columns and deletes them first. What the mapping names in
    `cascades` is known and wanted.
    """
    acts = list(acts)
    places = statements.places(mapping, action)
    named = {table_facts(connection, mapping, place.table).place: place for place in places}
    said = {table_facts(connection, mapping, name).place: name for name in sorted(mapping.cascades)}
    deleted = [one for one in acts if one.do is Do.DELETE]
    order = [one.table for one in deleted]
    waiting: list[tuple[TableFacts, str, Act | None]] = [
        (table_facts(connection, mapping, one.table), one.table, one) for one in deleted
    ]
    seen: set[tuple[Place, Place, tuple[str, ...]]] = set()
    while waiting:
        facts, label, act = waiting.pop(0)
        for reference in facts.references:
            mark = (facts.place, reference.place, reference.columns)
            if not reference.acts_by_itself or mark in seen:
                continue
            seen.add(mark)
            child = named.get(reference.place)
            if act is not None and child is not None and _is_counted(reference, act, child, order):
                continue
            name = child.table if child else said.get(reference.place) or _name(reference, facts, label)
            kind = RemarkKind.SAID_CASCADES if reference.place in said else RemarkKind.CASCADES
            yield Remark(kind, label, ", ".join(reference.columns), name)
            if reference.on_delete == "cascade":
                waiting.append((facts_of(connection, *reference.place), name, None))


def _name(reference: Reference, facts: TableFacts, label: str) -> str:
    """A table that the mapping does not name, as it would write it: with its schema, where that is another one."""
    schema, table = reference.place
    return table if schema == facts.place[0] and "." not in label else f"{schema}.{table}"


def _is_counted(reference: Reference, act: Act, child: Act, order: list[str]) -> bool:
    """True when every row that would be taken along was reached, counted and deleted before."""
    if child.table not in order or order.index(child.table) > order.index(act.table):
        return False
    if len(reference.columns) != 1:  # a reference by several columns takes no more than one by any of them
        return any(
            _leads(child, act, one, other) for one, other in zip(reference.columns, reference.others, strict=True)
        )
    return _leads(child, act, reference.columns[0], reference.others[0])


def _leads(child: Act, act: Act, column: str, other: str) -> bool:
    ways = [by for route in child.routes if not route.where for by in route.by if by.table == act.table]
    return any((by.column.lower(), by.other.lower()) == (column.lower(), other.lower()) for by in ways)


def referring_remarks(
    connection: Connection, mapping: SystemMapping, action: str, acts: Iterable[Act]
) -> Iterator[Remark]:
    """Each foreign key by which the database may refuse to delete, because rows that the deed leaves still refer."""
    acts = list(acts)
    named = {table_facts(connection, mapping, one.table).place: one for one in acts}
    for number, one in enumerate(acts):
        facts = table_facts(connection, mapping, one.table)
        for reference in facts.references if one.do is Do.DELETE else ():
            child = named.get(reference.place)
            is_before = child is not None and child in acts[:number]
            if reference.acts_by_itself or (child is not None and _lets_go(child, one, reference, is_before)):
                continue
            name = child.table if child else _name(reference, facts, one.table)
            yield Remark(RemarkKind.MAY_BE_REFERRED_TO, one.table, ", ".join(reference.columns), name)


def _lets_go(child: Act, act: Act, reference: Reference, is_before: bool) -> bool:
    """True when rows of `child` no longer refer once it is the turn of `act`."""
    if child.table == act.table:  # rows of other people may refer to these
        return all(_leads(child, act, *pair) for pair in zip(reference.columns, reference.others, strict=True))
    is_opened = bool({*reference.columns} & {name for name, _value in child.first})
    is_set = bool({*reference.columns} & {name for name, _value in child.set})
    return is_opened or (is_before and (is_set or child.do is Do.DELETE))


def engine_remarks(connection: Connection, mapping: SystemMapping, acts: Iterable[Act]) -> Iterator[Remark]:
    """The tables that a rollback would leave changed."""
    for one in acts:
        if engine := table_facts(connection, mapping, one.table).engine:
            yield Remark(RemarkKind.NO_TRANSACTIONS, one.table, other=engine)


def sight_remarks(connection: Connection, mapping: SystemMapping, acts: Iterable[Act]) -> Iterator[Remark]:
    """That a foreign key may act by itself which the account cannot see, where rows are deleted."""
    deleted = {one.table for one in acts if one.do is Do.DELETE}
    if not all(table_facts(connection, mapping, name).sees_all for name in deleted):
        yield Remark(RemarkKind.SEES_OWN_ONLY)


def refuse_unsafe(connection: Connection, mapping: SystemMapping, action: str, acts: Iterable[Act]) -> None:
    """The last look before a deed: tables may have changed since the mapping was approved. Raises CannotAct."""
    acts = list(acts)
    found = [*engine_remarks(connection, mapping, acts), *cascade_remarks(connection, mapping, action, acts)]
    found += sight_remarks(connection, mapping, acts)
    if unsafe := [remark for remark in found if remark.must_be_mended]:
        raise refusal(unsafe)

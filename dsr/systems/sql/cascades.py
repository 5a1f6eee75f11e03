"""What a database does by itself when rows are deleted or changed: foreign keys that change other rows, uncounted."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from dsr.systems.sql import statements
from dsr.systems.sql.catalog import facts_of
from dsr.systems.sql.catalog_facts import ACTS_BY_ITSELF, Place, Reference, TableFacts
from dsr.systems.sql.mapping import Act, Do, SystemMapping
from dsr.systems.sql.remarks import Remark, RemarkKind
from dsr.systems.sql.row_reading import table_facts


@dataclass(frozen=True)
class Change:
    """What happens to rows of a table: they are deleted, or some of their columns are set (in lower case).

    `act` is None where the database does it by itself, because of `reference`.
    """

    facts: TableFacts
    name: str
    columns: frozenset[str] | None
    act: Act | None = None
    reference: Reference | None = None


def own_changes(
    connection: Connection, mapping: SystemMapping, action: str, acts: Iterable[Act]
) -> Iterator[tuple[Change, Change]]:
    """Each change that the database makes by itself in rows that nobody counts, after the one that makes it do so.

    At any distance, each once. Rows are counted where the deed reaches them by the same columns, and takes them or
    lets them go, before.
    """
    acts = list(acts)
    named = {table_facts(connection, mapping, one.table).place: one for one in statements.places(mapping, action)}
    said = {table_facts(connection, mapping, name).place: name for name in sorted(mapping.cascades)}
    waiting = [one for act in acts for one in changes_of(connection, mapping, act)]
    seen: set[tuple[Place, Place, tuple[str, ...], bool]] = set()
    while waiting:
        change = waiting.pop(0)
        for reference in change.facts.references:
            mark = (change.facts.place, reference.place, reference.columns, change.columns is None)
            does, child = reference.action(change.columns), named.get(reference.place)
            if does not in ACTS_BY_ITSELF or mark in seen:
                continue
            if child is not None and _is_counted(reference, change, child, acts):
                continue
            seen.add(mark)
            name = child.table if child else said.get(reference.place) or _name(reference, change.facts, change.name)
            is_deleted = change.columns is None and does == "cascade"
            columns = None if is_deleted else frozenset(one.lower() for one in reference.columns)
            follows = Change(facts_of(connection, *reference.place), name, columns, reference=reference)
            yield change, follows
            waiting.append(follows)


def changes_of(connection: Connection, mapping: SystemMapping, act: Act) -> Iterator[Change]:
    """What an act itself does to rows."""
    facts = table_facts(connection, mapping, act.table)
    for values in (act.first, act.set):
        if values:
            yield Change(facts, act.table, frozenset(name.lower() for name, _value in values), act)
    if act.do is Do.DELETE:
        yield Change(facts, act.table, None, act)


def cascade_remarks(
    connection: Connection, mapping: SystemMapping, action: str, acts: Iterable[Act]
) -> Iterator[Remark]:
    """Each foreign key by which these acts would change rows that nobody counts.

    What the mapping names in `cascades` is known and wanted.
    """
    said = {table_facts(connection, mapping, name).place for name in mapping.cascades}
    for change, follows in own_changes(connection, mapping, action, acts):
        kind = RemarkKind.CASCADES if change.columns is None else RemarkKind.CASCADES_ON_CHANGE
        kind = RemarkKind.SAID_CASCADES if follows.facts.place in said else kind
        columns = follows.reference.columns if follows.reference else ()
        yield Remark(kind, change.name, ", ".join(columns), follows.name)


def _name(reference: Reference, facts: TableFacts, label: str) -> str:
    """A table that the mapping does not name, as it would write it: with its schema, where that is another one."""
    schema, table = reference.place
    return table if schema == facts.place[0] and "." not in label else f"{schema}.{table}"


def _is_counted(reference: Reference, change: Change, child: Act, acts: list[Act]) -> bool:
    """True when every row that would be changed was reached and counted, and is gone or has let go before."""
    act = change.act
    if act is None or child not in acts or (act.do is Do.DELETE and change.columns is not None):  # `first` is first
        return False
    before = acts.index(child) < acts.index(act)
    emptied = {name.lower() for name, value in child.set if value is None}
    lets_go = before and bool(emptied & {one.lower() for one in reference.columns})
    is_gone = child.do is Do.DELETE and (before or (child is act and change.columns is None))
    if not is_gone and not lets_go:
        return False
    pairs = zip(reference.columns, reference.others, strict=True)
    return any(_leads(child, act, *pair) for pair in pairs)  # one by several columns takes no more than by any of them


def _leads(child: Act, act: Act, column: str, other: str) -> bool:
    ways = [by for route in child.routes if not route.where for by in route.by if by.table == act.table]
    return any((by.column.lower(), by.other.lower()) == (column.lower(), other.lower()) for by in ways)


def referring_remarks(
    connection: Connection, mapping: SystemMapping, action: str, acts: Iterable[Act]
) -> Iterator[Remark]:
    """Each foreign key by which the database may refuse the deed, because rows that it leaves still refer."""
    acts = list(acts)
    named = {table_facts(connection, mapping, one.table).place: one for one in acts}
    for number, one in enumerate(acts):
        for change in changes_of(connection, mapping, one):
            for reference in change.facts.references:
                child = named.get(reference.place)
                is_before = child is not None and child in acts[:number]
                if reference.action(change.columns) in {None, *ACTS_BY_ITSELF}:
                    continue
                if child is not None and _lets_go(child, one, reference, is_before):
                    continue
                name = child.table if child else _name(reference, change.facts, one.table)
                is_late = child is not None and child is not one and not is_before and child.do is Do.DELETE
                kind = RemarkKind.TAKEN_TOO_LATE if is_late else RemarkKind.MAY_BE_REFERRED_TO
                yield Remark(kind, one.table, ", ".join(reference.columns), name)


def _lets_go(child: Act, act: Act, reference: Reference, is_before: bool) -> bool:
    """True when rows of `child` no longer refer once it is the turn of `act`."""
    if child.table == act.table:  # rows of other people may refer to these
        return act.do is Do.DELETE and all(
            _leads(child, act, *pair) for pair in zip(reference.columns, reference.others, strict=True)
        )
    is_opened = bool({*reference.columns} & {name for name, _value in child.first})
    is_set = bool({*reference.columns} & {name for name, _value in child.set})
    return is_opened or (is_before and (is_set or child.do is Do.DELETE))

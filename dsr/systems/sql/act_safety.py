"""What keeps a deed from being done in a database as it is now: told before the approval, and refused at the act."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from dsr.systems.sql import statements
from dsr.systems.sql.cascades import cascade_remarks, changes_of
from dsr.systems.sql.mapping import ERASES, Act, Do, SystemMapping
from dsr.systems.sql.remarks import Remark, RemarkKind, refusal
from dsr.systems.sql.row_reading import key_faults, table_facts
from dsr.systems.sql.triggers import trigger_remarks

_READS, _CHANGES, _DELETES = "SELECT", "UPDATE", "DELETE"


def safety_remarks(
    connection: Connection, mapping: SystemMapping, action: str, acts: Iterable[Act]
) -> Iterator[Remark]:
    """What the database would do by itself, and what it may hide, when these acts are done."""
    acts = list(acts)
    for place in statements.places(mapping, action):
        yield from key_faults(table_facts(connection, mapping, place.table), place.table, place.key)
    for one in acts:
        facts = table_facts(connection, mapping, one.table)
        if facts.engine:  # a rollback would leave it changed
            yield Remark(RemarkKind.NO_TRANSACTIONS, one.table, other=facts.engine)
        if facts.keeps_history and one.do in ERASES:
            yield Remark(RemarkKind.KEEPS_HISTORY, one.table)
        if facts.is_view:
            yield Remark(RemarkKind.ACTS_ON_VIEW, one.table, other=", ".join(facts.behind))
        if moved := [name for name, _value in (*one.set, *one.first) if name in facts.links.parting]:
            yield Remark(RemarkKind.MOVES_ROWS, one.table, ", ".join(moved))
    yield from _hidden_remarks(connection, mapping, action, acts)
    yield from cascade_remarks(connection, mapping, action, acts)
    yield from trigger_remarks(connection, mapping, action, acts)
    yield from _sight_remarks(connection, mapping, acts)


def _hidden_remarks(
    connection: Connection, mapping: SystemMapping, action: str, acts: Iterable[Act]
) -> Iterator[Remark]:
    """The tables of a deed in which row security may hide rows from what is done there."""
    does = {one.table: _DELETES if one.do is Do.DELETE else _CHANGES for one in acts}
    for place in statements.places(mapping, action):
        facts = table_facts(connection, mapping, place.table)
        needed = {_READS, does.get(place.table, _READS)} | ({_CHANGES} if facts.may_lock else set())
        yield from _hidden_from(place.table, facts.hidden & needed)


def _hidden_from(table: str, commands: Iterable[str]) -> Iterator[Remark]:
    if hidden := sorted(commands):
        yield Remark(RemarkKind.ROW_SECURITY, table, other=", ".join(hidden))


def unseen_remarks(connection: Connection, mapping: SystemMapping, names: Iterable[str]) -> Iterator[Remark]:
    """The tables of which row security may hide rows from whoever reads them."""
    for name in names:
        yield from _hidden_from(name, table_facts(connection, mapping, name).hidden & {_READS})


def _sight_remarks(connection: Connection, mapping: SystemMapping, acts: Iterable[Act]) -> Iterator[Remark]:
    """That a foreign key may act by itself which the account cannot see: what is indexed may be referred to."""
    for change in (one for act in acts for one in changes_of(connection, mapping, act)):
        facts = change.facts
        if not facts.sees_all and (change.columns is None or change.columns & facts.links.indexed):
            yield Remark(RemarkKind.SEES_OWN_ONLY)
            return


def refuse_unsafe(connection: Connection, mapping: SystemMapping, action: str, acts: Iterable[Act]) -> None:
    """The last look before a deed: tables may have changed since the mapping was approved. Raises CannotAct."""
    found = safety_remarks(connection, mapping, action, acts)
    if unsafe := [remark for remark in found if remark.must_be_mended]:
        raise refusal(unsafe)


def refuse_hidden(connection: Connection, mapping: SystemMapping, action: str) -> None:
    """That no row is there says nothing where rows are hidden. Raises CannotAct."""
    names = [place.table for place in statements.places(mapping, action)]
    if hidden := list(unseen_remarks(connection, mapping, names)):
        raise refusal(hidden)

"""Whether a database takes the constants that a mapping sets: each is tried for its column and under its rules."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from sqlalchemy import Connection

from dsr.systems.sql.catalog_facts import TableFacts
from dsr.systems.sql.mapping import Act
from dsr.systems.sql.remarks import Remark, RemarkKind
from dsr.systems.sql.set_check import is_constant
from dsr.systems.sql.trials import keeps_rule, take_value, tried


def constant_remarks(connection: Connection, facts: TableFacts, act: Act) -> Iterator[Remark]:
    """What the database itself says of the constants of an act. No row is read."""
    for values in (act.set, act.first):
        if values:
            yield from _of_types(connection, facts, act, dict(values))
            yield from _of_rules(connection, facts, act, {facts.column(name): value for name, value in values})


def _of_types(connection: Connection, facts: TableFacts, act: Act, values: dict[str, Any]) -> Iterator[Remark]:
    for name, value in values.items():
        column = facts.column(name)
        if column is None or value is None or not column.declared or not is_constant(value):
            continue
        refused = tried(connection, act.table, partial(take_value, connection, column, value))
        yield from (Remark(one.kind, act.table, name, one.other) for one in refused)


def _of_rules(connection: Connection, facts: TableFacts, act: Act, values: dict[Any, Any]) -> Iterator[Remark]:
    """A rule over columns that the deed leaves, or over what is another in each row, may be broken or not."""
    told = {column.name: value for column, value in values.items() if column is not None}
    constants = {name: value for name, value in told.items() if is_constant(value)}
    for rule in facts.links.rules:
        set_in = [name for name in rule.columns if name in told]
        if not set_in:
            continue
        if not all(name in constants for name in rule.columns):
            yield Remark(RemarkKind.MAY_BREAK_RULE, act.table, ", ".join(set_in), rule.name)
        elif not keeps_rule(connection, facts, rule, constants):
            yield Remark(RemarkKind.BREAKS_RULE, act.table, ", ".join(set_in), rule.name)

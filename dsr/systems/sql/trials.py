"""Asking a database what it would refuse, without a row: statements that are only planned, and constants alone."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, create_engine, event, insert, literal_column, select, table, text
from sqlalchemy import column as new_column
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.pool import NullPool

from dsr.errors import CannotAct
from dsr.systems.sql.catalog_facts import Column, Rule, TableFacts
from dsr.systems.sql.failure_names import named_failure
from dsr.systems.sql.remarks import Remark
from dsr.systems.sql.row_reading import ABOUT
from dsr.systems.sql.savepoints import set_apart
from dsr.systems.sql.statements import bound

_SYNTAX = 1064  # of MySQL, which has no statement of several parts but in a procedure


@contextmanager
def only_planned(connection: Connection) -> Iterator[None]:
    """What is sent is planned, with all that is asked of the account's rights, and not carried out."""

    def explain(_connection: object, _cursor: object, statement: str, parameters: object, *_rest: object) -> Any:
        return f"EXPLAIN {statement}", parameters

    event.listen(connection, "before_cursor_execute", explain, retval=True)
    try:
        yield
    finally:
        event.remove(connection, "before_cursor_execute", explain)


def tried(connection: Connection, table: str, ask: Callable[[], object]) -> list[Remark]:
    """The remarks of a refusal; nothing where it is taken. Raises Unreachable."""
    if table:
        connection.info[ABOUT] = table
    try:
        with set_apart(connection):
            ask()
    except DBAPIError as error:
        failure = named_failure(connection, error)
        if not isinstance(failure, CannotAct):
            raise
        return [Remark.from_json(one) for one in failure.remarks]
    return []


def take_value(connection: Connection, column: Column, value: Any) -> None:
    """Turn a constant into the type of a column. Raises DBAPIError where the database does not."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(bound(value).op("::")(literal_column(column.declared))))
    elif connection.dialect.name in {"mysql", "mariadb"}:
        declared = column.declared.replace("\\", "\\\\").replace(":", "\\:")
        try:
            connection.execute(
                text(f"BEGIN NOT ATOMIC DECLARE tried {declared} DEFAULT :value; END"), {"value": value}
            )
        except DBAPIError as error:
            if getattr(error.orig, "args", (0,))[0] != _SYNTAX:
                raise


def keeps_rule(connection: Connection, facts: TableFacts, rule: Rule, values: Mapping[str, Any]) -> bool:
    """True unless these constants of all its columns break a rule, or it cannot be asked without a row."""
    types = {name: one.declared if (one := facts.column(name)) else "" for name in rule.columns}
    if connection.dialect.name == "sqlite":
        return _keeps_sqlite(rule, types, values)
    told = {name: bound(values[name]) for name in types}
    if connection.dialect.name == "postgresql":
        told = {name: value.op("::")(literal_column(types[name])) for name, value in told.items()}
    row = select(*(value.label(name) for name, value in told.items())).subquery("tried")
    try:
        with set_apart(connection):
            found = connection.execute(select(literal_column(rule.expression)).select_from(row)).scalar()
    except DBAPIError:
        return True
    return found is None or bool(found)


def _keeps_sqlite(rule: Rule, types: Mapping[str, str], values: Mapping[str, Any]) -> bool:
    columns = ", ".join(f'"{name.replace(chr(34), chr(34) * 2)}" {kind}' for name, kind in types.items())
    told = {name: bound(values[name]) for name in types}
    with create_engine("sqlite://", poolclass=NullPool).connect() as trial:  # of our own, in memory
        try:
            trial.exec_driver_sql(f"CREATE TABLE tried ({columns}, CHECK ({rule.expression}))")
            trial.execute(insert(table("tried", *map(new_column, types))).values(told))
        except IntegrityError:
            return False
        except DBAPIError:  # a function of the business's own
            return True
    return True

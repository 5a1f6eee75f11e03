"""Statements that are sent again and again with other values: PostgreSQL plans each of them once a connection.

To read and plan one takes it longer than to run it. Django's own are not: it puts a value twice where one is meant."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_AT = 2  # executions before a statement is kept


@contextmanager
def prepared_statements(connection: Any) -> Iterator[None]:
    """What this connection is asked within is planned the third time, and only run from then on; elsewhere, as ever.

    Elsewhere nothing is counted, either: the count keeps a statement's text, with the values that Django puts there.
    """
    if connection.vendor != "postgresql":
        yield
        return
    from django.db.backends.postgresql.base import ServerBindingCursor  # noqa: PLC0415  # a desk on SQLite loads none

    connection.ensure_connection()
    line, features = connection.connection, connection.features
    usual = line.cursor_factory, line.prepare_threshold, features.uses_server_side_binding
    line.cursor_factory, line.prepare_threshold = ServerBindingCursor, _AT
    features.uses_server_side_binding = True  # what Django's log asks: it shows the statement with its values then
    try:
        yield
    finally:
        line.cursor_factory, line.prepare_threshold, features.uses_server_side_binding = usual

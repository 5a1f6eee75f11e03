"""Statements that are sent again and again with other values: PostgreSQL plans each of them once a connection.

To read and plan one takes it longer than to run it. Django's own are not: it puts a value twice where one is meant."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def prepared_statements(connection: Any) -> Iterator[None]:
    """What this connection is asked within is planned the third time, and only run from then on; elsewhere, as ever.

    How often is in the settings of the database (`prepare_threshold` in portal/environment.py).
    """
    if connection.vendor != "postgresql":
        yield
        return
    from django.db.backends.postgresql.base import ServerBindingCursor  # noqa: PLC0415  # a desk on SQLite loads none

    connection.ensure_connection()
    line, features = connection.connection, connection.features
    usual, is_bound_there = line.cursor_factory, features.uses_server_side_binding
    line.cursor_factory, features.uses_server_side_binding = (
        ServerBindingCursor,
        True,
    )  # a log shows it with its values
    try:
        yield
    finally:
        line.cursor_factory, features.uses_server_side_binding = usual, is_bound_there

"""Asking what a database may refuse, so that the transaction goes on afterwards."""

from contextlib import AbstractContextManager, nullcontext

from sqlalchemy import Connection

# They take back the statement that failed and no more. Engines of MariaDB without transactions refuse every savepoint.
_BY_STATEMENT = frozenset({"sqlite", "mysql", "mariadb"})


def set_apart(connection: Connection) -> AbstractContextManager[object]:
    """A part of the transaction that may fail by itself."""
    return nullcontext() if connection.dialect.name in _BY_STATEMENT else connection.begin_nested()

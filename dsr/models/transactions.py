"""The transaction of the caller, or one of its own."""

from contextlib import AbstractContextManager, nullcontext

from django.db import connection, transaction


def joined() -> AbstractContextManager[object]:
    """Within the caller's transaction this opens nothing beside it: a savepoint for each change costs two statements.

    What refuses does so before it writes. Whatever else fails ends the caller's transaction, too.
    """
    return nullcontext() if connection.in_atomic_block else transaction.atomic()

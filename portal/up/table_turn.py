"""Whose turn it is to make the tables: of several at once on one database one makes them, and the others wait."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection

_TABLES = 0x7461626C6573  # of PostgreSQL: any number that nothing else here takes


@contextmanager
def table_turn(on_wait: Callable[[], object]) -> Iterator[None]:
    from dsr import installation  # noqa: PLC0415  (it reads models, which may exist only now)
    from dsr.models.raw_sql import first_of_two  # noqa: PLC0415  (as above)

    with first_of_two(_TABLES, on_wait) if connection.vendor == "postgresql" else installation.alone(on_wait):
        yield

"""Whose turn it is to make the tables: of several at once on one database one makes them, and the others wait."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection

from dsr.installation.place import alone
from dsr.models.raw_sql import first_of_two

_TABLES = 0x7461626C6573  # of PostgreSQL: any number that nothing else here takes


@contextmanager
def table_turn(on_wait: Callable[[], object]) -> Iterator[None]:
    with first_of_two(_TABLES, on_wait) if connection.vendor == "postgresql" else alone(on_wait):
        yield

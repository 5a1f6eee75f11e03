"""Recipients that a system confirms for this person: keys of the ledger with their counts, and nothing else of it."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Select, false, func, select

from dsr.models import Business, Recipient
from dsr.systems.sql import connections, statements
from dsr.systems.sql.exact_comparison import spelled
from dsr.systems.sql.found_rows import FoundRows
from dsr.systems.sql.mapping import Recipients, SystemMapping
from dsr.systems.sql.row_reading import ABOUT, chunks, fitting

UNKNOWN = ""  # counts what names no recipient that the ledger knows: whatever stands there is not kept


def confirmed_recipients_of(url: str, mapping: SystemMapping, found: FoundRows, business: Business) -> dict[str, int]:
    """Who got information about the people of these rows, before the rows are gone; empty without such a mapping."""
    keys = found.rows.get(mapping.identity.table, {})
    if mapping.recipients is None or not keys:
        return {}
    with connections.connect(url) as connection:
        return known_recipients(business, _counted(connection, mapping, keys))


def touch(connection: Connection, mapping: SystemMapping) -> None:
    """Name the table and its columns once, so that one that is not there is told. Reads no row."""
    if mapping.recipients is not None:
        connection.info[ABOUT] = mapping.recipients.table
        connection.execute(_counting(mapping.recipients, mapping).where(false()))


def known_recipients(business: Business, counts: Mapping[str, int]) -> dict[str, int]:
    """The same with every key that the ledger does not have counted as one: it might be anything."""
    there = set(Recipient.objects.filter(business=business, key__in=counts).values_list("key", flat=True))
    told = {key: count for key, count in sorted(counts.items()) if key in there}
    strange = sum(count for key, count in counts.items() if key not in there)
    return {**told, UNKNOWN: strange} if strange else told


def _counted(connection: Connection, mapping: SystemMapping, keys: Iterable[object]) -> dict[str, int]:
    where = mapping.recipients
    assert where is not None  # the caller looked
    counts: dict[str, int] = {}
    wanted = fitting(connection, mapping, where.table, where.by.column, keys)
    exact = {spelled(key) for key in wanted}
    connection.info[ABOUT] = where.table
    for chunk in chunks(wanted):
        query = _counting(where, mapping).where(statements.among((where.by.column,), statements.size_of(chunk)))
        for key, led, count in connection.execute(query, statements.keys(chunk)):
            if key is not None and spelled(led) in exact:
                name = str(key).strip()
                counts[name] = counts.get(name, 0) + int(count)
    return counts


def _counting(where: Recipients, mapping: SystemMapping) -> Select[tuple[Any, Any, int]]:
    source = statements.table_of(mapping, where.table, [where.column, where.by.column])
    read = [source.c[where.column], source.c[where.by.column]]
    return select(*read, func.count()).group_by(*read)

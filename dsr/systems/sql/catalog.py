"""The catalogs of databases: what each says of its tables. No row of a person is read here."""

from typing import Any

from sqlalchemy import Connection

from dsr.systems.sql import catalog_mariadb, catalog_postgresql, catalog_sqlite
from dsr.systems.sql.catalog_facts import TableFacts

_READERS = {
    "postgresql": catalog_postgresql.read_table,
    "mysql": catalog_mariadb.read_table,
    "mariadb": catalog_mariadb.read_table,
    "sqlite": catalog_sqlite.read_table,
}
_KEPT = "catalog"


def known_facts(connection: Connection, name: Any) -> TableFacts | None:
    """What was asked already of a table by the name that a mapping gives it; None where nothing was."""
    schema, plain = getattr(name, "schema", None), str(getattr(name, "table", name))
    kept: dict[tuple[str | None, str], TableFacts] = connection.info.get(_KEPT, {})
    return next((kept[one] for one in kept if one[1] == plain and schema in {None, one[0]}), None)


def facts_of(connection: Connection, schema: str | None, table: str) -> TableFacts:
    """What the catalog says of a table now; asked once a connection.

    `schema` None: the one where the connection looks first. A table that is not there has no columns.
    """
    kept: dict[tuple[str | None, str], TableFacts] = connection.info.setdefault(_KEPT, {})
    if (schema, table) not in kept:
        read = _READERS.get(connection.dialect.name)
        place = (schema or "", table)
        kept[schema, table] = read(connection, schema, table) if read else TableFacts(place, is_known=False)
    return kept[schema, table]

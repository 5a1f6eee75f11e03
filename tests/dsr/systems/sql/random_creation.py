"""Making a random schema in each of the three kinds of databases."""

from typing import Any

from sqlalchemy.engine import make_url

from tests.business_database import BusinessDatabase
from tests.dsr.systems.sql.random_database import MARK, UNNAMED, Reference, Schema, Table
from tests.given_mappings import trigger

_LOOSE = {"sqlite": "varchar(80) COLLATE NOCASE", "postgresql": "citext", "mariadb": "varchar(80)"}
_EXACT = {"sqlite": "varchar(80)", "postgresql": "varchar(80)", "mariadb": "varchar(80) COLLATE utf8mb4_bin"}


def create(database: BusinessDatabase, schema: Schema) -> None:
    """The tables and rows of this schema in an empty database."""
    if database.dialect == "postgresql" and any(
        column.kind == "loose" for table in schema.tables for column in table.columns
    ):
        database.execute("CREATE EXTENSION citext")
    if database.dialect == "mariadb":  # a circle refers to a table that comes later; SQLite looks at none
        database.execute("SET foreign_key_checks = 0")
    if schema.places:
        _make_second(database, schema)
    for name, rows in schema.beside.items():
        table = schema.table(name)
        database.execute(f"CREATE TABLE {schema.beside_of(name)} ({', '.join(_columns(table, database.dialect))})")
        _insert(database, schema.beside_of(name), table, rows)
    for table in schema.tables:
        _create_table(database, schema, table)
        _insert(database, schema.spelled(table.name), table, table.rows)
    if database.dialect == "mariadb":
        database.execute("SET foreign_key_checks = 1")
    for table in schema.tables if database.dialect == "postgresql" else ():
        for reference in table.references:
            database.execute(f"ALTER TABLE {schema.spelled(table.name)} ADD {_foreign_key(schema, reference)}")
    _add_extras(database, schema)


def drop_second(database: BusinessDatabase, schema: Schema) -> None:
    """What is left where only the database itself is emptied."""
    if schema.places and database.dialect == "mariadb":
        for statement in ("SET foreign_key_checks = 0", f"DROP SCHEMA {schema.second}", "SET foreign_key_checks = 1"):
            database.execute(statement)


def unnamed_tables(database: BusinessDatabase, schema: Schema) -> dict[str, Table]:
    """The tables with rows that no mapping names, as SQL calls them."""
    beside = {schema.beside_of(name): schema.table(name) for name in schema.beside}
    has_rest = database.dialect == "postgresql"
    return beside | {schema.rest_of(name): schema.table(name) for name in (schema.rest if has_rest else ())}


def _make_second(database: BusinessDatabase, schema: Schema) -> None:
    own = (make_url(database.url).database or "").rpartition("_")[2]  # on MariaDB a schema is the whole server's
    schema.second = f"second_{own}"
    database.execute(f"CREATE SCHEMA {schema.second}")


def _create_table(database: BusinessDatabase, schema: Schema, table: Table) -> None:
    """A table in its shape. MariaDB knows partitions alone, of which none is named, and no foreign keys with them."""
    name, shape = schema.spelled(table.name), schema.shapes.get(table.name, "")
    columns, rules = _columns(table, database.dialect), _rules(table)
    parted_by = table.key[0] if table.key else MARK
    if shape and database.dialect == "mariadb":
        inner = ", ".join([*columns, *rules])
        database.execute(f"CREATE TABLE {name} ({inner}) PARTITION BY KEY ({parted_by}) PARTITIONS 2")
        return
    if database.dialect != "postgresql":
        rules += [
            _foreign_key(schema, one)
            for one in table.references
            if database.dialect == "sqlite" or one.table not in schema.shapes
        ]
    if shape == "parted":
        database.execute(f"CREATE TABLE {name} ({', '.join([*columns, *rules])}) PARTITION BY HASH ({parted_by})")
        for number in range(2):
            bounds = f"FOR VALUES WITH (MODULUS 2, REMAINDER {number})"
            database.execute(f"CREATE TABLE {name}_{number} PARTITION OF {name} {bounds}")
    elif shape == "part":
        inner, whole = f"({', '.join(rules)})" if rules else "", f"{name}_whole"
        database.execute(f"CREATE TABLE {whole} ({', '.join(columns)}) PARTITION BY RANGE ({MARK})")
        database.execute(f"CREATE TABLE {name} PARTITION OF {whole} {inner} FOR VALUES FROM (0) TO ({UNNAMED})")
        database.execute(f"CREATE TABLE {schema.rest_of(table.name)} PARTITION OF {whole} DEFAULT")
    elif shape == "heir":
        database.execute(f"CREATE TABLE {schema.rest_of(table.name)} ({', '.join(columns)})")
        database.execute(f"CREATE TABLE {name} ({', '.join(rules)}) INHERITS ({schema.rest_of(table.name)})")
    else:
        database.execute(f"CREATE TABLE {name} ({', '.join([*columns, *rules])})")
    if table.name in schema.rest:
        _insert(database, schema.rest_of(table.name), table, schema.rest[table.name])


def _add_extras(database: BusinessDatabase, schema: Schema) -> None:
    for name, rows in schema.heirs.items():
        database.execute(f"CREATE TABLE heirs_of_{name} () INHERITS ({name})")
        _insert(database, f"heirs_of_{name}", schema.table(name), rows)
    for name, view in schema.views.items():
        database.execute(f"CREATE VIEW {view} AS SELECT * FROM {name}")
    if schema.triggers:
        database.execute("CREATE TABLE bystanders (id int)")
    for one in schema.triggers:
        trigger(database, one.name, f"AFTER {one.event} ON {one.table}", one.does)


def _insert(database: BusinessDatabase, name: str, table: Table, rows: list[dict[str, Any]]) -> None:
    names = [MARK, *(column.name for column in table.columns)]
    row = f"({', '.join('?' * len(names))})"
    values = [one[column] for one in rows for column in names]
    if rows:
        database.execute(f"INSERT INTO {name} ({', '.join(names)}) VALUES {', '.join([row] * len(rows))}", *values)


def _columns(table: Table, dialect: str) -> list[str]:
    types = {"int": "bigint", "exact": _EXACT[dialect], "loose": _LOOSE[dialect]}
    return [f"{MARK} int NOT NULL", *(f"{column.name} {types[column.kind]}" for column in table.columns)]


def _rules(table: Table) -> list[str]:
    key = [f"PRIMARY KEY ({', '.join(table.key)})"] if table.key else []
    return key + [f"UNIQUE ({name})" for name in table.unique] + [f"CHECK ({rule})" for rule in table.checks]


def _foreign_key(schema: Schema, reference: Reference) -> str:
    action = f" ON DELETE {reference.action}" if reference.action else ""
    change = f" ON UPDATE {reference.on_update}" if reference.on_update else ""
    place = f"{schema.spelled(reference.table)} ({reference.other})"
    return f"FOREIGN KEY ({reference.column}) REFERENCES {place}{action}{change}"

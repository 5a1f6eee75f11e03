"""What tests of mappings begin with: a few lines of SQL for all three databases, and one deed by a mapping."""

from typing import Any

from dsr.models import System
from dsr.systems import sql
from dsr.systems.sql import Person, Reach
from tests.business_database import BusinessDatabase

DANA, RUTH = "dana@example.com", "ruth@example.com"


def make(database: BusinessDatabase, *statements: str) -> None:
    """Run these, each as all three understand it."""
    for statement in statements:
        database.execute(statement)


def people(database: BusinessDatabase, *emails: str, more: str = "") -> None:
    """A table of people with ids from 1 on."""
    make(database, f"CREATE TABLE users (id int PRIMARY KEY, email varchar(200){more})")
    for number, email in enumerate(emails or (DANA, RUTH), start=1):
        database.execute("INSERT INTO users (id, email) VALUES (?, ?)", number, email)


def users(**more: Any) -> dict[str, Any]:
    """The identity of people()."""
    return {"table": "users", "key": "id", "columns": {"email": "email"}, **more}


def deed(*tables: dict[str, Any], action: str = "delete", identity: Any = None, **more: Any) -> dict[str, Any]:
    """A mapping with one deed. Of a table that says no `do`, the rows are deleted; `users` is deleted last."""
    acts = [{"key": "id", "do": "delete", **table} for table in tables]
    last = [] if any(act["table"] == "users" for act in acts) else [{"table": "users", "do": "delete"}]
    return {"identity": identity or users(), "deeds": {action: [*acts, *last]}, **more}


def reach(
    database: BusinessDatabase, raw: dict[str, Any], email: str = DANA, action: str = "delete", **parameters: Any
) -> Reach:
    read = sql.parse_mapping(raw)
    acts = tuple(act.given(parameters) for act in read.acts(action))
    person = Person({"email": email} if email else {}, parameters=parameters)
    return Reach(database.url, read, action, acts, person)


def done(where: Reach) -> tuple[dict[str, int], dict[str, int]]:
    """Looked up, done and proved at once: how many rows by table, and how many are left."""
    return sql.act_and_prove(where, sql.preview_rows(where))


def left(database: BusinessDatabase, table: str, column: str = "id") -> list[Any]:
    """What stands in a column, in order."""
    return [row[0] for row in database.rows(f"SELECT {column} FROM {table} ORDER BY {column}")]


def said(database: BusinessDatabase, raw: dict[str, Any], *but: str, url: str = "") -> list[tuple[str, str, str, str]]:
    """What the check of a mapping says, but for these kinds, as (kind, table, column, other)."""
    system = System(mapping=raw, sealed_connection=sql.seal_connection(url or database.url))
    told = [(one.kind.value, str(one.table), one.column, one.other) for one in sql.check_mapping(system)]
    return [one for one in told if one[0] not in but]


def orders(database: BusinessDatabase) -> dict[str, Any]:
    """People and their orders, and the mapping that deletes both."""
    people(database)
    make(
        database,
        "CREATE TABLE orders (id int PRIMARY KEY, user_id int)",
        "INSERT INTO orders VALUES (1, 1), (2, 1), (3, 2)",
    )
    return deed({"table": "orders", "by": {"user_id": "users.id"}})


def trigger(database: BusinessDatabase, name: str, when: str, does: str) -> None:
    """A trigger of rows such as `AFTER DELETE ON users`, which runs one statement."""
    if database.dialect == "postgresql":
        row = "old" if "DELETE" in when else "new"
        made = f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {does}; RETURN {row}; END $$"
        make(database, made, f"CREATE TRIGGER {name} {when} FOR EACH ROW EXECUTE FUNCTION {name}()")
        return
    body = f"BEGIN {does}; END" if database.dialect == "sqlite" else does
    make(database, f"CREATE TRIGGER {name} {when} FOR EACH ROW {body}")

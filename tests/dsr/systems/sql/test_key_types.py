"""A key whose values cannot be asked for again exactly is refused before the approval; every other does its deed."""

import pytest

from dsr.errors import CannotAct
from dsr.systems import sql
from tests.given_mappings import DANA, RUTH, deed, done, make, reach, said, users

_MAY = {
    "sqlite": ("int", "varchar(40)", "numeric", "uuid", "date", "timestamp", "boolean", "time"),
    "postgresql": (
        *("smallint", "bigint", "numeric(9, 2)", "text", "varchar(40)", "char(40)", "citext", "uuid", "bytea", "date"),
        *("timestamp", "timestamptz", "oid", "name", "of_two", "short_text"),
    ),
    "mariadb": (
        *(
            "tinyint",
            "bigint",
            "decimal(9, 2)",
            "varchar(40)",
            "char(40)",
            "uuid",
            "binary(2)",
            "varbinary(9)",
            "date",
        ),
        *("datetime(6)", "timestamp", "boolean", "enum('0','1','2')"),
    ),
}
_MAY_NOT = {
    "sqlite": ("real", "double precision", "float"),
    "postgresql": (
        *("real", "double precision", "boolean", "time", "timetz", "interval", "inet", "cidr", "bit(2)", "money"),
        *("jsonb", "int[]", "int4range", "macaddr", "flag"),
    ),
    "mariadb": ("float", "double", "bit(2)", "time", "set('a','b')"),
}
_WORDS = {
    "uuid": ("6f1c3f34-0000-4000-8000-000000000001", "6f1c3f34-0000-4000-8000-000000000002"),
    **dict.fromkeys(("date",), ("2025-03-31", "2025-04-01")),
    **dict.fromkeys(("timestamp", "timestamptz", "datetime(6)"), ("2025-03-31 10:00:00", "2025-04-01 10:00:00")),
    **dict.fromkeys(("time", "timetz", "interval"), ("10:00:00", "11:00:00")),
    **dict.fromkeys(("inet", "cidr"), ("10.0.0.1", "10.0.0.2")),
    **dict.fromkeys(("bytea", "binary(2)", "varbinary(9)"), (b"a\xff", b"b\xff")),
    "bit(2)": ("10", "01"),
    "jsonb": ('{"a": 1}', '{"a": 2}'),
    "int[]": ("{1}", "{2}"),
    "int4range": ("[1,2)", "[2,3)"),
    "macaddr": ("08:00:2b:01:02:03", "08:00:2b:01:02:04"),
    "set('a','b')": ("a", "b"),
    "boolean": ("1", "0"),
    "flag": ("1", "0"),
}


def _people(database, kind):
    if database.dialect == "postgresql":
        make(
            database,
            "CREATE EXTENSION IF NOT EXISTS citext",
            "CREATE TYPE of_two AS ENUM ('1', '2')",
            "CREATE DOMAIN short_text AS varchar(9)",
            "CREATE DOMAIN flag AS boolean",
        )
    make(database, f"CREATE TABLE users (id {kind} NOT NULL UNIQUE, email varchar(200))")
    for key, email in zip(_WORDS.get(kind, ("1", "2")), (DANA, RUTH), strict=True):
        if database.dialect == "mariadb" and kind.startswith("bit"):
            database.execute(f"INSERT INTO users VALUES (b'{key}', ?)", email)
        else:
            database.execute("INSERT INTO users VALUES (?, ?)", key, email)


def _each_of(kinds):
    pairs = [(dialect, kind) for dialect, some in kinds.items() for kind in some]
    return pytest.mark.parametrize(("business_database", "kind"), pairs, indirect=["business_database"])


def _deeds():
    gone = {"table": "users", "do": "anonymize", "set": {"email": None}}
    return [deed(), deed(gone)]


@_each_of(_MAY)
def test_a_key_of_each_type_that_the_check_lets_through_does_its_deed(business_database, kind):
    _people(business_database, kind)
    for raw in reversed(_deeds()):
        assert said(business_database, raw) == [], kind
        make(business_database, "DELETE FROM users WHERE email IS NULL")
        if not business_database.rows(f"SELECT 1 FROM users WHERE email = '{DANA}'"):
            business_database.execute("INSERT INTO users VALUES (?, ?)", _WORDS.get(kind, ("1", "2"))[0], DANA)
        assert done(reach(business_database, raw)) == ({"users": 1}, {"users": 0}), kind
        assert business_database.rows("SELECT email FROM users WHERE email IS NOT NULL") == [(RUTH,)], kind


@_each_of(_MAY_NOT)
def test_a_key_of_any_other_type_is_refused_by_the_check_and_the_look_in_words(business_database, kind):
    _people(business_database, kind)
    for raw in _deeds():
        ((what, table, column, told),) = [one for one in said(business_database, raw) if one[0] == "key-type"]
        assert (what, table, column, bool(told)) == ("key-type", "users", "id", True)
        with pytest.raises(CannotAct, match=r"users: “id” is of the type .*, whose values cannot be kept"):
            sql.preview_rows(reach(business_database, raw))
    assert len(business_database.rows("SELECT 1 FROM users WHERE email IS NOT NULL")) == 2


def test_one_column_of_several_is_enough(business_database):
    kind = {"sqlite": "real", "postgresql": "boolean", "mariadb": "bit(1)"}[business_database.dialect]
    make(business_database, f"CREATE TABLE users (a int, b {kind}, email varchar(200), PRIMARY KEY (a, b))")
    raw = deed({"table": "users", "key": ["a", "b"], "do": "delete"}, identity=users(key=["a", "b"]))
    assert [one[:3] for one in said(business_database, raw)] == [("key-type", "users", "b")]

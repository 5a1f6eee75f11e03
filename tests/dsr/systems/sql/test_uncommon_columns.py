"""What few schemas have: documents, newer collations, computed and numbered columns, views as tables, partitions."""

from contextlib import suppress

import pytest

from dsr.errors import BadInput, CannotAct, DeskError
from dsr.systems import sql
from tests.given_mappings import DANA, RUTH, deed, done, left, make, people, reach, said, users

postgresql = pytest.mark.parametrize("business_database", ["postgresql"], indirect=True)
mariadb = pytest.mark.parametrize("business_database", ["mariadb"], indirect=True)
_UCA = "CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci"


@postgresql
@pytest.mark.parametrize("kind", ["point", "json"])
@pytest.mark.parametrize("part", ["where", "by", "match", "identity"])
def test_a_column_that_is_compared_with_nothing_is_refused_before_the_decision(business_database, kind, part):
    people(business_database)
    value = {"point": "(1,2)", "json": '"a"'}[kind]
    make(
        business_database,
        f"CREATE TABLE notes (id int PRIMARY KEY, user_id int, words {kind})",
        f"INSERT INTO notes VALUES (1, 1, '{value}'), (2, 2, '{value}')",
    )
    parts = {
        "where": {"by": {"user_id": "users.id"}, "where": {"words": value}},
        "by": {"by": {"words": "users.email"}},
        "match": {"match": {"words": "email"}},
        "identity": {"by": {"user_id": "users.id"}},
    }
    identity = {"table": "notes", "key": "id", "columns": {"email": "words"}} if part == "identity" else users()
    if part == "identity":
        raw = {"identity": identity, "deeds": {"delete": [{"table": "notes", "do": "delete"}]}}
    else:
        raw = deed({"table": "notes", **parts[part]}, identity=identity)
    assert ("wrong-type", "notes", "words", "") in said(business_database, raw)
    with suppress(DeskError):
        done(reach(business_database, raw))
    assert 2 in left(business_database, "notes") and 2 in left(business_database, "users")


@mariadb
@pytest.mark.parametrize(
    "held", ["dáná@example.com", "DANA@EXÄMPLE.com", "dana@example.com\u00ad", "dana@example.com "]
)
def test_a_newer_collation_decides_nothing(business_database, held):
    """It calls equal what differs in accents, case, and in signs that it ignores."""
    make(
        business_database,
        f"CREATE TABLE users (id int PRIMARY KEY, email varchar(200)) {_UCA}",
        f"CREATE TABLE notes (ref varchar(50) PRIMARY KEY, owner varchar(200)) {_UCA}",
        "INSERT INTO notes VALUES ('a', 'dana@example.com'), ('b', 'x')",
    )
    business_database.execute("INSERT INTO users VALUES (1, ?), (2, ?)", DANA, held)
    business_database.execute("UPDATE notes SET owner = ? WHERE ref = 'b'", held)
    is_hers = held.strip("\u00ad ") == DANA
    raw = deed({"table": "notes", "key": "ref", "match": {"owner": "email"}})
    found = sql.preview_rows(reach(business_database, raw))
    assert len(found.rows["users"]) == (2 if is_hers else 1)
    sql.act_and_prove(reach(business_database, raw), found)
    assert left(business_database, "users") == ([] if is_hers else [2])
    assert left(business_database, "notes", "ref") == ([] if is_hers else ["b"])


@mariadb
def test_keys_that_a_newer_collation_calls_equal_in_another_table_lead_nowhere(business_database):
    make(
        business_database,
        f"CREATE TABLE users (id varchar(20) PRIMARY KEY, email varchar(200)) {_UCA}",
        f"CREATE TABLE notes (id int PRIMARY KEY, user_id varchar(20)) {_UCA}",
        f"INSERT INTO users VALUES ('jose', '{DANA}'), ('ruth', '{RUTH}')",
        "INSERT INTO notes VALUES (1, 'jose'), (2, 'josé'), (3, 'JOSE'), (4, 'jose ')",
    )
    assert done(reach(business_database, deed({"table": "notes", "by": {"user_id": "users.id"}})))[0] == {
        "notes": 1,
        "users": 1,
    }
    assert left(business_database, "notes") == [2, 3, 4]


@pytest.mark.parametrize("stored", ["STORED", "VIRTUAL"])
def test_a_computed_column_finds_the_person_and_leads_on(business_database, stored):
    if business_database.dialect == "postgresql" and stored == "VIRTUAL":
        stored = "STORED"  # this version knows no other
    made = f"GENERATED ALWAYS AS (lower(raw)) {stored}"
    make(
        business_database,
        f"CREATE TABLE users (id int PRIMARY KEY, raw varchar(200), email varchar(200) {made})",
        f"CREATE TABLE notes (id int PRIMARY KEY, raw varchar(200), owner varchar(200) {made})",
        "INSERT INTO users (id, raw) VALUES (1, 'Dana@Example.com'), (2, 'ruth@example.com')",
        "INSERT INTO notes (id, raw) VALUES (1, 'DANA@example.com'), (2, 'ruth@example.com')",
    )
    gone = {"table": "users", "do": "anonymize", "set": {"raw": "gone-{key}@example.invalid"}}
    raw = deed({"table": "notes", "match": {"owner": "email"}}, gone)
    assert said(business_database, raw) == []
    where = reach(business_database, raw)
    assert done(where) == ({"notes": 1, "users": 1}, {"notes": 0, "users": 0})
    assert business_database.rows("SELECT raw, email FROM users WHERE id = 1") == [
        ("gone-1@example.invalid", "gone-1@example.invalid")
    ]
    assert left(business_database, "notes") == [2]
    told = said(business_database, deed({"table": "users", "do": "anonymize", "set": {"email": None}}))
    assert ("computed", "users", "email", "") in told


@postgresql
@pytest.mark.parametrize("always", ["ALWAYS", "BY DEFAULT"])
def test_a_numbered_column_in_a_key_of_several_takes_its_own_rows_alone(business_database, always):
    people(business_database)
    make(
        business_database,
        f"CREATE TABLE notes (shop int, no bigint GENERATED {always} AS IDENTITY, user_id int, words text, "
        "PRIMARY KEY (shop, no))",
        "INSERT INTO notes (shop, user_id, words) VALUES (1, 1, 'a'), (2, 2, 'b'), (1, 2, 'c'), (3, 1, 'd')",
    )
    notes = {"table": "notes", "key": ["shop", "no"], "by": {"user_id": "users.id"}}
    gone = {**notes, "do": "anonymize", "set": {"words": "{key}"}}
    assert said(business_database, deed(notes)) == []
    assert done(reach(business_database, deed(gone, {"table": "users", "do": "follow"}, action="delete")))[0] == {
        "notes": 2
    }
    numbered = {**notes, "do": "anonymize", "set": {"no": 7}}
    with pytest.raises(BadInput, match="other columns than the key"):
        reach(business_database, deed(numbered))
    made = {"table": "users", "do": "anonymize", "set": {"shelf": 7}}
    make(business_database, f"ALTER TABLE users ADD shelf int GENERATED {always} AS IDENTITY")
    told = [one[:3] for one in said(business_database, deed(made))]
    assert told == ([("computed", "users", "shelf")] if always == "ALWAYS" else [])
    assert done(reach(business_database, deed(notes)))[0] == {"notes": 2, "users": 1}
    assert left(business_database, "notes", "no") == [2, 3]


def test_a_view_leads_on_and_nothing_is_done_in_it(business_database):
    people(business_database)
    make(
        business_database,
        "CREATE TABLE rows_of_all (id int PRIMARY KEY, user_id int, email varchar(200))",
        f"INSERT INTO rows_of_all VALUES (1, 1, '{DANA}'), (2, 2, '{RUTH}')",
        "CREATE VIEW people AS SELECT id, user_id, email FROM rows_of_all",
    )
    view = {"table": "people", "by": {"user_id": "users.id"}}
    assert [one[:2] for one in said(business_database, deed(view))] == [("acts-on-view", "people")]
    with pytest.raises(CannotAct):
        done(reach(business_database, deed(view)))
    assert left(business_database, "rows_of_all") == [1, 2] and left(business_database, "users") == [1, 2]
    through = deed({**view, "do": "follow"}, {"table": "rows_of_all", "by": {"id": "people.id"}})
    assert done(reach(business_database, through))[0] == {"rows_of_all": 1, "users": 1}
    assert left(business_database, "rows_of_all") == [2]


@mariadb
def test_a_table_in_partitions_is_a_table_like_any_other(business_database):
    people(business_database)
    make(
        business_database,
        "CREATE TABLE visits (id int, year int, user_id int, PRIMARY KEY (id, year)) PARTITION BY RANGE (year) "
        "(PARTITION old VALUES LESS THAN (2020), PARTITION rest VALUES LESS THAN MAXVALUE)",
        "INSERT INTO visits VALUES (1, 2010, 1), (1, 2021, 2), (2, 2022, 1), (3, 2011, 2)",
    )
    visits = {"table": "visits", "key": ["id", "year"], "by": {"user_id": "users.id"}}
    assert said(business_database, deed(visits)) == []
    assert done(reach(business_database, deed(visits)))[0] == {"visits": 2, "users": 1}
    assert business_database.rows("SELECT id, year FROM visits ORDER BY 1, 2") == [(1, 2021), (3, 2011)]

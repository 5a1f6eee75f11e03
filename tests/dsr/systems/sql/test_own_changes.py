"""What a database does by itself when rows are changed is named before approval, and stops a deed all the same."""

import pytest

from dsr.errors import CannotAct
from tests.given_mappings import DANA, deed, done, left, make, people, reach, said

_GONE = {"table": "users", "do": "anonymize", "set": {"email": "gone-{key}@example.invalid"}}
_FIRST = {"table": "users", "do": "delete", "first": {"email": None}}
_CORRECT = {"table": "users", "do": "update", "set": {"email": "$new.email"}}
_LETTERS = {"table": "letters", "by": {"address": "users.email"}}


def _letters(database, on_update="CASCADE"):
    """People by a column beside their key, to which letters refer by it, and stamps to the letters."""
    people(database, more=", UNIQUE (email)")
    make(
        database,
        "CREATE TABLE letters (id int PRIMARY KEY, address varchar(200), words varchar(9), UNIQUE (address), "
        f"FOREIGN KEY (address) REFERENCES users (email) ON UPDATE {on_update})",
        "CREATE TABLE stamps (id int PRIMARY KEY, address varchar(200), "
        "FOREIGN KEY (address) REFERENCES letters (address) ON UPDATE CASCADE)",
    )
    for table in ("letters", "stamps"):
        database.execute(f"INSERT INTO {table} (id, address) VALUES (1, ?)", DANA)


@pytest.mark.parametrize("on_update", ["CASCADE", "SET NULL", "SET DEFAULT"])
@pytest.mark.parametrize("act", [_GONE, _CORRECT, _FIRST], ids=["anonymize", "correct", "first"])
def test_a_foreign_key_that_acts_when_a_column_is_changed_is_named_and_stops_it(business_database, on_update, act):
    if business_database.dialect == "mariadb" and on_update == "SET DEFAULT":
        on_update = "SET NULL"  # its engine has no other
    _letters(business_database, on_update)
    action = "correct" if act is _CORRECT else "delete"
    raw, new = deed(act, action=action), {"new.email": "d@example.com"}
    named = [
        ("cascades-on-change", "users", "address", "letters"),
        ("cascades-on-change", "letters", "address", "stamps"),
    ]
    assert said(business_database, raw, "may-be-referred-to") == named
    with pytest.raises(CannotAct, match="letters: when what its address refers to in users is changed") as refusal:
        done(reach(business_database, raw, action=action, **new))
    assert [one["other"] for one in refusal.value.remarks] == ["letters", "stamps"]
    assert left(business_database, "users", "email") == [DANA, "ruth@example.com"]
    assert left(business_database, "stamps", "address") == [DANA]


def test_what_marks_kept_rows_is_asked_too(business_database):
    _letters(business_database)
    raw = {**deed(), "lock": {"users": {"email": None}}}
    assert ("cascades-on-change", "users", "address", "letters") in said(business_database, raw)


def test_a_column_to_which_nothing_refers_is_changed_freely(business_database):
    _letters(business_database)
    business_database.execute("ALTER TABLE users ADD COLUMN name varchar(9)")
    raw = deed({"table": "users", "do": "anonymize", "set": {"name": "x"}})
    assert said(business_database, raw) == []
    assert done(reach(business_database, raw)) == ({"users": 1}, {"users": 0})


def test_what_is_wanted_or_was_counted_and_let_go_before_is_done(business_database):
    _letters(business_database)
    wanted = {**deed(_GONE), "cascades": ["letters", "stamps"]}
    assert {one[0] for one in said(business_database, wanted)} == {"said-cascades"}
    freed = deed({**_LETTERS, "do": "anonymize", "set": {"address": None}}, _GONE)
    assert said(business_database, freed) == [("cascades-on-change", "letters", "address", "stamps")]
    make(business_database, "DROP TABLE stamps")
    for counted in (freed, deed(_LETTERS, _GONE)):
        assert said(business_database, counted) == []
    late = deed(_GONE, {**_LETTERS, "do": "anonymize", "set": {"address": None}})
    assert [one[0] for one in said(business_database, late)] == ["cascades-on-change"]
    assert done(reach(business_database, freed)) == ({"letters": 1, "users": 1}, {"letters": 0, "users": 0})
    assert left(business_database, "letters", "address") == [None]


def test_a_foreign_key_that_refuses_a_change_is_named(business_database):
    _letters(business_database, "RESTRICT")
    assert said(business_database, deed(_GONE)) == [("may-be-referred-to", "users", "address", "letters")]


def test_rows_that_are_taken_along_by_two_ways_are_named_though_one_of_them_counts(business_database):
    """Tasks of a team that the deed reaches are counted; those of a team that goes with its club are not."""
    people(business_database)
    make(
        business_database,
        "CREATE TABLE clubs (id int PRIMARY KEY, user_id int)",
        "CREATE TABLE teams (id int PRIMARY KEY, owner_id int, club_id int, "
        "FOREIGN KEY (club_id) REFERENCES clubs (id) ON DELETE CASCADE)",
        "CREATE TABLE tasks (id int PRIMARY KEY, team_id int, "
        "FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE CASCADE)",
    )
    raw = deed(
        {"table": "tasks", "by": {"team_id": "teams.id"}},
        {"table": "teams", "by": {"owner_id": "users.id"}},
        {"table": "clubs", "by": {"user_id": "users.id"}},
    )
    both = [("cascades", "clubs", "club_id", "teams"), ("cascades", "teams", "team_id", "tasks")]
    assert said(business_database, raw) == both


@pytest.mark.parametrize("business_database", ["postgresql"], indirect=True)
def test_what_refers_to_a_part_of_a_table_refers_to_the_whole(business_database):
    make(
        business_database,
        "CREATE TABLE users (id int, email varchar(200), PRIMARY KEY (id)) PARTITION BY RANGE (id)",
        "CREATE TABLE early PARTITION OF users FOR VALUES FROM (0) TO (100)",
        "CREATE TABLE teams (id int PRIMARY KEY, own int, FOREIGN KEY (own) REFERENCES users (id) ON DELETE CASCADE)",
        "CREATE TABLE tasks (id int PRIMARY KEY, own int, FOREIGN KEY (own) REFERENCES early (id) ON DELETE CASCADE)",
    )
    part = {"table": "early", "key": "id", "columns": {"email": "email"}}
    own = [("cascades", "users", "own", "teams"), ("cascades", "users", "own", "tasks")]
    assert said(business_database, deed()) == own
    parted = {"identity": part, "deeds": {"delete": [{"table": "early", "do": "delete"}]}}
    assert {one[3] for one in said(business_database, parted)} == {"teams", "tasks"}

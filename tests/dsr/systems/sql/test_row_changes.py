"""What was done is counted against what was seen: exactly these rows, exactly so, or none."""

import pytest

from dsr.errors import CannotAct
from dsr.systems import sql
from dsr.systems.sql import erasure
from tests.given_mappings import deed, done, left, make, orders, people, reach, said

SERVERS = pytest.mark.parametrize("business_database", ["postgresql", "mariadb"], indirect=True)
_TYPES = {"sqlite": "text COLLATE NOCASE", "postgresql": "citext", "mariadb": "varchar(50)"}


def _correct(database, table="users", triggers=(), **told):
    columns = {"name": "name"} | told
    raw = {
        "identity": {"table": "users", "key": "id", "columns": {"email": "email"}},
        "deeds": {"correct": [{"table": table, "do": "update", "set": {c: f"$new.{f}" for c, f in columns.items()}}]},
        "triggers": {table: [*triggers]},
    }
    return lambda value: reach(database, raw, action="correct", **{"new.name": value})


@pytest.mark.parametrize("new", ["Jose Garcia", "José García", "jose garcia "])
def test_a_correction_of_case_or_accents_alone_is_made_and_proved_exactly(business_database, new):
    if business_database.dialect == "postgresql":
        business_database.execute("CREATE EXTENSION IF NOT EXISTS citext")
    people(business_database, more=f", name {_TYPES[business_database.dialect]}")
    business_database.execute("UPDATE users SET name = 'jose garcia'")
    corrected = _correct(business_database)(new)
    assert done(corrected) == ({"users": 1}, {"users": 0})
    assert business_database.rows("SELECT name FROM users ORDER BY id") == [(new,), ("jose garcia",)]
    assert done(corrected) == ({"users": 0}, {"users": 0})


def test_the_key_of_the_row_stands_wherever_the_mapping_wants_it(business_database):
    people(business_database, more=", note varchar(90)")
    told = {"email": "{key}-gone-{key}@example.invalid", "note": "{key}"}
    where = reach(business_database, deed({"table": "users", "do": "anonymize", "set": told}))
    found = sql.preview_rows(where)
    assert sql.act_and_prove(where, found) == ({"users": 1}, {"users": 0})
    assert business_database.rows("SELECT email, note FROM users WHERE id = 1") == [("1-gone-1@example.invalid", "1")]
    assert sql.act(where, found) == {"users": 0}


@pytest.mark.parametrize("business_database", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("kind", "before", "value"),
    [
        ("json", '{"a": 1}', None),
        ("json", '{"a": 1}', '{"b": [1, 2]}'),
        ("jsonb", '{"a": 1}', "{}"),
        ("point", "(1,2)", "(0, 0)"),
        ("point", "(1,2)", None),
        ("text[]", "{a,b}", "{}"),
        ("text[]", "{a,b}", "{x, y}"),
        ("uuid", "0f8fad5b-d9cb-469f-a165-70867728950e", "7c9e6679-7425-40de-944b-e07fc1f90ae7"),
        ("date", "2020-01-02", "1900-01-01"),
        ("boolean", "true", False),
        ("numeric(9,2)", "5.5", 0),
    ],
)
def test_columns_of_every_type_are_made_anonymous_and_proved(business_database, kind, before, value):
    people(business_database, more=f", profile {kind}")
    business_database.execute(f"UPDATE users SET profile = '{before}'")
    raw = deed({"table": "users", "do": "anonymize", "set": {"profile": value}})
    where = reach(business_database, raw)
    assert done(where) == ({"users": 1}, {"users": 0})
    assert done(where) == ({"users": 0}, {"users": 0})


def _chain(database, length):
    people(database)
    make(
        database,
        "CREATE TABLE comments (id int PRIMARY KEY, user_id int, parent_id int, "
        "FOREIGN KEY (parent_id) REFERENCES comments (id))",
    )
    rows = ", ".join(f"({n}, 1, {n - 1 or 'NULL'})" for n in range(1, length + 1))
    make(database, f"INSERT INTO comments VALUES {rows}, ({length + 1}, 2, NULL)")


@pytest.mark.parametrize("length", [3, 1500])
def test_rows_that_refer_to_one_another_go_whatever_their_depth(business_database, length):
    _chain(business_database, length)
    did, rest = done(reach(business_database, deed({"table": "comments", "by": {"user_id": "users.id"}})))
    assert (did, rest["comments"]) == ({"comments": length, "users": 1}, 0)
    assert left(business_database, "comments") == [length + 1]


def test_a_table_that_leads_to_itself_is_followed_to_the_end(business_database):
    _chain(business_database, 30)
    business_database.execute("UPDATE comments SET user_id = 2 WHERE id > 1")
    thread = {"table": "comments", "by": {"user_id": "users.id", "parent_id": "comments.id"}}
    where = reach(business_database, deed(thread))
    assert sql.preview_rows(where).counts(where.acts)["comments"] == 30
    assert done(where)[0]["comments"] == 30


def test_rows_in_a_circle_are_told_and_opened_first(business_database):
    _chain(business_database, 3)
    business_database.execute("UPDATE comments SET parent_id = 3 WHERE id = 1")
    comments = {"table": "comments", "by": {"user_id": "users.id"}}
    with pytest.raises(CannotAct, match="in a circle by parent_id"):
        done(reach(business_database, deed(comments)))
    assert left(business_database, "comments") == [1, 2, 3, 4]
    opened = deed({**comments, "first": {"parent_id": None}})
    assert done(reach(business_database, opened))[0] == {"comments": 3, "users": 1}
    assert left(business_database, "comments") == [4]


def test_two_tables_that_refer_to_each_other(business_database):
    people(business_database, more=", default_address int")
    make(
        business_database,
        "CREATE TABLE addresses (id int PRIMARY KEY, user_id int NOT NULL, "
        "FOREIGN KEY (user_id) REFERENCES users (id))",
        "INSERT INTO addresses VALUES (7, 1), (8, 2)",
    )
    if business_database.dialect != "sqlite":
        business_database.execute("ALTER TABLE users ADD FOREIGN KEY (default_address) REFERENCES addresses (id)")
    business_database.execute("UPDATE users SET default_address = 7 WHERE id = 1")
    addresses = {"table": "addresses", "by": {"user_id": "users.id"}}
    own = {"table": "users", "do": "delete", "first": {"default_address": None}}
    assert done(reach(business_database, deed(addresses, own)))[0] == {"addresses": 1, "users": 1}
    assert left(business_database, "addresses") == [8]


def _teams(database, on_delete="CASCADE"):
    people(database)
    make(
        database,
        "CREATE TABLE teams (id int PRIMARY KEY, owner_id int, "
        f"FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE {on_delete})",
        "CREATE TABLE tasks (id int PRIMARY KEY, team_id int, by_user int, "
        "FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE CASCADE)",
        "INSERT INTO teams VALUES (5, 1)",
        "INSERT INTO tasks VALUES (1, 5, 2), (2, 5, 2)",
    )


@pytest.mark.parametrize("on_delete", ["CASCADE", "SET NULL"])
def test_what_the_database_would_take_along_uncounted_stops_it(business_database, on_delete):
    _teams(business_database, on_delete)
    with pytest.raises(CannotAct, match="teams: when rows of users are deleted") as refusal:
        done(reach(business_database, deed()))
    assert ("tasks: when rows of teams" in str(refusal.value)) == (on_delete == "CASCADE")
    assert (left(business_database, "tasks"), left(business_database, "users")) == ([1, 2], [1, 2])


def test_what_is_reached_and_counted_or_said_to_be_wanted_goes(business_database):
    _teams(business_database)
    teams = {"table": "teams", "by": {"owner_id": "users.id"}}
    with pytest.raises(CannotAct, match="tasks: when rows of teams"):
        done(reach(business_database, deed(teams)))
    with pytest.raises(CannotAct, match="tasks: when rows of teams"):  # those of another way are not all
        done(reach(business_database, deed({"table": "tasks", "by": {"by_user": "users.id"}}, teams)))
    counted = deed({"table": "tasks", "by": {"team_id": "teams.id"}}, teams)
    assert sql.preview_rows(reach(business_database, counted)).counts(reach(business_database, counted).acts) == {
        "tasks": 2,
        "teams": 1,
        "users": 1,
    }
    assert done(reach(business_database, {**deed(teams), "cascades": ["tasks"]}))[0] == {"teams": 1, "users": 1}
    assert left(business_database, "tasks") == []


@pytest.mark.parametrize("business_database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", ["JSON", "STRING", "XML"])
def test_a_type_that_sqlite_does_not_know_takes_every_text(business_database, kind):
    people(business_database, more=f", profile {kind}")
    raw = deed({"table": "users", "do": "anonymize", "set": {"profile": "{}"}})
    assert not said(business_database, raw)
    assert done(reach(business_database, raw)) == ({"users": 1}, {"users": 0})


@pytest.mark.parametrize("business_database", ["mariadb"], indirect=True)
def test_a_table_without_transactions_is_not_touched(business_database):
    people(business_database)
    make(
        business_database,
        "CREATE TABLE notes (id int PRIMARY KEY, user_id int) ENGINE=MyISAM",
        "INSERT INTO notes VALUES (1, 1)",
        "CREATE TABLE orders (id int PRIMARY KEY, user_id int, FOREIGN KEY (user_id) REFERENCES users (id))",
        "INSERT INTO orders VALUES (1, 1)",
    )
    with pytest.raises(CannotAct, match=r"notes: its engine \(MyISAM\) has no transactions"):
        done(reach(business_database, deed({"table": "notes", "by": {"user_id": "users.id"}})))
    assert left(business_database, "notes") == [1]


def test_a_database_that_does_something_else_is_rolled_back(business_database):
    people(business_database, more=", name varchar(20)")
    make(business_database, *_SHOUTS[business_database.dialect])
    with pytest.raises(CannotAct, match="did not keep what was set in name"):
        done(_correct(business_database, triggers=["shouts"])("Dana Whitlow"))
    assert left(business_database, "users") == [1, 2]
    assert business_database.rows("SELECT name FROM users WHERE id = 1") == [(None,)]


_SHOUTS = {
    "sqlite": (
        "CREATE TRIGGER shouts AFTER UPDATE OF name ON users WHEN new.name <> upper(new.name) "
        "BEGIN UPDATE users SET name = upper(name) WHERE id = new.id; END",
    ),
    "postgresql": (
        "CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN new.name := upper(new.name); RETURN new; END $$",
        "CREATE TRIGGER shouts BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION shout()",
    ),
    "mariadb": ("CREATE TRIGGER shouts BEFORE UPDATE ON users FOR EACH ROW SET new.name = upper(new.name)",),
}


def test_rows_that_the_database_keeps_back_are_missed_and_all_is_rolled_back(business_database):
    raw = {**orders(business_database), "triggers": {"orders": ["keeps"]}}
    where = reach(business_database, raw)
    make(business_database, *_KEEPS[business_database.dialect])
    with pytest.raises(CannotAct, match=r"orders: .*(another number of rows|a rule or a trigger of the database)"):
        done(where)
    assert (left(business_database, "orders"), left(business_database, "users")) == ([1, 2, 3], [1, 2])
    assert erasure.prove(where, sql.preview_rows(where)) == {"orders": 2, "users": 1}


_KEEPS = {
    "sqlite": ("CREATE TRIGGER keeps BEFORE DELETE ON orders WHEN old.id = 2 BEGIN SELECT RAISE(IGNORE); END",),
    "postgresql": (
        "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN IF old.id = 2 THEN RETURN NULL; END IF; RETURN old; END $$",
        "CREATE TRIGGER keeps BEFORE DELETE ON orders FOR EACH ROW EXECUTE FUNCTION keep()",
    ),
    "mariadb": (
        "CREATE TRIGGER keeps BEFORE DELETE ON orders FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'kept'",
    ),
}

"""Triggers and rules that a deed wakes are named and accepted one by one; in a view nothing is done."""

import pytest
from sqlalchemy.engine import make_url

from dsr.errors import CannotAct
from dsr.systems import sql
from tests.dsr.systems.sql.test_mapping_check import account
from tests.given_mappings import DANA, deed, done, left, make, orders, people, reach, said, trigger, users

__all__ = ["account"]

_GONE = {"table": "users", "do": "anonymize", "set": {"email": None}}
_TAKES = "DELETE FROM orders WHERE id = 3"  # of another person


@pytest.mark.parametrize("moment", ["BEFORE", "AFTER"])
@pytest.mark.parametrize(
    ("event", "act"),
    [
        ("DELETE", {"table": "users", "do": "delete"}),
        ("UPDATE", _GONE),
        ("UPDATE", {"table": "users", "do": "delete", "first": {"email": None}}),
    ],
    ids=["delete", "anonymize", "first"],
)
def test_a_trigger_that_the_deed_wakes_is_named_and_stops_it_until_it_is_accepted(
    business_database, moment, event, act
):
    orders(business_database)
    trigger(business_database, "takes_along", f"{moment} {event} ON users", _TAKES)
    assert said(business_database, deed(act)) == [("triggers", "users", "", "“takes_along”")]
    with pytest.raises(CannotAct, match=r"users: .* act by itself, by triggers or rules: “takes_along”"):
        done(reach(business_database, deed(act)))
    assert (left(business_database, "orders"), left(business_database, "users", "email")[0]) == ([1, 2, 3], DANA)
    known = {**deed(act), "triggers": {"users": ["takes_along"]}}
    assert said(business_database, known) == [("said-triggers", "users", "", "“takes_along”")]
    assert done(reach(business_database, known)) == ({"users": 1}, {"users": 0})
    assert left(business_database, "orders") == [1, 2]


@pytest.mark.parametrize("event", ["UPDATE", "INSERT"])
def test_a_trigger_of_something_else_is_not_the_deeds(business_database, event):
    raw = orders(business_database)
    trigger(business_database, "takes_along", f"AFTER {event} ON users", _TAKES)
    assert said(business_database, raw) == []
    assert done(reach(business_database, raw))[0] == {"orders": 2, "users": 1}


def test_what_marks_kept_rows_wakes_triggers_too_and_a_new_one_is_not_the_one_that_was_accepted(business_database):
    raw = {**orders(business_database), "lock": {"users": {"email": "$code"}}, "triggers": {"users": ["other"]}}
    trigger(business_database, "takes_along", "AFTER UPDATE ON users", _TAKES)
    assert said(business_database, raw) == [("triggers", "users", "", "“takes_along”")]


def test_a_trigger_of_rows_that_a_foreign_key_takes_along(business_database):
    people(business_database)
    make(
        business_database,
        "CREATE TABLE teams (id int PRIMARY KEY, own int, FOREIGN KEY (own) REFERENCES users (id) ON DELETE CASCADE)",
        "CREATE TABLE orders (id int PRIMARY KEY)",
    )
    trigger(business_database, "takes_along", "AFTER DELETE ON teams", _TAKES)
    raw = {**deed(), "cascades": ["teams"]}
    woken = [] if business_database.dialect == "mariadb" else [("triggers", "teams", "", "“takes_along”")]
    assert said(business_database, raw, "said-cascades") == woken  # MariaDB runs none for what a foreign key does
    known = {**raw, "triggers": {"teams": ["takes_along"]}}
    assert "triggers" not in [kind for kind, *_rest in said(business_database, known)]


@pytest.mark.parametrize("business_database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("made", "is_woken"),
    [
        ('"delete on" AFTER INSERT ON users', False),
        ("[after insert] DELETE ON users", True),
        ("`a ``b` BEFORE UPDATE OF email ON users", False),
        ("x /* insert on */ AFTER DELETE ON users", True),
    ],
)
def test_what_a_trigger_of_sqlite_waits_for_is_read_from_its_words(business_database, made, is_woken):
    raw = orders(business_database)
    make(business_database, f"CREATE TRIGGER {made} BEGIN {_TAKES}; END")
    assert bool(said(business_database, raw)) == is_woken


@pytest.mark.parametrize("business_database", ["postgresql"], indirect=True)
def test_a_rule_is_named_and_a_trigger_that_is_off_is_not(business_database):
    raw = orders(business_database)
    make(business_database, f"CREATE RULE takes AS ON DELETE TO users DO ALSO {_TAKES}")
    assert said(business_database, raw) == [("triggers", "users", "", "“takes”")]
    make(business_database, "ALTER TABLE users DISABLE RULE takes")
    trigger(business_database, "takes_along", "AFTER DELETE ON users", _TAKES)
    make(business_database, "ALTER TABLE users DISABLE TRIGGER takes_along")
    assert said(business_database, raw) == []


@pytest.mark.parametrize("business_database", ["mariadb"], indirect=True)
def test_triggers_that_the_account_cannot_see_stop_the_deed(business_database, account):
    grant, url = account
    raw = orders(business_database)
    trigger(business_database, "takes_along", "AFTER DELETE ON users", _TAKES)
    grant("SELECT, DELETE, REFERENCES ON *.*")
    unseen = [("unseen-triggers", "orders", "", ""), ("unseen-triggers", "users", "", "")]
    assert said(business_database, raw, url=url) == unseen
    looked_at = {**raw, "triggers": {"orders": [], "users": ["takes_along"]}}
    assert said(business_database, looked_at, url=url) == []
    grant("TRIGGER ON users")
    assert said(business_database, raw, url=url) == [unseen[0], ("triggers", "users", "", "“takes_along”")]


def _views(database):
    """The orders by a view: deleting in it deletes in the table, with all that hangs on that."""
    orders(database)
    engine = " ENGINE=MyISAM" if database.dialect == "mariadb" else ""
    make(
        database,
        f"CREATE TABLE notes (id int PRIMARY KEY, user_id int){engine}",
        "INSERT INTO notes VALUES (1, 1)",
        "CREATE VIEW some_notes AS SELECT * FROM notes",
        "CREATE VIEW some_orders AS SELECT * FROM orders",
        "CREATE TABLE parcels (id int PRIMARY KEY, order_id int, FOREIGN KEY (order_id) REFERENCES orders (id) "
        "ON DELETE CASCADE)",
    )


@pytest.mark.parametrize("view", ["some_notes", "some_orders"])
@pytest.mark.parametrize("act", [{"do": "delete"}, {"do": "anonymize", "set": {"user_id": None}}], ids=str)
def test_in_a_view_nothing_is_done(business_database, view, act):
    _views(business_database)
    if business_database.dialect == "sqlite":
        trigger(business_database, "passes_on", f"INSTEAD OF DELETE ON {view}", "DELETE FROM orders")
    raw = {**deed({"table": view, "by": {"user_id": "users.id"}, **act}), "triggers": {view: ["passes_on"]}}
    behind = f"public.{view.removeprefix('some_')}" if business_database.dialect == "postgresql" else ""
    found = [one for one in said(business_database, raw) if one[0] not in {"said-triggers", "unknown"}]
    assert found == [("acts-on-view", view, "", behind)]
    with pytest.raises(CannotAct, match=f"{view} is a view or lies in another server"):
        done(reach(business_database, raw))
    assert (left(business_database, "orders"), left(business_database, "users")) == ([1, 2, 3], [1, 2])


def test_a_view_that_only_tells_whose_rows_are_meant_is_read(business_database):
    _views(business_database)
    parcels = {"table": "parcels", "by": {"order_id": "some_orders.id"}}
    read = {"table": "some_orders", "by": {"user_id": "users.id"}, "do": "follow"}
    make(business_database, "INSERT INTO parcels VALUES (10, 1), (30, 3)")
    identity = users(table="everybody")
    make(business_database, "CREATE VIEW everybody AS SELECT id, email FROM users")
    read["by"] = {"user_id": "everybody.id"}
    raw = {
        "identity": identity,
        "deeds": {"delete": [{"key": "id", "do": "delete", **one} for one in (parcels, read)]},
    }
    told = [("is-view", "everybody", "", ""), ("is-view", "some_orders", "", "")]
    assert sorted(said(business_database, raw)) == told
    assert done(reach(business_database, raw)) == ({"parcels": 1}, {"parcels": 0})
    assert left(business_database, "parcels") == [30]


@pytest.mark.parametrize("is_identity", [True, False], ids=["people", "accounts"])
def test_what_a_view_calls_its_key_must_be_one_for_the_rows_to_which_it_leads(business_database, is_identity):
    orders(business_database)
    make(
        business_database,
        "CREATE TABLE accounts (no int PRIMARY KEY, team int, user_id int)",
        "INSERT INTO accounts VALUES (1, 5, 1), (2, 5, 2), (3, 6, 1)",
        "CREATE VIEW teams AS SELECT team AS id, user_id, email FROM accounts JOIN users ON users.id = user_id",
        "CREATE TABLE tasks (id int PRIMARY KEY, team int)",
        "INSERT INTO tasks VALUES (1, 5), (2, 6)",
    )
    tasks = {"table": "tasks", "key": "id", "by": {"team": "teams.id"}, "do": "delete"}
    teams = {"table": "teams", "key": "id", "by": {"user_id": "users.id"}, "do": "follow"}
    raw = {
        "identity": users(table="teams") if is_identity else users(),
        "deeds": {"delete": [tasks] if is_identity else [tasks, teams]},
    }
    with pytest.raises(CannotAct, match="teams: “id” is not unique"):
        sql.preview_rows(reach(business_database, raw))
    make(business_database, "DELETE FROM accounts WHERE no = 2")
    assert done(reach(business_database, raw)) == ({"tasks": 2}, {"tasks": 0})


@pytest.mark.parametrize("business_database", ["mariadb"], indirect=True)
def test_a_table_of_mariadb_in_another_server_is_one_like_a_view(business_database):
    raw, url = orders(business_database), make_url(business_database.url)
    far = f"mysql://{url.username}@{url.host}:{url.port}/{url.database}/orders"
    make(
        business_database,
        "INSTALL SONAME 'ha_federatedx'",
        f"CREATE TABLE far_orders (id int PRIMARY KEY, user_id int) ENGINE=FEDERATED CONNECTION='{far}'",
    )
    raw["deeds"]["delete"][0]["table"] = "far_orders"
    try:
        assert ("acts-on-view", "far_orders", "", "") in said(business_database, raw)
        with pytest.raises(CannotAct, match="far_orders is a view or lies in another server"):
            done(reach(business_database, raw))
    finally:
        make(business_database, "DROP TABLE far_orders", "UNINSTALL SONAME 'ha_federatedx'")
    assert left(business_database, "orders") == [1, 2, 3]


@pytest.mark.parametrize("business_database", ["postgresql"], indirect=True)
def test_what_lies_behind_a_view_that_hides_rows_is_told(business_database, account):
    grant, url = account
    _views(business_database)
    make(business_database, "ALTER TABLE orders ENABLE ROW LEVEL SECURITY")
    for table in ("users", "some_orders", "parcels"):
        grant(f"SELECT, DELETE, UPDATE ON {table}")
    read = {"table": "some_orders", "by": {"user_id": "users.id"}, "do": "follow"}
    raw = deed({"table": "parcels", "by": {"order_id": "some_orders.id"}}, read)
    kinds = [(kind, table) for kind, table, *_rest in said(business_database, raw, "may-be-referred-to", url=url)]
    assert kinds == [("row-security", "some_orders"), ("is-view", "some_orders")]
    where = sql.Reach(url, sql.parse_mapping(raw), "delete", sql.parse_mapping(raw).acts("delete"), sql.Person())
    assert [one.table for one in sql.preview_rows(where).remarks] == ["some_orders"]

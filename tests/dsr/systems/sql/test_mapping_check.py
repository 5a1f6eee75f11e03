"""A mapping is tried on the database itself before anybody approves it: every fault is told, and no row is read."""

import secrets

import pytest
from sqlalchemy import event
from sqlalchemy.engine import make_url

from dsr.errors import CannotAct
from dsr.systems import sql
from dsr.systems.sql import catalog_mariadb, connections
from tests.given_mappings import deed, make, people, reach, said, users


def _shop(database, more="", rules=""):
    people(database, more=f", code varchar(9), name varchar(8) NOT NULL DEFAULT 'x'{more}, UNIQUE (code){rules}")
    make(
        database,
        "CREATE TABLE orders (id int PRIMARY KEY, user_id int, FOREIGN KEY (user_id) REFERENCES users (id))",
        "CREATE TABLE order_lines (order_id int, line_no int, what varchar(50), PRIMARY KEY (order_id, line_no))",
    )


_ORDERS = {"table": "orders", "by": {"user_id": "users.id"}}
_LINES = {"table": "order_lines", "key": ["order_id", "line_no"], "by": {"order_id": "orders.id"}}


def test_a_mapping_that_fits_has_nothing_to_mend_and_reads_no_row(business_database):
    _shop(business_database)
    raw = deed(_LINES, _ORDERS)
    engine, told = connections._engine(sql.parse_connection(business_database.url)), []
    event.listen(engine, "before_cursor_execute", lambda *arguments: told.append(arguments[2]))
    assert said(business_database, raw) == []
    plain = [one for one in told if " users" in one and "information_schema" not in one]
    assert plain and all(one.startswith("EXPLAIN") or "WHERE false" in one or "0 = 1" in one for one in plain)
    assert business_database.rows("SELECT count(*) FROM users") == [(2,)]


def test_a_key_that_is_not_unique_is_named_with_the_right_one(business_database):
    _shop(business_database)
    assert said(business_database, deed({**_LINES, "key": "line_no"}, _ORDERS)) == [
        ("key-not-unique", "order_lines", "line_no", "order_id, line_no")
    ]


def test_names_that_are_not_there_are_all_told_at_once(business_database):
    _shop(business_database)
    identity = users(columns={"email": "mail"}, since="came_at")
    raw = deed(
        {"table": "parcels", "by": {"user_id": "users.id"}}, {**_ORDERS, "where": {"kind": "x"}}, identity=identity
    )
    assert set(said(business_database, raw)) == {
        ("no-table", "parcels", "", ""),
        ("no-column", "orders", "kind", ""),
        ("no-column", "users", "mail", ""),
        ("no-column", "users", "came_at", ""),
    }


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({"name": None}, "needs-value"),
        ({"code": "gone"}, "must-be-unique"),
        ({"code": "$reference"}, "must-be-unique"),
        ({"code": "{key}"}, ""),
        ({"code": None}, ""),
        ({"name": "$new.name"}, ""),
        ({"name": "far too long"}, "too-long"),
        ({"name": "x{key}"}, ""),
        ({"full_name": "x"}, "computed"),
        ({"name": 123456789}, "too-long"),
        ({"age": "old"}, "wrong-type"),
        ({"age": 30}, ""),
        ({"age": 3}, "breaks-rule"),
        ({"age": None}, ""),
        ({"zip": "9"}, "breaks-rule"),
        ({"zip": "93701"}, ""),
        ({"zip": "x{key}"}, "may-break-rule"),
        ({"low": 1}, "may-break-rule"),
        ({"low": 2, "high": 1}, "breaks-rule"),
        ({"low": 1, "high": 2}, ""),
        ({"born": "old"}, "wrong-type"),
        ({"born": "1900-01-01"}, ""),
        ({"kind": "c"}, "wrong-type"),
        ({"kind": "b"}, ""),
    ],
    ids=str,
)
def test_values_that_would_be_refused_after_the_decision(business_database, told, kind):
    if business_database.dialect == "postgresql":
        make(business_database, "CREATE TYPE kind AS ENUM ('a', 'b')")
    declared = {"sqlite": "text", "postgresql": "kind", "mariadb": "enum('a','b')"}[business_database.dialect]
    quote = "`" if business_database.dialect == "mariadb" else '"'
    _shop(
        business_database,
        f", age int CHECK (age >= 18 OR ')' = 'a'), zip varchar(9), low int, high int, born date, kind {declared}, "
        "full_name varchar(250) GENERATED ALWAYS AS (coalesce(email, '')) STORED",
        f", CONSTRAINT {quote}zip code{quote} CHECK (length(zip) = 5), CONSTRAINT in_order CHECK (low <= high)",
    )
    if business_database.dialect == "sqlite" and (kind == "too-long" or (kind == "wrong-type" and "age" not in told)):
        kind = ""  # it has no widths, and takes any text for a day
    action = "correct" if "$new.name" in told.values() else "delete"
    raw = deed(_LINES, _ORDERS, {"table": "users", "do": "anonymize", "set": told}, action=action)
    found = said(business_database, raw, "may-be-referred-to")
    assert {one[:3] for one in found} == ({(kind, "users", ", ".join(told))} if kind else set())


@pytest.mark.parametrize(
    ("column", "told", "fits"),
    [
        ("tenant", 5, "all"),
        ("tenant", "5", "all"),
        ("tenant", True, "sqlite"),
        ("tenant", ["x", 5], ""),
        ("is_void", [False, None], "all"),
        ("is_void", 7, "mariadb"),
        ("kind", "User", "all"),
        ("kind", True, "sqlite"),
    ],
)
def test_values_that_a_column_can_never_hold_are_told_at_the_check_and_the_look(business_database, column, told, fits):
    people(business_database, more=", tenant int, is_void boolean, kind varchar(9)")
    raw = deed(identity=users(where={column: told}))
    if fits == "all" or business_database.dialect in fits.split():
        assert said(business_database, raw) == []
        sql.preview_rows(reach(business_database, raw))
        return
    assert said(business_database, raw) == [("wrong-type", "users", column, "")]
    with pytest.raises(CannotAct, match=rf"users: .* column {column}, or compared with it, does not fit its type"):
        sql.preview_rows(reach(business_database, raw))


def test_foreign_keys_that_act_or_refuse_are_named(business_database):
    _shop(business_database)
    make(
        business_database,
        "CREATE TABLE teams (id int PRIMARY KEY, owner_id int, "
        "FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE)",
        "CREATE TABLE tasks (id int PRIMARY KEY, team_id int, "
        "FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE SET NULL)",
    )
    told = {one[0]: one for one in said(business_database, deed())}
    assert told["may-be-referred-to"] == ("may-be-referred-to", "users", "user_id", "orders")
    let_go = deed({**_ORDERS, "do": "anonymize", "set": {"user_id": None}})
    assert {one[0] for one in said(business_database, let_go)} == {"cascades"}
    teams = {"table": "teams", "by": {"owner_id": "users.id"}}
    assert said(business_database, deed(_LINES, _ORDERS, teams)) == [("cascades", "teams", "team_id", "tasks")]
    wanted = {**deed(_LINES, _ORDERS, teams), "cascades": ["tasks"]}
    assert said(business_database, wanted) == [("said-cascades", "teams", "team_id", "tasks")]


def test_columns_of_different_types_are_told(business_database):
    _shop(business_database)
    make(business_database, "CREATE TABLE notes (id int PRIMARY KEY, ref varchar(50))")
    notes = {"table": "notes", "by": {"ref": "users.id"}}
    assert said(business_database, deed(_LINES, _ORDERS, notes)) == [("types-differ", "notes", "ref", "users.id")]


@pytest.mark.parametrize("business_database", ["postgresql", "mariadb"], indirect=True)
def test_an_address_in_a_column_that_is_no_text(business_database):
    kind = "bytea" if business_database.dialect == "postgresql" else "varbinary(200)"
    make(business_database, f"CREATE TABLE users (id int PRIMARY KEY, email {kind})")
    assert ("wrong-type", "users", "email", "") in said(business_database, deed())


@pytest.mark.parametrize("business_database", ["mariadb"], indirect=True)
@pytest.mark.parametrize("engine", ["MyISAM", "Aria"])
def test_a_table_without_transactions(business_database, engine):
    _shop(business_database)
    make(business_database, f"CREATE TABLE notes (id int PRIMARY KEY, user_id int) ENGINE={engine}")
    notes = {"table": "notes", "by": {"user_id": "users.id"}}
    assert said(business_database, deed(_LINES, _ORDERS, notes)) == [("no-transactions", "notes", "", engine)]


@pytest.mark.parametrize("business_database", ["mariadb"], indirect=True)
def test_a_table_that_keeps_what_is_deleted_as_history(business_database):
    people(business_database)
    make(business_database, "ALTER TABLE users ADD SYSTEM VERSIONING")
    corrected = deed({"table": "users", "do": "update", "set": {"email": "$new.email"}}, action="correct")
    assert said(business_database, corrected) == []
    for raw in (deed(), deed({"table": "users", "do": "anonymize", "set": {"email": None}})):
        assert said(business_database, raw) == [("keeps-history", "users", "", "")]
        where = reach(business_database, raw)
        with pytest.raises(CannotAct, match="users: the database keeps what is deleted"):
            sql.act(where, sql.preview_rows(where))


@pytest.fixture
def account(business_database):
    """An account of the desk's own; yields what gives it rights and its connection."""
    is_mariadb = business_database.dialect == "mariadb"
    name = f"daylight_desk_{secrets.token_hex(4)}"  # an account is the whole server's
    user = f"'{name}'@'%'" if is_mariadb else name
    make(
        business_database,
        f"DROP {'USER' if is_mariadb else 'ROLE'} IF EXISTS {user}",
        f"CREATE USER {user} IDENTIFIED BY 'desk'" if is_mariadb else f"CREATE ROLE {name} LOGIN PASSWORD 'desk'",
        *([] if is_mariadb else [f"GRANT USAGE ON SCHEMA public TO {name}"]),
    )
    url = make_url(business_database.url).set(username=name, password="desk").render_as_string(hide_password=False)
    yield lambda rights: make(business_database, f"GRANT {rights} TO {user}"), url
    if is_mariadb:
        make(business_database, f"DROP USER {user}")
    else:
        make(business_database, f"DROP OWNED BY {name}", f"DROP ROLE {name}")


@pytest.mark.parametrize("business_database", ["postgresql", "mariadb"], indirect=True)
def test_rights_that_are_missing(business_database, account):
    grant, url = account
    _shop(business_database)
    grant("SELECT (id, email) ON users")
    grant("SELECT ON orders")
    kinds = {(kind, table) for kind, table, *_rest in said(business_database, deed(_ORDERS), url=url)}
    assert {("no-right", "users"), ("no-right", "orders")} <= kinds
    grant("DELETE ON users")
    grant("DELETE ON orders")
    kinds = {(kind, table) for kind, table, *_rest in said(business_database, deed(_ORDERS), url=url)}
    if business_database.dialect == "postgresql":  # the words of the check say what that means
        assert kinds == {("cannot-lock", "users"), ("cannot-lock", "orders")}
    else:
        assert kinds == {("sees-own-only", ""), ("unseen-triggers", "users"), ("unseen-triggers", "orders")}


@pytest.mark.parametrize("business_database", ["postgresql", "mariadb"], indirect=True)
def test_least_rights_are_enough_for_the_deed(business_database, account):
    grant, url = account
    _shop(business_database)
    make(business_database, "INSERT INTO orders VALUES (10, 1), (20, 2)")
    grant("SELECT (id, email), DELETE ON users")
    grant("SELECT (id, user_id), DELETE ON orders")
    if business_database.dialect == "mariadb":
        grant(f"REFERENCES ON {make_url(url).database}.*")
        grant("TRIGGER ON users")
    read = sql.parse_mapping({**deed(_ORDERS), "triggers": {"orders": []}})
    where = sql.Reach(url, read, "delete", read.acts("delete"), sql.Person({"email": "dana@example.com"}))
    did, rest = sql.act_and_prove(where, sql.preview_rows(where))
    assert (did, any(rest.values())) == ({"orders": 1, "users": 1}, False)


@pytest.mark.parametrize("business_database", ["mariadb"], indirect=True)
def test_what_the_account_cannot_see_takes_nobodys_rows_along(business_database, account):
    """Rows of others hang on the person's by a foreign key that acts by itself, in tables without a right."""
    grant, url = account
    people(business_database)
    make(
        business_database,
        "CREATE TABLE teams (id int PRIMARY KEY, own int, FOREIGN KEY (own) REFERENCES users(id) ON DELETE CASCADE)",
        "INSERT INTO teams VALUES (5, 1)",
    )
    grant("SELECT (id, email), DELETE ON users")
    assert ("sees-own-only", "", "", "") in said(business_database, deed(), url=url)
    read = sql.parse_mapping(deed())
    where = sql.Reach(url, read, "delete", read.acts("delete"), sql.Person({"email": "dana@example.com"}))
    with pytest.raises(CannotAct, match="REFERENCES on the whole database"):
        sql.act_and_prove(where, sql.preview_rows(where))
    assert business_database.rows("SELECT id FROM teams") == [(5,)]
    make(
        business_database,
        "CREATE OR REPLACE ROLE daylight_sight",
        "CREATE OR REPLACE ROLE daylight_desks",
        f"GRANT REFERENCES ON {make_url(url).database}.* TO daylight_sight",
        "GRANT daylight_sight TO daylight_desks",
    )
    grant("daylight_desks")
    assert ("sees-own-only", "", "", "") in said(business_database, deed(), url=url), "a role that is not enabled"
    make(business_database, f"SET DEFAULT ROLE daylight_desks FOR '{make_url(url).username}'@'%'")
    found = said(business_database, deed(), url=url)
    make(business_database, "DROP ROLE daylight_sight", "DROP ROLE daylight_desks")
    assert not any(kind == "sees-own-only" for kind, *_rest in found)
    assert any("teams" in " ".join(one) for one in found), "now it is named"


@pytest.mark.parametrize(
    ("line", "sees_all", "sees_triggers"),
    [
        ("GRANT SELECT, TRIGGER ON `shop`.* TO `desk`@`%`", True, True),
        ("GRANT ALL PRIVILEGES ON *.* TO `desk`@`%` IDENTIFIED BY PASSWORD '*A' WITH GRANT OPTION", True, True),
        ("GRANT REFERENCES ON `sh\\_p`.* TO `desk`", False, False),
        ("GRANT REFERENCES ON `sh_p`.* TO `desk`", True, False),
        ("GRANT REFERENCES ON `%`.* TO `desk`", True, False),
        ("GRANT SELECT, TRIGGER ON `shop`.`users` TO `desk`", False, True),
        ("GRANT TRIGGER ON `shop`.`user_` TO `desk`", False, False),
        ("GRANT SELECT (`id`, `email`), DELETE ON `shop`.`users` TO `desk`", False, False),
        ("GRANT USAGE ON *.* TO `desk`", False, False),
        ("GRANT EXECUTE ON PROCEDURE `shop`.`users` TO `desk`", False, False),
        ("GRANT `desks` TO `desk`@`%`", False, False),
    ],
)
def test_what_a_grant_lets_an_account_see(line, sees_all, sees_triggers):
    grant, place = catalog_mariadb._GRANT.match(line), ("shop", "users")
    sees = grant is not None and catalog_mariadb._gives(grant, {"REFERENCES", "SELECT"}, place)
    assert (sees and grant["table"] == "*") is sees_all
    assert (grant is not None and catalog_mariadb._gives(grant, {"TRIGGER"}, place)) is sees_triggers

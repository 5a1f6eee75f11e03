"""What a database refuses is told with table, column and kind, and no row's data; only what passes is tried again."""

import gc

import pytest
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from dsr.errors import CannotAct, Unreachable
from dsr.systems import sql
from dsr.systems.sql.failures import sort_failure
from dsr.systems.sql.remarks import Remark, RemarkKind
from tests.given_mappings import DANA, deed, done, left, make, people, reach, said

SERVERS = pytest.mark.parametrize("business_database", ["postgresql", "mariadb"], indirect=True)


def _refused(database, raw, email=DANA, action="delete", **parameters):
    """The remarks of the refusal, as (kind, table, column, other); nothing of the row stands in the words."""
    with pytest.raises(CannotAct) as refusal:
        done(reach(database, raw, email, action, **parameters))
    said = str(refusal.value)
    assert "@" not in said and "Whitlow" not in said
    assert refusal.value.__cause__ is None and refusal.value.__suppress_context__ is False
    return [(one["kind"], one.get("table"), one.get("column"), one.get("other")) for one in refusal.value.remarks]


def _sets(**told):
    return deed({"table": "users", "do": "anonymize", "set": told})


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"name": None}, ("needs-value", "users", "name", None)),
        ({"code": "x"}, ("must-be-unique", "users", "code", None)),
        ({"code": "X-{key}"}, ("must-be-unique", "users", "code", None)),
        ({"full_name": "x"}, ("computed", "users", "full_name", None)),
        ({"name": "far too long for it", "code": "y"}, ("too-long", "users", "name", None)),
        ({"code": "y", "age": 3}, ("breaks-rule", "users", "age", "grown")),
        ({"boss": 99}, ("no-such-reference", "users", "boss", None)),
        ({"name": "$new.name", "boss": None}, ("too-long", "users", "name", None)),
        ({"code": "y", "age": "$new.name"}, ("wrong-type", "users", "age", None)),
        ({"code": "y", "born": "$new.name"}, ("wrong-type", "users", "born", None)),
    ],
    ids=str,
)
def test_values_that_the_columns_do_not_take_are_told_with_their_column(business_database, told, said):
    people(
        business_database,
        more=", name varchar(8) NOT NULL DEFAULT 'Dana', code varchar(9) UNIQUE, age int, born date, boss int, "
        "full_name varchar(250) GENERATED ALWAYS AS (coalesce(email, '')) STORED, "
        "CONSTRAINT grown CHECK (age >= 18), FOREIGN KEY (boss) REFERENCES users (id)",
    )
    make(business_database, "UPDATE users SET code = 'x' WHERE id = 2")
    business_database.execute("INSERT INTO users (id, email, code) VALUES (3, 'x@example.com', 'X-1')")
    if business_database.dialect == "sqlite" and said[0] in {"too-long", "wrong-type"}:
        return  # it has neither widths nor types
    ((kind, table, column, other),) = _refused(business_database, _sets(**told), **{"new.name": "of letters and long"})
    assert (kind, table, column, other if kind == "breaks-rule" else None) == said
    assert business_database.rows("SELECT name, email FROM users WHERE id = 1") == [("Dana", DANA)]


def test_rows_that_another_table_still_refers_to(business_database):
    people(business_database, more=", UNIQUE (email)")
    make(
        business_database,
        "CREATE TABLE parcels (id int PRIMARY KEY, user_id int, FOREIGN KEY (user_id) REFERENCES users (id))",
        "INSERT INTO parcels VALUES (1, 1)",
    )
    assert _refused(business_database, deed()) == [("referred-to", "users", "user_id", "parcels")]
    assert left(business_database, "users") == [1, 2]
    make(
        business_database,
        "DELETE FROM parcels",
        "CREATE TABLE letters (id int PRIMARY KEY, address varchar(200), "
        "FOREIGN KEY (address) REFERENCES users (email))",
    )
    business_database.execute("INSERT INTO letters VALUES (1, ?)", DANA)
    assert _refused(business_database, _sets(email="x")) == [("referred-to", "users", "address", "letters")]


def test_a_circle_that_nothing_opens_is_refused_with_what_opens_it(business_database):
    more = "default_address int"
    people(business_database, more=f", {more}")
    make(
        business_database,
        "CREATE TABLE addresses (id int PRIMARY KEY, user_id int, FOREIGN KEY (user_id) REFERENCES users (id))",
        "INSERT INTO addresses VALUES (7, 1)",
    )
    if business_database.dialect == "sqlite":  # which adds no key to a table that is there
        make(business_database, "DROP TABLE users")
        more += " REFERENCES addresses (id)"
        people(business_database, more=f", {more}")
    else:
        make(business_database, "ALTER TABLE users ADD FOREIGN KEY (default_address) REFERENCES addresses (id)")
    make(business_database, "UPDATE users SET default_address = 7 WHERE id = 1")
    raw = deed({"table": "addresses", "by": {"user_id": "users.id"}})
    late = ("taken-too-late", "addresses", "default_address", "users")
    assert said(business_database, raw) == [late]
    assert "“first”: {“default_address”: null} into the deed of users" in Remark(RemarkKind(late[0]), *late[1:]).words
    ((kind, *names),) = _refused(business_database, raw)
    assert (kind, *names) == ("referred-to", "addresses", "default_address", "users")
    assert "“first”: {“default_address”: null} into the deed of users" in Remark(RemarkKind(kind), *names).words


def test_names_that_are_not_there(business_database):
    people(business_database)
    where = {"table": "users", "key": "id", "columns": {"email": "mail"}}
    assert _refused(business_database, deed(identity=where)) == [("no-column", "users", "mail", None)]
    notes = {"table": "notes", "by": {"user_id": "users.id"}}
    assert _refused(business_database, deed(notes)) == [("no-table", "notes", None, None)]


@SERVERS
def test_an_account_without_the_right(business_database):
    people(business_database)
    url, name = make_url(business_database.url), "daylight_reader"
    is_mariadb = business_database.dialect == "mariadb"
    user = f"'{name}'@'%'" if is_mariadb else name
    make(
        business_database,
        f"DROP {'USER' if is_mariadb else 'ROLE'} IF EXISTS {user}",
        f"CREATE USER {user} IDENTIFIED BY 'reader'" if is_mariadb else f"CREATE ROLE {name} LOGIN PASSWORD 'reader'",
        f"GRANT SELECT ON users TO {user}",
        f"GRANT REFERENCES ON {url.database}.* TO {user}" if is_mariadb else f"GRANT USAGE ON SCHEMA public TO {user}",
    )
    try:
        reader = url.set(username=name, password="reader").render_as_string(hide_password=False)
        raw = sql.parse_mapping({**deed(), "triggers": {"users": []}})
        where = sql.Reach(reader, raw, "delete", raw.acts("delete"), sql.Person({"email": DANA}))
        found = sql.preview_rows(where)
        with pytest.raises(CannotAct) as refusal:
            sql.act(where, found)
        assert [(one["kind"], one["table"]) for one in refusal.value.remarks] == [("no-right", "users")]
        assert left(business_database, "users") == [1, 2]
    finally:
        make(
            business_database,
            f"REVOKE ALL ON users FROM {user}",
            *([] if is_mariadb else [f"REVOKE ALL ON SCHEMA public FROM {user}"]),
            f"DROP {'USER' if is_mariadb else 'ROLE'} {user}",
        )


@SERVERS
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_wrong_password_or_name_is_mended_and_a_server_that_is_away_is_tried_again(business_database):
    url = make_url(business_database.url)
    raw = sql.parse_mapping(deed())

    def asked(**changes):
        there = url.set(**changes).render_as_string(hide_password=False)
        sql.preview_rows(sql.Reach(there, raw, "delete", raw.acts("delete"), sql.Person({"email": DANA})))

    with pytest.raises(CannotAct) as refusal:
        asked(database="daylight_none")
    assert refusal.value.remarks == [{"kind": "no-database"}]
    with pytest.raises(CannotAct) as refusal:
        asked(username="daylight_nobody", password="wrong")
    assert refusal.value.remarks == [{"kind": "no-login"}]
    with pytest.raises(Unreachable):
        is_mariadb = business_database.dialect == "mariadb"
        asked(**({"query": {"unix_socket": "/nowhere"}} if is_mariadb else {"host": "127.0.0.1", "port": 1}))
    gc.collect()  # PyMySQL leaves the socket of a login that was refused to the collector, which warns


@pytest.mark.parametrize("business_database", ["mariadb"], indirect=True)
def test_letters_that_a_column_has_not(business_database):
    people(business_database, more=", name varchar(50) CHARACTER SET latin1")
    business_database.execute("ALTER TABLE users MODIFY email varchar(200) CHARACTER SET latin1")
    assert _refused(business_database, deed(), email="dana@пример.example") == [
        ("other-characters", "users", None, None)
    ]
    ((kind, table, column, _other),) = _refused(business_database, _sets(name="Дана"))
    assert (kind, table, column) == ("other-characters", "users", "name")


@pytest.mark.parametrize("kind", RemarkKind)
def test_every_remark_has_words_and_what_is_unknown_is_told(kind):
    for column, other in (("email", "orders"), ("", "orders"), ("email", ""), ("", "")):
        words = Remark(kind, "users", column, other, 3).words
        assert words.endswith(".") and "%(" not in words
        if kind in _FROM_DATABASES:  # which leave out what they like
            assert "a column " not in words.replace("a column that", "").replace("a column of", ""), words
            assert "none is known" not in words
    assert Remark.from_json(Remark(kind, "users", count=3).to_json()) == Remark(kind, "users", count=3)
    assert Remark.from_json({"kind": "of-a-later-release", "table": "users"}).kind is RemarkKind.UNKNOWN


_FROM_DATABASES = {
    *("no-column", "needs-value", "must-be-unique", "too-long", "referred-to", "no-such-reference", "computed"),
    *("wrong-type", "breaks-rule", "key-not-unique", "acts-on-view", "unknown"),
}


_DIAG = ("table_name", "constraint_name", "column_name", "message_primary", "message_detail")


class _Own(Exception):
    """As a driver gives it."""


@pytest.mark.parametrize(
    ("number", "passes"),
    [
        *((number, True) for number in (1205, 1213, 2002, 2003, 2006, 2013, 1040, 1053, 1020)),
        *((number, False) for number in (1054, 1142, 1045, 1049, 1906, 1267, 1062, 1451, 1969, 1064, 9999)),
    ],
)
def test_of_the_numbers_of_mariadb_only_what_passes_is_tried_again(number, passes):
    sorted_as = sort_failure(DBAPIError("SELECT", {}, _Own(number, "words of dana@example.com")), "users")
    assert isinstance(sorted_as, Unreachable) is passes
    assert "dana" not in str(sorted_as)


@pytest.mark.parametrize(
    ("state", "passes"),
    [
        *((state, True) for state in ("40001", "40P01", "55P03", "57P01", "53300", "08006")),
        *((state, False) for state in ("42P01", "42703", "42501", "23505", "22001", "57014", "XX000", "0A000")),
    ],
)
def test_of_the_states_of_postgresql_only_what_passes_is_tried_again(state, passes):
    own = _Own("words of dana@example.com")
    own.sqlstate = state
    own.diag = type("Diag", (), dict.fromkeys(_DIAG))()
    sorted_as = sort_failure(DBAPIError("SELECT", {}, own), "users")
    assert isinstance(sorted_as, Unreachable) is passes
    assert "dana" not in str(sorted_as)

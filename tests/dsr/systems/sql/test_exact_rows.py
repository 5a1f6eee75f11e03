"""A row is a person's only when the desk's own comparison says so, whatever the database calls equal."""

import pytest

from dsr.errors import CannotAct
from dsr.systems import sql
from dsr.systems.sql import FoundRows
from dsr.systems.sql.exact_comparison import spelled
from tests.given_mappings import DANA, RUTH, deed, done, left, make, people, reach

_LINES = ("order_lines", "order_id")


def _orders(database):
    people(database)
    make(
        database,
        "CREATE TABLE orders (id int PRIMARY KEY, user_id int)",
        "CREATE TABLE order_lines (order_id int, line_no int, what varchar(50), PRIMARY KEY (order_id, line_no))",
        "INSERT INTO orders VALUES (10, 1), (20, 2)",
        "INSERT INTO order_lines (order_id, line_no) VALUES (10, 1), (10, 2), (20, 1), (20, 2), (20, 3)",
    )


def _by_lines(key):
    return deed(
        {"table": "order_lines", "key": key, "by": {"order_id": "orders.id"}},
        {"table": "orders", "by": {"user_id": "users.id"}},
    )


def test_a_key_of_several_columns_takes_its_own_rows_alone(business_database):
    _orders(business_database)
    where = reach(business_database, _by_lines(["order_id", "line_no"]))
    found = FoundRows.from_json(sql.preview_rows(where).to_json())
    assert sql.act_and_prove(where, found) == (
        {"order_lines": 2, "orders": 1, "users": 1},
        dict.fromkeys(found.rows, 0),
    )
    assert business_database.rows("SELECT order_id, line_no FROM order_lines ORDER BY 1, 2") == [
        (20, 1),
        (20, 2),
        (20, 3),
    ]


def test_a_key_that_others_share_changes_nothing_and_says_which_is_the_key(business_database):
    _orders(business_database)
    with pytest.raises(CannotAct, match=r"another number of rows|line_no” is not unique") as refusal:
        done(reach(business_database, _by_lines("line_no")))
    assert left(business_database, *_LINES) == [10, 10, 20, 20, 20]
    assert left(business_database, "users") == [1, 2]
    assert refusal.value.remarks[0]["table"] == "order_lines"
    business_database.execute("INSERT INTO orders VALUES (11, 1)")
    business_database.execute("INSERT INTO order_lines (order_id, line_no) VALUES (11, 1)")
    with pytest.raises(CannotAct, match=r"line_no” is not unique.*Its key is: order_id, line_no"):
        sql.preview_rows(reach(business_database, _by_lines("line_no")))


def test_a_key_that_others_share_stops_it_before_anything_is_done(business_database):
    """Also where nothing is to be done in the row of hers, and the database knows of no key at all."""
    people(business_database)
    make(
        business_database,
        "CREATE TABLE notes (no int, user_id int, words varchar(9))",
        "INSERT INTO notes VALUES (1, 1, NULL), (1, 2, 'a'), (1, 2, 'b')",
    )
    notes = {"table": "notes", "key": "no", "by": {"user_id": "users.id"}, "do": "update", "set": {"words": None}}
    with pytest.raises(CannotAct, match="not unique"):
        done(reach(business_database, deed(notes)))
    assert left(business_database, "users") == [1, 2]


@pytest.mark.parametrize(
    ("held", "asked"),
    [
        (DANA, "dana@exämple.com"),
        ("anna@fass.example", "anna@faß.example"),
        ("fiona@example.com", "\ufb01ona@example.com"),
        ("mike@example.com", "mi\u212ae@example.com"),
        ("jose@example.com", "josé@example.com"),
    ],
)
def test_an_address_that_is_only_called_equal_finds_nobody(business_database, held, asked):
    people(business_database, held, RUTH)
    where = reach(business_database, deed(), email=asked)
    found = sql.preview_rows(where)
    assert found.counts(where.acts) == {"users": 0}
    assert sql.act_and_prove(where, found) == ({"users": 0}, {"users": 0})
    assert left(business_database, "users") == [1, 2]
    # What the database calls equal is shown, with its table and count, and no address.
    folded_by_the_desk = asked != asked.lower() and asked.lower() == held  # for rows that are written so
    assert business_database.dialect == "mariadb" or folded_by_the_desk or not found.remarks
    if business_database.dialect == "mariadb" and found.remarks:
        assert [(one.kind, one.table, one.count) for one in found.remarks] == [("near-match", "users", 1)]
        assert FoundRows.from_json(found.to_json()).remarks == found.remarks
        assert held not in found.remarks[0].words


@pytest.mark.parametrize("business_database", ["mariadb"], indirect=True)
def test_what_the_database_alone_calls_equal_is_shown(business_database):
    people(business_database)
    found = sql.preview_rows(reach(business_database, deed(), email="dana@exämple.com"))
    assert [one.kind for one in found.remarks] == ["near-match"]


def test_a_number_leads_to_the_text_that_writes_it_and_to_no_other(business_database):
    people(business_database)
    business_database.execute("UPDATE users SET id = 7 WHERE id = 1")
    make(business_database, "CREATE TABLE notes (id int PRIMARY KEY, ref varchar(50))")
    for number, ref in enumerate(("7", "7-B", "07", "7abc", " 7"), start=1):
        business_database.execute("INSERT INTO notes VALUES (?, ?)", number, ref)
    where = reach(business_database, deed({"table": "notes", "by": {"ref": "users.id"}}))
    assert done(where) == ({"notes": 1, "users": 1}, {"notes": 0, "users": 0})
    assert left(business_database, "notes") == [2, 3, 4, 5]


def test_a_text_leads_to_the_number_that_it_writes_and_to_no_other(business_database):
    people(business_database, more=", ref varchar(20)")
    make(business_database, "CREATE TABLE notes (id int PRIMARY KEY, user_no int)", "INSERT INTO notes VALUES (1, 7)")
    for ref, count in (("7", 1), ("07", 0), ("7abc", 0), ("", 0), ("x", 0), ("99999999999999999999", 0)):
        business_database.execute("UPDATE users SET ref = ? WHERE id = 1", ref)
        where = reach(business_database, deed({"table": "notes", "by": {"user_no": "users.ref"}}))
        assert sql.preview_rows(where).counts(where.acts)["notes"] == count, ref


@pytest.mark.parametrize("business_database", ["mariadb"], indirect=True)
def test_a_link_that_differs_in_an_accent_leads_nowhere(business_database):
    people(business_database, more=", code varchar(20)")
    make(
        business_database,
        "UPDATE users SET code = 'resume' WHERE id = 1",
        "CREATE TABLE notes (id int PRIMARY KEY, code varchar(20))",
        "INSERT INTO notes VALUES (1, 'resume'), (2, 'résumé'), (3, 'RESUME')",
    )
    found = sql.preview_rows(reach(business_database, deed({"table": "notes", "by": {"code": "users.code"}})))
    assert list(found.rows["notes"]) == [1]
    assert [(one.table, one.column, one.count) for one in found.remarks] == [("notes", "code", 2)]


def test_only_rows_with_the_fixed_values_are_the_persons(business_database):
    people(business_database)
    make(
        business_database,
        "CREATE TABLE notes (id int PRIMARY KEY, ref int, kind varchar(20))",
        "INSERT INTO notes VALUES (1, 1, 'User'), (2, 1, 'Order'), (3, 2, 'User'), (4, 1, 'user'), (5, 5, 'Order')",
        "CREATE TABLE orders (id int PRIMARY KEY, user_id int, is_void boolean)",
        "INSERT INTO orders VALUES (5, 1, false), (6, 1, true), (7, 1, NULL)",
    )
    notes = {"table": "notes", "by": {"ref": "users.id"}, "where": {"kind": "User"}}
    orders = {"table": "orders", "by": {"user_id": "users.id"}, "where": {"is_void": [False, None]}}
    both = [
        {"by": {"ref": "users.id"}, "where": {"kind": "User"}},
        {"by": {"ref": "orders.id"}, "where": {"kind": "Order"}},
    ]
    where = reach(business_database, deed(notes, orders))
    assert sql.preview_rows(where).counts(where.acts) == {"notes": 1, "orders": 2, "users": 1}
    assert done(reach(business_database, deed({"table": "notes", "any": both}, orders)))[0]["notes"] == 2
    assert left(business_database, "notes") == [2, 3, 4]
    assert left(business_database, "orders") == [6]


def test_a_condition_on_the_identity_leaves_other_tenants_alone(business_database):
    people(business_database, DANA, DANA, more=", shop varchar(9)")
    make(business_database, "UPDATE users SET shop = 'a' WHERE id = 1", "UPDATE users SET shop = 'b' WHERE id = 2")
    identity = {"table": "users", "key": "id", "columns": {"email": "email"}, "where": {"shop": "a"}}
    assert done(reach(business_database, deed(identity=identity)))[0] == {"users": 1}
    assert left(business_database, "users") == [2]


@pytest.mark.parametrize("business_database", ["mariadb"], indirect=True)
def test_a_bit_is_asked_for_and_set_as_a_number_or_as_true_and_false(business_database):
    people(business_database, more=", is_gone bit(1)")
    for no, yes in ((0, 1), (False, True)):
        business_database.execute("UPDATE users SET is_gone = 0")
        identity = {"table": "users", "key": "id", "columns": {"email": "email"}, "where": {"is_gone": no}}
        gone = {"table": "users", "do": "anonymize", "set": {"is_gone": yes}}
        assert done(reach(business_database, deed(gone, identity=identity)))[0] == {"users": 1}
        assert business_database.rows("SELECT is_gone + 0 FROM users ORDER BY id") == [(1,), (0,)]


@pytest.mark.parametrize(
    ("dana", "ruth", "kind"),
    [
        ("000-000-0000", "555", "placeholder"),
        ("n/a", "n/a", "placeholder"),
        ("559 555 0101", "(559) 555-0101", "shared-value"),
        ("559 555 0101", "home: +1 559\u2013555\u20130101 x2", "shared-value"),
    ],
)
def test_a_value_that_says_nothing_or_is_shared_leads_to_nobody(business_database, dana, ruth, kind):
    people(business_database, more=", phone varchar(30)")
    make(business_database, "CREATE TABLE tickets (id int PRIMARY KEY, phone varchar(30))")
    for number, phone in ((1, dana), (2, ruth)):
        business_database.execute("UPDATE users SET phone = ? WHERE id = ?", phone, number)
        business_database.execute("INSERT INTO tickets VALUES (?, ?)", number, phone)
    identity = {"table": "users", "key": "id", "columns": {"email": "email", "phone": "phone"}}
    raw = deed({"table": "tickets", "match": {"phone": "phone"}}, identity=identity)
    where = reach(business_database, raw)
    found = sql.preview_rows(where)
    assert found.counts(where.acts) == {"tickets": 0, "users": 1}
    assert [(one.kind, one.table, one.column) for one in found.remarks] == [(kind, "users", "phone")]
    business_database.execute("UPDATE users SET phone = '559 555 0177' WHERE id = 1")
    business_database.execute("UPDATE tickets SET phone = '(559) 555-0177' WHERE id = 1")
    assert done(reach(business_database, raw))[0] == {"tickets": 1, "users": 1}


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [(7, "7", True), (7, "07", False), (7, 7.0, True), ("7", b"7", False), (True, 1, True), (None, None, False)],
)
def test_values_that_lead_on_are_spelled_alike(one, other, is_same):
    assert (spelled(one) is not None and spelled(one) == spelled(other)) is is_same


@pytest.mark.parametrize("ref", ["none@none.com", "", "C-1"])
def test_a_link_of_the_person_that_another_holds_or_that_says_nothing_leads_to_nobodys_rows(business_database, ref):
    people(business_database, more=", ref varchar(20)")
    business_database.execute("UPDATE users SET ref = ?", ref)
    make(business_database, "CREATE TABLE notes (id int PRIMARY KEY, ref varchar(20))")
    business_database.execute("INSERT INTO notes VALUES (1, ?)", ref)
    where = reach(business_database, deed({"table": "notes", "by": {"ref": "users.ref"}}))
    assert [one.kind for one in sql.preview_rows(where).remarks] == ["shared-value" if ref == "C-1" else "placeholder"]
    assert done(where) == ({"notes": 0, "users": 1}, {"notes": 0, "users": 0})
    assert left(business_database, "notes") == [1]


@pytest.mark.parametrize("batch", ["n/a", "B-7"])
def test_so_does_a_link_of_a_table_between(business_database, batch):
    people(business_database)
    make(
        business_database,
        "CREATE TABLE orders (id int PRIMARY KEY, user_id int, batch varchar(20))",
        "CREATE TABLE parcels (id int PRIMARY KEY, batch varchar(20))",
    )
    business_database.execute("INSERT INTO orders VALUES (10, 1, ?), (20, 2, ?)", batch, batch)
    business_database.execute("INSERT INTO parcels VALUES (1, ?)", batch)
    parcels = {"table": "parcels", "by": {"batch": "orders.batch"}}
    where = reach(business_database, deed(parcels, {"table": "orders", "by": {"user_id": "users.id"}}))
    kinds = [one.kind for one in sql.preview_rows(where).remarks]
    assert kinds == ["shared-value" if batch == "B-7" else "placeholder"]
    assert done(where) == ({"parcels": 0, "orders": 1, "users": 1}, {"parcels": 0, "orders": 0, "users": 0})
    assert left(business_database, "parcels") == [1]


def test_what_a_foreign_key_binds_to_one_row_is_its_whatever_the_value_says(business_database):
    """Else the database would take it along, uncounted."""
    people(business_database, more=", ref varchar(20), UNIQUE (ref)")
    make(
        business_database,
        "UPDATE users SET ref = 'n/a' WHERE id = 1",
        "CREATE TABLE notes (id int PRIMARY KEY, ref varchar(20), "
        "FOREIGN KEY (ref) REFERENCES users (ref) ON DELETE CASCADE)",
        "INSERT INTO notes VALUES (1, 'n/a'), (2, NULL)",
    )
    where = reach(business_database, deed({"table": "notes", "by": {"ref": "users.ref"}}))
    assert done(where) == ({"notes": 1, "users": 1}, {"notes": 0, "users": 0})
    assert left(business_database, "notes") == [2]

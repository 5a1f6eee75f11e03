"""What PostgreSQL counts to a table, and does in it, where others inherit from it or it is parted into partitions."""

import pytest

from dsr.errors import CannotAct
from dsr.systems import sql
from tests.given_mappings import DANA, RUTH, deed, done, left, make, orders, people, reach, said, trigger, users

pytestmark = pytest.mark.parametrize("business_database", ["postgresql"], indirect=True)

_ORDERS = {"table": "orders", "by": {"user_id": "users.id"}}
_VISITS = {"table": "visits", "by": {"user_id": "users.id"}}


def _heirs(database):
    """Two people of the same key: Dana in the table itself, Ruth in one that inherits from it. Each has an order."""
    people(database, DANA)
    make(
        database,
        "CREATE TABLE members (level int) INHERITS (users)",
        f"INSERT INTO members VALUES (1, '{RUTH}', 9)",
        "CREATE TABLE orders (id int PRIMARY KEY, user_id int)",
        "INSERT INTO orders VALUES (10, 1), (20, 1)",
    )


@pytest.mark.parametrize("do", ["delete", "follow", "anonymize"])
def test_a_table_from_which_others_inherit_is_refused_by_the_check_and_the_look(business_database, do):
    _heirs(business_database)
    last = {"table": "users", "do": do, **({"set": {"email": None}} if do == "anonymize" else {})}
    raw = deed(_ORDERS, last)
    assert said(business_database, raw) == [("has-heirs", "users", "", "members")]
    with pytest.raises(CannotAct, match=r"users: other tables inherit from it \(members\)"):
        done(reach(business_database, raw))
    assert (left(business_database, "orders"), left(business_database, "users", "email")) == ([10, 20], [DANA, RUTH])


def test_one_that_inherits_since_the_look_stops_the_deed(business_database):
    raw = orders(business_database)
    where = reach(business_database, raw)
    found = sql.preview_rows(where)
    make(
        business_database,
        "CREATE SCHEMA crm",
        "CREATE TABLE crm.old_orders () INHERITS (orders)",
        "INSERT INTO crm.old_orders VALUES (1, 2)",
    )
    assert said(business_database, raw) == [("has-heirs", "orders", "", "crm.old_orders")]
    with pytest.raises(CannotAct, match="orders: other tables inherit"):
        sql.act(where, found)
    assert left(business_database, "orders") == [1, 1, 2, 3]


def test_a_table_that_inherits_is_a_table_like_any_other(business_database):
    _heirs(business_database)
    make(business_database, "ALTER TABLE members ADD PRIMARY KEY (id)", "UPDATE orders SET user_id = 2 WHERE id = 10")
    raw = deed({"table": "members", "do": "delete"}, identity=users(table="members"))
    raw["deeds"]["delete"] = [{"table": "members", "do": "delete"}]
    assert said(business_database, raw) == []
    assert done(reach(business_database, raw, email=RUTH)) == ({"members": 1}, {"members": 0})
    assert left(business_database, "users", "email") == [DANA]


def test_a_key_of_a_partitioned_table_holds_for_all_its_partitions(business_database):
    people(business_database)
    make(
        business_database,
        "CREATE TABLE visits (id int, region text, user_id int, note text, PRIMARY KEY (id, region)) "
        "PARTITION BY LIST (region)",
        "CREATE TABLE visits_west PARTITION OF visits FOR VALUES IN ('west')",
        "CREATE TABLE visits_rest PARTITION OF visits DEFAULT",
        "INSERT INTO visits VALUES (1, 'west', 1), (1, 'east', 2), (2, 'east', 1)",
    )
    told = said(business_database, deed({**_VISITS, "key": "id"}))
    assert told == [("key-not-unique", "visits", "id", "id, region")]
    raw = deed({**_VISITS, "key": ["id", "region"]})
    assert said(business_database, raw) == []
    assert done(reach(business_database, raw)) == ({"visits": 2, "users": 1}, {"visits": 0, "users": 0})
    assert business_database.rows("SELECT id, region, user_id FROM visits") == [(1, "east", 2)]


def _parted(database):
    """Parted by an expression, and one partition by another column again; `visits_west` is one of the first."""
    people(database)
    make(
        database,
        "CREATE TABLE visits (id int NOT NULL, region text, user_id int, note text, shop int) "
        "PARTITION BY LIST ((lower(region)))",
        "CREATE TABLE visits_west PARTITION OF visits FOR VALUES IN ('west')",
        "CREATE TABLE visits_rest PARTITION OF visits DEFAULT PARTITION BY HASH (shop)",
        "CREATE TABLE visits_0 PARTITION OF visits_rest (UNIQUE (id)) FOR VALUES WITH (MODULUS 1, REMAINDER 0)",
        "ALTER TABLE visits_west ADD PRIMARY KEY (id)",
        "INSERT INTO visits VALUES (1, 'West', 1, '', 1), (2, 'east', 2, '', 2)",
    )


@pytest.mark.parametrize(
    ("table", "told", "moved"),
    [
        ("visits_west", {"region": None}, "region"),
        ("visits_west", {"note": None, "shop": None}, ""),
        ("visits_0", {"shop": None, "region": None}, "shop, region"),
        ("visits_0", {"note": None}, ""),
    ],
)
def test_a_row_is_not_moved_to_another_partition(business_database, table, told, moved):
    _parted(business_database)
    act = {"table": table, "by": {"user_id": "users.id"}, "do": "anonymize", "set": told}
    found = said(business_database, deed(act))
    assert found == ([("moves-rows", table, moved, "")] if moved else [])
    if moved:
        where = reach(business_database, deed(act))
        with pytest.raises(CannotAct, match=f"{table}: its rows are parted into partitions by {moved}"):
            sql.act(where, sql.preview_rows(where))


def test_of_a_partitioned_table_the_columns_of_all_its_parts_move_rows(business_database):
    _parted(business_database)
    told = {"region": "x", "shop": 1, "note": "x"}
    raw = deed({**_VISITS, "do": "anonymize", "set": told})
    assert ("moves-rows", "visits", "region, shop", "") in said(business_database, raw)


@pytest.mark.parametrize(
    ("rule", "told", "kind"),
    [
        ("ADD CHECK (note <> 'gone')", {"note": "gone"}, "breaks-rule"),
        ("ALTER note SET NOT NULL", {"note": None}, "needs-value"),
    ],
)
def test_what_a_partition_alone_refuses_is_told_before_the_decision(business_database, rule, told, kind):
    people(business_database)
    make(
        business_database,
        "CREATE TABLE visits (id int PRIMARY KEY, user_id int, note text) PARTITION BY HASH (id)",
        "CREATE TABLE visits_0 PARTITION OF visits FOR VALUES WITH (MODULUS 1, REMAINDER 0)",
        f"ALTER TABLE visits_0 {rule}",
    )
    raw = deed({**_VISITS, "do": "anonymize", "set": told})
    assert [one[:3] for one in said(business_database, raw)] == [(kind, "visits", "note")]


@pytest.mark.parametrize("named", ["visits", "visits_0"])
def test_triggers_and_foreign_keys_of_the_whole_and_of_a_partition_are_named(business_database, named):
    people(business_database)
    make(
        business_database,
        "CREATE TABLE visits (id int PRIMARY KEY, user_id int) PARTITION BY HASH (id)",
        "CREATE TABLE visits_0 PARTITION OF visits FOR VALUES WITH (MODULUS 1, REMAINDER 0)",
        "CREATE TABLE pages (id int PRIMARY KEY, visit int REFERENCES visits ON DELETE CASCADE)",
        "CREATE TABLE notes (id int PRIMARY KEY, visit int REFERENCES visits_0 ON DELETE SET NULL)",
    )
    trigger(business_database, "of_whole", "AFTER DELETE ON visits", "DELETE FROM pages")
    trigger(business_database, "of_part", "AFTER DELETE ON visits_0", "DELETE FROM pages")
    told = said(business_database, deed({**_VISITS, "table": named}))
    assert sorted(one for one in told if one[0] == "cascades") == [
        ("cascades", named, "visit", "notes"),
        ("cascades", named, "visit", "pages"),
    ]
    assert [one[3] for one in told if one[0] == "triggers"] == ["“of_part”, “of_whole”"]


def test_a_part_that_lies_in_another_server_is_acted_on_by_nobody(business_database):
    people(business_database)
    make(
        business_database,
        "CREATE EXTENSION IF NOT EXISTS postgres_fdw",
        "CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw",
        "CREATE TABLE visits (id int, user_id int) PARTITION BY LIST (id)",
        "CREATE FOREIGN TABLE visits_far PARTITION OF visits DEFAULT SERVER far",
    )
    told = said(business_database, deed(_VISITS))
    make(business_database, "DROP SERVER far CASCADE")
    assert ("acts-on-view", "visits", "", "") in told

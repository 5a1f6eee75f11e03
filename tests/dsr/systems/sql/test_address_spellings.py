"""A person's address is found however it is written, among white space too; among other words it is shown."""

import pytest
from sqlalchemy import event

from dsr.systems import sql
from dsr.systems.sql import connections
from dsr.systems.sql.exact_comparison import is_placeholder, names_mailbox, same_point
from tests.given_mappings import DANA, RUTH, deed, done, left, make, people, reach

# What fills a field, or is read by nobody; and people's, whose name or domain only sounds like it.
NOBODYS = (
    *("none@none.com", "na@na.com", "n/a@n/a.com", "test@test.com", "unknown@unknown", "noemail@fernwood.example"),
    *("noreply@example.com", "No-Reply@Example.com", "do.not.reply@example.com", "nobody@nowhere.org", "x@x.com"),
)
SOMEBODYS = (
    *(DANA, "none@gmail.example", "test@fernwood.example", "kim@none.com", "nona@na.com", "reply@example.com"),
    *("noreply.fan@example.com", "tess@test.com", "x@example.com"),
)


@pytest.mark.parametrize("asked", ["dana@пример.example", "DANA@xn--e1afmkfd.example", "dana@Пример.example"])
def test_the_spellings_of_one_domain_find_one_mailbox(business_database, asked):
    people(business_database, "dana@пример.example", "Dana@XN--E1AFMKFD.example", "dana@ПРИМЕР.example", RUTH)
    where = reach(business_database, deed(), email=asked)
    assert done(where) == ({"users": 3}, {"users": 0})
    assert left(business_database, "users") == [4]


def test_white_space_that_a_form_let_through_hides_nobody(business_database):
    dirty = (f"{DANA}\u00a0", f"{DANA}\t", f"{DANA}\r\n", f" {DANA} ", f"\u200b{DANA}", f"jor{DANA}", f"{DANA}.au")
    people(business_database, *dirty)
    where = reach(business_database, deed())
    found = sql.preview_rows(where)
    assert sorted(found.rows["users"]) == [1, 2, 3, 4, 5]
    assert not found.remarks
    assert sql.act_and_prove(where, found) == ({"users": 5}, {"users": 0})
    assert left(business_database, "users") == [6, 7]


@pytest.mark.parametrize("business_database", ["postgresql", "mariadb"], indirect=True)
def test_a_table_that_is_too_large_to_be_searched_wholly_is_told(business_database):
    people(business_database, f"{DANA} ", f"{DANA}\t", RUTH)
    slow = {
        "postgresql": ("SET LOCAL statement_timeout = 50", "pg_sleep(5) IS NOT NULL"),
        "mariadb": ("SET SESSION max_statement_time = 0.05", "benchmark(2000000000, sha2('a', 512)) = 0"),
    }
    limit, waits = slow[business_database.dialect]

    def slowly(_connection, cursor, statement, parameters, *_rest):
        if "LIKE" not in statement or "information_schema" in statement:
            return statement, parameters
        cursor.execute(limit)
        return statement.replace("WHERE", f"WHERE {waits} AND"), parameters

    engine = connections._engine(sql.parse_connection(business_database.url))
    event.listen(engine, "before_cursor_execute", slowly, retval=True)
    try:
        found = sql.preview_rows(reach(business_database, deed()))
    finally:
        event.remove(engine, "before_cursor_execute", slowly)
    assert list(found.rows["users"]) == [1]
    assert [(one.kind, one.table, one.column) for one in found.remarks] == [("not-searched", "users", "email")]


def test_white_space_hides_no_row_of_another_table_either(business_database):
    people(business_database, f"{DANA}\t", RUTH)
    make(
        business_database,
        "CREATE TABLE tickets (id int PRIMARY KEY, email varchar(200))",
        "CREATE TABLE orders (id int PRIMARY KEY, user_id int)",
        "INSERT INTO orders VALUES (1, 1), (2, 2)",
    )
    for number, email in enumerate((f"{DANA}\u00a0", DANA, RUTH, f"x{DANA}"), start=1):
        business_database.execute("INSERT INTO tickets VALUES (?, ?)", number, email)
    tickets, orders = (
        {"table": "tickets", "match": {"email": "email"}},
        {"table": "orders", "by": {"user_id": "users.id"}},
    )
    did, rest = done(reach(business_database, deed(tickets, orders)))
    assert (did, any(rest.values())) == ({"tickets": 2, "orders": 1, "users": 1}, False)
    assert left(business_database, "tickets") == [3, 4]


def test_an_address_among_other_words_is_shown_and_left(business_database):
    people(business_database, f"Dana <{DANA}>", f"{DANA}; {RUTH}", f"x-{DANA}")
    found = sql.preview_rows(reach(business_database, deed()))
    assert not found.rows["users"]
    assert [(one.kind, one.table, one.column, one.count) for one in found.remarks] == [
        ("named-in-text", "users", "email", 2)
    ]


def test_points_are_compared_without_folding_letters():
    assert same_point("phone", "+1 (559) 555-0101", "559.555.0101")
    assert not same_point("phone", "559 555 0101 x9", "559.555.0101")
    assert same_point("customer", "#c-1001", "C-1001")
    assert not same_point("customer", "c-1001", "ſ-1001")
    assert [
        told for told in ("0000", "1111111111", "1234567890", "None", "N/A", "-") if not is_placeholder("phone", told)
    ] == []
    assert [told for told in NOBODYS if not is_placeholder("email", told)] == []
    assert [told for told in SOMEBODYS if is_placeholder("email", told)] == []
    assert not is_placeholder("phone", "559 555 0101")
    assert not is_placeholder("name", "Noa")
    assert names_mailbox(f"mailto:{DANA}?x", DANA)
    assert not names_mailbox(f"jor{DANA}", DANA)

"""Where row security may hide rows, nobody says that all were found or done: at the check, at the look, at the act."""

import pytest
from sqlalchemy.engine import make_url

from dsr.errors import CannotAct
from dsr.systems import sql
from tests.dsr.systems.sql.test_mapping_check import account
from tests.given_mappings import DANA, deed, left, make, orders, said

__all__ = ["account"]

pytestmark = pytest.mark.parametrize("business_database", ["postgresql"], indirect=True)


@pytest.fixture
def secured(business_database, account):
    """Policies of the orders, in which `the_desk` is its account; yields how it reaches both tables."""
    grant, url = account
    desk = str(make_url(url).username)
    raw = orders(business_database)
    make(business_database, "ALTER TABLE orders ENABLE ROW LEVEL SECURITY")
    grant("SELECT, DELETE, UPDATE ON users, orders")

    def made(*policies, raw=raw):
        for number, policy in enumerate(policies):
            make(business_database, f"CREATE POLICY p{number} ON orders {policy.replace('the_desk', desk)}")
        read = sql.parse_mapping(raw)
        where = sql.Reach(url, read, "delete", read.acts("delete"), sql.Person({"email": DANA}))
        return said(business_database, raw, url=url), where

    return made


@pytest.mark.parametrize(
    ("policies", "hidden", "is_seen"),
    [
        ((), "DELETE, SELECT, UPDATE", False),
        (("FOR SELECT USING (true)",), "DELETE, UPDATE", True),
        (("FOR SELECT USING (id = 1)",), "DELETE, SELECT, UPDATE", True),
        (("USING (user_id = 1)",), "DELETE, SELECT, UPDATE", True),
        (("USING (true)", "AS RESTRICTIVE FOR DELETE USING (id = 1)"), "DELETE", True),
        (("FOR SELECT USING (true)", "FOR DELETE USING (true)"), "UPDATE", True),
        (("FOR ALL TO pg_monitor USING (true)",), "DELETE, SELECT, UPDATE", False),
    ],
    ids=str,
)
def test_what_policies_may_hide_is_told_and_stops_the_deed(business_database, secured, policies, hidden, is_seen):
    told, where = secured(*policies)
    assert told == [("row-security", "orders", "", hidden)]
    found = sql.preview_rows(where)
    assert bool(found.rows["orders"]) == is_seen
    kinds = [(one.kind.value, one.table) for one in found.remarks]
    assert kinds == ([("rows-hidden", "orders")] if "SELECT" in hidden else [])
    with pytest.raises(CannotAct, match=rf"orders: row security is on, .* \({hidden}\)"):
        sql.act(where, found)
    assert (left(business_database, "orders"), left(business_database, "users")) == ([1, 2, 3], [1, 2])


@pytest.mark.parametrize(
    "policies",
    [
        ("USING (true)",),
        ("TO the_desk USING (true)", "USING (id = 1)"),
        ("FOR SELECT USING (true)", "FOR UPDATE USING (true)", "FOR DELETE USING (true)"),
        ("USING (true)", "AS RESTRICTIVE TO pg_monitor USING (id = 1)"),
    ],
    ids=str,
)
def test_policies_that_show_every_row_hide_nothing(business_database, secured, policies):
    told, where = secured(*policies)
    assert told == []
    assert sql.act_and_prove(where, sql.preview_rows(where))[0] == {"orders": 2, "users": 1}
    assert left(business_database, "orders") == [3]


def test_a_policy_that_bars_what_is_to_be_written(secured):
    act = {"table": "orders", "by": {"user_id": "users.id"}, "do": "anonymize", "set": {"user_id": None}}
    told, _where = secured("USING (true) WITH CHECK (user_id = 1)", raw=deed(act))
    assert told == [("row-security", "orders", "", "UPDATE")]


def test_of_hidden_rows_no_proof_says_that_none_is_left(secured):
    _told, where = secured("FOR SELECT USING (id > 1)")
    found = sql.preview_rows(where)
    for proves in (sql.rows_left, sql.act_and_prove):
        with pytest.raises(CannotAct, match="orders: row security is on"):
            proves(where, found)


def test_whoever_got_information_is_not_counted_in_hidden_rows(secured):
    told = {"table": "orders", "column": "id", "by": {"user_id": "users.id"}}
    raw = {**deed(), "recipients": told}
    found, where = secured(raw=raw)
    assert found == [("row-security", "orders", "", "SELECT")]
    assert [one.table for one in sql.preview_rows(where).remarks] == ["orders"]

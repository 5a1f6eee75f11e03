"""Tables of several schemas in one mapping: each is asked for where it is, also when others lead to it."""

import pytest
from sqlalchemy.engine import make_url

from dsr.systems import sql
from tests.given_mappings import DANA, deed, done, left, make, people, reach, said

pytestmark = pytest.mark.parametrize("business_database", ["postgresql", "mariadb"], indirect=True)


@pytest.fixture
def second(business_database):
    """Orders of two people and their lines, in a schema of their own; yields its name."""
    people(business_database)
    name = "sales_" + (make_url(business_database.url).database or "").rpartition("_")[2]
    make(
        business_database,
        f"CREATE SCHEMA {name}",
        f"CREATE TABLE {name}.orders (id int PRIMARY KEY, user_id int, code varchar(9))",
        f"INSERT INTO {name}.orders VALUES (10, 1, 'C-1'), (15, 1, 'C-2'), (20, 2, 'C-2')",
        f"CREATE TABLE {name}.order_lines (id int PRIMARY KEY, order_id int, code varchar(9), note varchar(9))",
        f"INSERT INTO {name}.order_lines VALUES (1, 10, 'C-1', '10'), (2, 20, 'C-2', '20')",
    )
    yield name
    make(business_database, f"DROP SCHEMA {name}" + (" CASCADE" * (business_database.dialect == "postgresql")))


def _deed(second, **by):
    lines = {"table": f"{second}.order_lines", "by": {column: f"{second}.orders.{to}" for column, to in by.items()}}
    return deed(lines, {"table": [second, "orders"], "by": {"user_id": "users.id"}})


def test_tables_of_several_schemas(business_database, second):
    raw = _deed(second, order_id="id")
    assert said(business_database, raw) == []
    did, left_there = done(reach(business_database, raw))
    assert did == {f"{second}.order_lines": 1, f"{second}.orders": 2, "users": 1}
    assert not any(left_there.values())
    assert left(business_database, f"{second}.orders") == [20]


def test_a_value_that_is_no_key_is_asked_for_in_its_own_schema(business_database, second):
    raw = _deed(second, code="code")
    assert said(business_database, raw) == []
    found = sql.preview_rows(reach(business_database, raw))
    assert [(one.kind.value, one.table, one.count) for one in found.remarks] == [
        ("shared-value", f"{second}.orders", 1)
    ]
    assert done(reach(business_database, raw))[0] == {f"{second}.order_lines": 1, f"{second}.orders": 2, "users": 1}
    assert left(business_database, f"{second}.order_lines") == [2]


def test_what_is_kept_is_marked_in_its_own_schema(business_database, second):
    raw = {**_deed(second, order_id="id"), "lock": {f"{second}.orders": {"code": "$code"}}}
    assert said(business_database, raw) == []
    read = sql.parse_mapping(raw)
    person = sql.Person({"email": DANA}, parameters={"code": "D1"})
    where = sql.Reach(business_database.url, read, "delete", read.locks("delete"), person)
    assert sql.act_and_prove(where, sql.preview_rows(where))[0] == {f"{second}.orders": 2}
    assert left(business_database, f"{second}.orders", "code") == ["C-2", "D1", "D1"]


def test_types_that_differ_are_told_across_schemas(business_database, second):
    assert said(business_database, _deed(second, note="id")) == [
        ("types-differ", f"{second}.order_lines", "note", f"{second}.orders.id")
    ]

"""A mapping is read wholly or refused with what to write instead."""

import copy
from typing import Any

import pytest

from dsr.errors import BadInput, CannotAct
from dsr.systems import sql
from dsr.systems.sql import Do
from tests.given_systems import MAPPING, NEWSLETTER


def _with(path: str, value: Any) -> dict[str, Any]:
    """The good mapping with one place changed; None removes it."""
    changed = copy.deepcopy(MAPPING)
    place: Any = changed
    *steps, last = [int(part) if part.isdigit() else part for part in path.split("/")]
    for step in steps:
        place = place[step]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return changed


def test_the_tables_are_looked_up_from_the_identity_and_done_in_order():
    read = sql.parse_mapping(MAPPING)
    assert [place.table for place in read.places("delete")] == ["customers", "orders", "tickets", "order_lines"]
    assert [act.table for act in read.acts("delete")] == ["order_lines", "orders", "tickets", "customers"]
    assert read.acts("close-account")[1].do is Do.ANONYMIZE
    assert read.identity.names == {"email", "name", "phone", "zip", "customer", "order"}
    assert [lock.table for lock in read.locks("delete")] == ["customers"]
    assert sql.parse_mapping(NEWSLETTER).locks("delete") == ()


def test_of_chosen_portions_only_what_bears_their_name_is_done():
    read = sql.parse_mapping(MAPPING)
    assert [act.table for act in read.acts("delete", frozenset({"orders"}))] == ["order_lines", "orders"]
    with pytest.raises(BadInput, match="opt-out"):
        read.acts("opt-out")


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("identity", None, "“identity” too"),
        ("identty", {}, "one of: cascades, deeds, identity, lock, recipients, schema, triggers"),
        ("identity/table", "", "a name as the database spells it"),
        ("identity/columns", {"name": "full_name"}, "by which a person is found"),
        ("identity/columns/ssn", "ssn", "one of: customer, email"),
        ("identity/columns/order/by", {"customer_id": "others.id"}, "leads to the identity table “customers”"),
        ("deeds", {}, "at least one deed"),
        ("deeds/delete", [], "a list of tables"),
        ("deeds/delete/0/do", "drop", "one of: anonymize, delete, follow, update"),
        ("deeds/delete/0/by", {"order_id": "orders"}, "table.column"),
        ("deeds/delete/0/by", {"order_id": "parcels.id"}, "“parcels” as a table of this deed too"),
        ("deeds/delete/0/by", None, "whose the rows are"),
        ("deeds/delete/0/key", None, "a name as the database spells it"),
        ("deeds/delete/0/set", {"what": None}, "only with them"),
        ("deeds/delete/0/table", "orders", "the table “orders” once"),
        ("deeds/delete/1/by", {"id": "order_lines.order_id"}, "only through one another"),
        ("deeds/delete/2/match", {"email": "shoe-size"}, "one of: customer, email"),
        ("deeds/delete/3/match", {"email": "email"}, "the identity says"),
        ("deeds/close-account/1/set", {"id": 3}, "other columns than the key"),
        ("deeds/close-account/1/set", {"ship_name": 1.5}, "a whole number"),
        ("deeds/close-account/1/set", {"ship_name": "$cod"}, r"\$code / \$new.account / .*\$new.email .*\$reference"),
        ("deeds/close-account/1/set", None, "only with them"),
        ("deeds/delete/0/key", ["id", "id"], "the name of a column, or a list of them"),
        ("deeds/delete/0/where", {"kind": []}, "the values that they must have"),
        ("deeds/delete/0/where", {"kind": {"not": 1}}, "the values that they must have"),
        ("deeds/delete/0/any", [{"where": {"kind": "User"}}], "whose the rows are"),
        ("deeds/delete/0/any", [{"table": "x"}], "one of: by, match, where"),
        ("deeds/delete/0/table", ["a", "b", "c"], "schema.table"),
        ("deeds/delete/0/first", {"id": None}, "other columns than the key"),
        ("deeds/close-account/1/first", {"total": None}, "only rows that are deleted need it"),
        ("deeds/delete/3/where", {"kind": "User"}, "the identity says"),
        ("cascades", "teams", "a list of tables"),
        ("triggers", ["counts"], "names of their triggers"),
        ("triggers", {"orders": "counts"}, "At “triggers.orders”: write tables and the names"),
        ("lock", {"parcels": {"x": 1}}, "one of: customers"),
        ("lock", {"customers": {}}, "tables and what is set"),
    ],
)
def test_a_fault_says_where_it_is_and_what_to_write_instead(path, value, said):
    with pytest.raises(BadInput, match=said):
        sql.parse_mapping(_with(path, value))


@pytest.mark.parametrize("raw", [None, [], "x", 3, {"identity": [], "deeds": {}}, {"identity": {}, "deeds": 1}])
def test_what_is_no_mapping_at_all_is_refused_kindly(raw):
    with pytest.raises(BadInput, match="write"):
        sql.parse_mapping(raw)


def test_recipients_are_reached_from_the_key_of_the_identity_alone():
    said = {"table": "shared_with", "column": "partner", "by": {"customer_id": "customers.id"}}
    read = sql.parse_mapping({**MAPPING, "recipients": said}).recipients
    assert read is not None and (read.table, read.column, read.by.column) == ("shared_with", "partner", "customer_id")
    for wrong in ({"customer_id": "customers.email"}, {"customer_id": "orders.id"}, {}):
        with pytest.raises(BadInput, match="leads to the key of the identity"):
            sql.parse_mapping({**MAPPING, "recipients": {**said, "by": wrong}})
    with pytest.raises(BadInput, match="column"):
        sql.parse_mapping({**MAPPING, "recipients": {"table": "x", "by": said["by"]}})


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("deeds/delete/0/portion", "order", ("unknown-part", "order_lines", "order")),
        ("deeds/close-account/0/portion", "order", ("unknown-part", "order_lines", "order")),
        ("deeds/close-account/0/portion", "orders", None),
        ("deeds/delte", MAPPING["deeds"]["delete"], ("unknown-deed", "", "delte")),
        ("deeds/close-account/1/set", {"ship_name": "$new.name"}, ("nothing-corrected", "orders", "ship_name")),
        ("deeds/correct", [{"table": "customers", "do": "update", "set": {"full_name": "$new.name"}}], None),
        ("lock", {"customers": {"full_name": "$new.name"}}, ("nothing-corrected", "customers", "full_name")),
    ],
)
def test_what_no_request_can_ask_is_told_with_what_can_be_written(path, value, said):
    found = sql.unasked_remarks(sql.parse_mapping(_with(path, value)))
    assert [(one.kind.value, one.table, one.column) for one in found] == ([said] if said else [])
    assert all(one.must_be_mended for one in found)


def test_the_desk_does_nothing_by_a_mapping_that_would_miss_a_table():
    part, corrected = _with("deeds/delete/0/portion", "order"), {"ship_name": "$new.name"}
    sql.refuse_unasked(sql.parse_mapping(part), ["delete", "close-account"], is_for_part=False)
    with pytest.raises(CannotAct, match="“portion” one of: account, marketing, orders, support"):
        sql.refuse_unasked(sql.parse_mapping(part), ["delete"], is_for_part=True)
    unset = sql.parse_mapping(_with("deeds/close-account/1/set", corrected))
    sql.refuse_unasked(unset, ["delete", "correct"], is_for_part=True)
    with pytest.raises(CannotAct, match="the column would stay as it is"):
        sql.refuse_unasked(unset, ["close-account"], is_for_part=False)

"""Preview, do and prove in a real database of the business; whatever it is called, names are quoted, values bound."""

from dataclasses import replace

import pytest
from hypothesis import example
from hypothesis import given as always
from hypothesis import settings as bounded
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, String, Table, column, create_engine, event, insert, select
from sqlalchemy.pool import NullPool

from dsr.errors import BadInput, CannotAct, RowsChanged, Unreachable
from dsr.systems import sql
from dsr.systems.sql import FoundRows, Person, Reach, connections, erasure
from dsr.systems.sql.comparison import same_value
from dsr.systems.sql.find_person import TooMany
from tests.given_systems import DANA, MAPPING, NEWSLETTER, a_database, count, run

COUNTS = {"order_lines": 2, "orders": 2, "tickets": 1, "customers": 1}


@pytest.fixture
def url(tmp_path):
    return a_database(tmp_path)


def _reach(url, action="delete", email=DANA, raw=MAPPING, **parameters):
    read = sql.parse_mapping(raw)
    return Reach(url, read, action, read.acts(action), Person({"email": email}, parameters=parameters))


def test_a_person_is_deleted_and_nobody_else(url):
    reach = _reach(url)
    found = sql.preview_rows(reach)
    assert found.counts(reach.acts) == COUNTS
    assert found.people == [
        {
            "email": DANA.title(),
            "name": "Dana Whitlow",
            "phone": "(559) 555-0101",
            "zip": "93701-1234",
            "customer": "C-1001",
        }
    ]
    assert sql.act(reach, found) == COUNTS
    assert erasure.prove(reach, found) == dict.fromkeys(COUNTS, 0)
    assert [count(url, table) for table in COUNTS] == [4, 4, 2, 2]


def test_done_again_after_a_kill_nothing_more_happens_and_it_is_proved(url):
    reach = _reach(url, "close-account")
    found = FoundRows.from_json(sql.preview_rows(reach).to_json())
    sql.act(reach, found)
    assert sql.act(reach, found) == dict.fromkeys(COUNTS, 0)
    assert erasure.prove(reach, found) == dict.fromkeys(COUNTS, 0)
    assert run(url, "SELECT customer_id, ship_name FROM orders WHERE id = 10") == [(None, "nobody-10")]
    assert count(url, "orders", "ship_name IS NOT NULL") == 6


@pytest.mark.parametrize(
    "change",
    [
        "INSERT INTO orders VALUES (99, 1, 'O-99', 'Dana Whitlow', 5)",
        "UPDATE customers SET phone = '559 555 0199' WHERE id = 1",
        "UPDATE orders SET customer_id = 2 WHERE id = 10",
        "UPDATE customers SET email = 'other@example.com' WHERE id = 1",
        "INSERT INTO tickets VALUES (99, 'DANA@example.com ', 'again')",
    ],
)
def test_rows_that_came_or_changed_since_the_look_stop_it_wholly(url, change):
    reach = _reach(url)
    found = sql.preview_rows(reach)
    run(url, change)
    before = [count(url, table) for table in COUNTS]
    with pytest.raises(RowsChanged):
        sql.act(reach, found)
    assert [count(url, table) for table in COUNTS] == before


def test_rows_that_went_by_themselves_are_no_change(url):
    reach = _reach(url)
    found = sql.preview_rows(reach)
    run(url, "DELETE FROM order_lines WHERE order_id = 10")
    assert sql.act(reach, found) == {**COUNTS, "order_lines": 1}


def test_a_key_that_is_used_again_by_another_person_stops_it(url):
    reach = _reach(url)
    found = sql.preview_rows(reach)
    sql.act(reach, found)
    run(url, "INSERT INTO customers VALUES (1, 'new@example.com', 'New', '1', '1', 'C-2000', NULL)")
    with pytest.raises(RowsChanged):
        sql.act(reach, found)
    assert erasure.prove(reach, found)["customers"] == 1


def test_one_table_that_refuses_leaves_all_as_it_was(url):
    run(url, "CREATE TABLE parcels (id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL REFERENCES orders (id))")
    run(url, "INSERT INTO parcels VALUES (1, 10)")
    reach = _reach(url)
    found = sql.preview_rows(reach)
    with pytest.raises(CannotAct) as refusal:
        sql.act(reach, found)
    assert refusal.value.__context__ is None or refusal.value.__suppress_context__ or refusal.value.__cause__ is None
    assert [count(url, table) for table in COUNTS] == [6, 6, 3, 3]
    assert erasure.prove(reach, found) == COUNTS


def test_an_update_leaves_alone_who_is_there_already(url):
    reach = _reach(url, "opt-out", raw=NEWSLETTER)
    found = sql.preview_rows(reach)
    assert sql.act(reach, found) == {"subscribers": 1}
    assert sql.act(reach, sql.preview_rows(reach)) == {"subscribers": 0}
    assert count(url, "subscribers", "subscribed = 0") == 1


def test_nobody_is_found_by_an_empty_address_or_another_persons(url):
    for email in ("", "  ", "nobody@example.com", "%", "dana@example.co_"):
        assert sql.preview_rows(_reach(url, email=email)).counts(_reach(url).acts) == dict.fromkeys(COUNTS, 0)


def test_a_mapping_that_finds_a_crowd_is_refused(url):
    run(url, "UPDATE customers SET email = 'same@example.com'")
    for number in range(100, 120):
        run(url, f"INSERT INTO customers VALUES ({number}, 'same@example.com', '', '', '', '', NULL)")
    with pytest.raises(TooMany):
        sql.preview_rows(_reach(url, email="same@example.com"))


def test_more_rows_than_one_statement_takes(url):
    for number in range(1000, 2100):
        run(url, "INSERT INTO tickets VALUES (:a, :b, '')", a=number, b=DANA) if number % 100 == 0 else None
    run(url, "INSERT INTO tickets SELECT id * 1000 + o, email, '' FROM tickets, (SELECT id AS o FROM orders) WHERE 1")
    run(url, "INSERT INTO tickets SELECT id + 10000000, email, '' FROM tickets")
    run(url, "INSERT INTO tickets SELECT id + 90000000, email, '' FROM tickets")
    run(url, "INSERT INTO tickets SELECT id + 700000000, email, '' FROM tickets")
    reach = _reach(url)
    found = sql.preview_rows(reach)
    assert len(found.rows["tickets"]) > 500
    assert sql.act(reach, found)["tickets"] == len(found.rows["tickets"])
    assert erasure.prove(reach, found)["tickets"] == 0


def test_a_database_that_is_away_is_tried_again_and_a_wrong_mapping_is_not(url, tmp_path):
    with pytest.raises(Unreachable):
        sql.preview_rows(_reach(f"sqlite:///{tmp_path}/none.sqlite3"))
    assert not (tmp_path / "none.sqlite3").exists(), "SQLite makes no empty file"
    with pytest.raises(Unreachable):
        sql.preview_rows(_reach("postgresql://nobody:secret@127.0.0.1:1/none"))
    run(url, "DROP TABLE tickets")
    with pytest.raises(CannotAct) as refusal:
        sql.preview_rows(_reach(url))
    assert "The table tickets is not there" in str(refusal.value)


def test_rows_that_another_holds_are_tried_again(url, monkeypatch):
    monkeypatch.setattr(connections, "_SECONDS", 0)
    connections._engine.cache_clear()
    reach = _reach(url)
    found = sql.preview_rows(reach)
    with sql.connect(url, writes=True), pytest.raises(Unreachable):
        sql.act(reach, found)
    connections._engine.cache_clear()
    assert count(url, "customers") == 3


@pytest.mark.parametrize("text", ["", "shop", "oracle-of-delphi://x/y", "postgresql://host", "sqlite://", "http://["])
def test_a_connection_that_cannot_be_is_refused_without_quoting_it(text):
    with pytest.raises(BadInput) as refusal:
        sql.parse_connection(text)
    assert not text or text not in str(refusal.value)


def test_data_that_is_kept_is_marked_with_the_exception(url):
    reach = _reach(url, code="E8_LEGAL_OBLIGATION")
    found = sql.preview_rows(reach)
    reach = replace(reach, acts=reach.mapping.locks("delete"))
    assert sql.act(reach, found) == {"customers": 1}
    assert erasure.prove(reach, found) == {"customers": 0}
    assert run(url, "SELECT id FROM customers WHERE locked_for = 'E8_LEGAL_OBLIGATION'") == [(1,)]


_NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12).filter(
    lambda name: name.strip() and not name.lower().startswith("sqlite_")
)
_VALUES = st.one_of(st.none(), st.booleans(), st.integers(-(2**62), 2**62), _NAMES)


@bounded(max_examples=50)
@example(names=["a", "b", "c", "d"], email="\u00a0dana@example.com", value=None)
@always(
    names=st.lists(_NAMES, min_size=4, max_size=4, unique_by=str.casefold),
    email=_NAMES.map(lambda name: f"{name}'\"%:x@example.com"),
    value=_VALUES.filter(lambda value: not str(value).startswith("$") and "{key}" not in str(value)),
)
def test_any_name_is_quoted_and_any_value_bound(tmp_path_factory, names, email, value):
    name, key, address, other = names
    url = f"sqlite:///{tmp_path_factory.mktemp('nasty')}/x.sqlite3"
    engine = create_engine(url, poolclass=NullPool)
    there = Table(
        name, MetaData(), Column(key, Integer, primary_key=True), Column(address, String), Column(other, String)
    )
    there.create(engine)
    with engine.begin() as connection:
        connection.execute(insert(there), [{key: 1, address: email, other: "a"}, {key: 2, address: "b", other: "b"}])
    raw = {
        "identity": {"table": [name], "key": key, "columns": {"email": address}},
        "deeds": {
            "delete": [{"table": [name], "do": "delete"}],
            "suppress": [{"table": [name], "do": "update", "set": {other: value}}],
        },
    }
    for action in ("suppress", "delete"):
        reach = _reach(url, action, email, raw)
        found = sql.preview_rows(reach)
        assert list(found.rows[name]) == [1]
        sql.act(reach, found)
        assert erasure.prove(reach, found) == {name: 0}
    with engine.begin() as connection:
        assert [tuple(row) for row in connection.execute(select(there))] == [(2, "b", "b")]


@pytest.mark.parametrize("nothing", ["n/a", "---", "()"])
def test_a_phone_without_a_digit_is_nobodys(url, nothing):
    raw = {
        "identity": {"table": "customers", "key": "id", "columns": {"phone": "phone"}},
        "deeds": {"delete": [{"table": "customers", "do": "delete"}]},
    }
    run(url, "UPDATE customers SET phone = '' WHERE id = 2")
    read = sql.parse_mapping(raw)
    reach = Reach(url, read, "delete", read.acts("delete"), Person({"phone": nothing}))
    assert sql.preview_rows(reach).counts(reach.acts) == {"customers": 0}
    compiled = same_value("phone", [column("phone")], nothing).compile()
    assert "false" in str(compiled).lower() or "0 = 1" in str(compiled)


def test_a_person_in_four_tables_takes_few_statements_and_two_connections(url):
    reach = _reach(url)
    sql.preview_rows(reach)
    engine, told, opened = connections._engine(sql.parse_connection(url)), [], []
    event.listen(engine, "before_cursor_execute", lambda *arguments: told.append(arguments[2]))
    event.listen(engine, "checkout", lambda *arguments: opened.append(1))
    did, left = sql.act_and_prove(reach, sql.preview_rows(reach))
    assert (did, left) == (COUNTS, dict.fromkeys(COUNTS, 0))
    # Looked up: a question a table, and where an address is held one more, for what only looks like it. Done: a
    # question and a deletion each. Proved: the person again, then all keys. What the catalog says reads no table.
    asked = [
        one for one in told if not one.startswith("BEGIN") and "pragma_" not in one and "sqlite_master" not in one
    ]
    assert len(asked) == 6 + 8 + 3
    assert len(opened) == 2


def test_it_is_proved_after_the_commit_by_the_same_connection(url, monkeypatch):
    reach = _reach(url)
    found = sql.preview_rows(reach)
    prove, seen = erasure._prove, []

    def look_from_outside(connection, *rest):
        seen.append(count(url, "customers"))  # another connection sees the deed
        run(url, "INSERT INTO tickets VALUES (99, 'dana@example.com', 'came right after')")
        return prove(connection, *rest)

    monkeypatch.setattr(erasure, "_prove", look_from_outside)
    did, left = sql.act_and_prove(reach, found)
    assert (did, seen) == (COUNTS, [2])
    assert left == {**dict.fromkeys(COUNTS, 0), "tickets": 1}


@pytest.mark.parametrize("held", [1, 2, 3, 511, 512, 513])
def test_lists_of_every_length_are_found_deleted_and_proved(url, held):
    run(url, "DELETE FROM tickets")
    numbers = " UNION ALL ".join(["SELECT id FROM orders"] * 100)
    run(url, f"INSERT INTO tickets (email, words) SELECT 'dana@example.com', 'x' FROM ({numbers}) LIMIT {held}")
    reach = _reach(url)
    found = sql.preview_rows(reach)
    assert len(found.rows["tickets"]) == held
    did, left = sql.act_and_prove(reach, found)
    assert (did["tickets"], left["tickets"], count(url, "tickets")) == (held, 0, 0)

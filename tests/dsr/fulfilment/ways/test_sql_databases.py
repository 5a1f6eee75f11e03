"""A step, from the look to the response, in each kind of database: done, held by others, perhaps the person's."""

import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from dsr import fulfilment
from dsr.lifecycle import State
from dsr.models import System
from dsr.models.system import StepState
from dsr.systems import sql
from tests import given
from tests.dsr.systems.sql.test_mapping_check import account
from tests.given_mappings import DANA, RUTH, deed, left, make, people
from tests.given_systems import a_deletion, a_system, granted, step_of

__all__ = ["account"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(business_database):
    people(business_database, f"{DANA}\u00a0", RUTH)
    make(
        business_database,
        "CREATE TABLE orders (id int PRIMARY KEY, user_id int)",
        "INSERT INTO orders VALUES (1, 1), (2, 1), (3, 2)",
    )
    mapping = deed({"table": "orders", "by": {"user_id": "users.id"}})
    return a_system(url=business_database.url, mapping=mapping, actions=["delete"])


def test_a_person_is_deleted_proved_and_answered(shop, business_database):
    case = granted(a_deletion())
    step = step_of(case, shop)
    assert (case.state, step.state, step.did) == (State.RESPONDED, StepState.DONE, {"orders": 2, "users": 1})
    assert (left(business_database, "orders"), left(business_database, "users")) == ([3], [2])


def test_rows_that_others_hold_stop_it_wholly_and_a_person_tries_again(shop, business_database, settings, monkeypatch):
    settings.WORK_ATTEMPTS = 1
    # How long is waited belongs to a connection, and this one is spelled as no other test spells it.
    monkeypatch.setattr("dsr.systems.sql.connections._SECONDS", 1)
    own = {"postgresql": {"application_name": "impatient"}, "mariadb": {"charset": "utf8mb4"}, "sqlite": {}}
    url = make_url(business_database.url).update_query_dict(own[business_database.dialect])
    sealed = sql.seal_connection(url.render_as_string(hide_password=False))
    System.objects.filter(pk=shop.pk).update(sealed_connection=sealed)
    shop.refresh_from_db()
    System.objects.filter(pk=shop.pk).update(approved_digest=shop.mapping_digest)
    case = a_deletion()
    with create_engine(sql.parse_connection(business_database.url), poolclass=NullPool).connect() as holder:
        holder.exec_driver_sql("BEGIN IMMEDIATE" if business_database.dialect == "sqlite" else "SELECT 1")
        holder.exec_driver_sql("UPDATE orders SET user_id = user_id WHERE id = 2")
        case = granted(case)
        assert (step_of(case, shop).state, case.stuck) == (StepState.FAILED, "system-unreachable")
        assert (left(business_database, "orders"), left(business_database, "users")) == ([1, 2, 3], [1, 2])
    fulfilment.retry_step(case.pk, step_of(case, shop).pk, given.staff())
    given.drain()
    case.refresh_from_db()
    assert (case.state, left(business_database, "orders"), left(business_database, "users")) == (
        State.RESPONDED,
        [3],
        [2],
    )


def test_what_may_be_the_persons_bars_nothing_held(shop, business_database):
    business_database.execute("UPDATE users SET email = ? WHERE id = 1", f"dana: {DANA}")
    case = granted(a_deletion())
    step = step_of(case, shop)
    assert (step.state, case.stuck, case.outcome) == (
        StepState.FAILED,
        "perhaps-this-person",
        "DELETE_COMPLETED",
    )
    assert [one["kind"] for one in step.remarks] == ["named-in-text"]
    assert left(business_database, "users") == [1, 2]


def test_what_is_refused_is_told_with_its_table(shop, business_database):
    case = a_deletion()
    make(
        business_database,
        "CREATE TABLE parcels (id int PRIMARY KEY, user_id int, FOREIGN KEY (user_id) REFERENCES users (id))",
        "INSERT INTO parcels VALUES (1, 1)",
    )
    case = granted(case)
    assert [one["kind"] for one in step_of(case, shop).remarks] == ["referred-to"]
    assert (left(business_database, "orders"), case.stuck) == ([1, 2, 3], "system-refused")


@pytest.mark.parametrize("business_database", ["postgresql"], indirect=True)
def test_of_a_table_that_row_security_hides_nothing_is_said_to_be_done(business_database, account):
    grant, url = account
    people(business_database)
    make(
        business_database,
        "CREATE TABLE orders (id int PRIMARY KEY, user_id int)",
        "INSERT INTO orders VALUES (1, 1)",
        "ALTER TABLE orders ENABLE ROW LEVEL SECURITY",
    )
    grant("SELECT, DELETE, UPDATE ON users")
    grant("SELECT, DELETE, UPDATE ON orders")
    mapping = deed({"table": "orders", "by": {"user_id": "users.id"}})
    system = a_system(url=url, mapping=mapping, actions=["delete"])
    case = granted(a_deletion())
    step = step_of(case, system)
    assert (step.state, case.stuck) == (StepState.FAILED, "perhaps-this-person")
    assert (left(business_database, "orders"), left(business_database, "users")) == ([1], [1, 2])

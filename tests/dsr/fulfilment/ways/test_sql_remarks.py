"""What a database says of rows that may be the person's, and of what it refuses, stands at the step in plain words."""

import pytest

from dsr import fulfilment
from dsr.lifecycle import State
from dsr.models.system import StepState
from portal.ways import part_of
from tests import given
from tests.given_systems import a_database, a_deletion, a_system, count, granted, run, step_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def url(tmp_path):
    return a_database(tmp_path)


@pytest.fixture
def shop(url):
    return a_system(url=url, position=1)


def test_what_may_be_the_persons_bars_nothing_held_and_is_shown(shop, url):
    run(url, "DELETE FROM tickets WHERE id = 1")
    run(url, "UPDATE customers SET email = 'Dana <dana@example.com>' WHERE id = 1")
    case = a_deletion()
    step = step_of(case, shop)
    assert (step.state, step.reason) == (StepState.PREVIEWED, "perhaps-this-person")
    assert step.remarks == [{"kind": "named-in-text", "table": "customers", "column": "email", "count": 1}]
    assert "the address stands among other words in email" in part_of("sql").remarks(step)[0]
    case = granted(case)
    assert (step_of(case, shop).state, case.stuck) == (StepState.FAILED, "perhaps-this-person")
    assert count(url, "customers") == 3
    fulfilment.settle_step_by_hand(case.pk, step.pk, given.staff(), state="done", note="It was hers; deleted there.")
    given.drain()
    case.refresh_from_db()
    assert (case.state, case.stuck) == (State.RESPONDED, "")


def test_what_the_database_refuses_is_told_at_the_step_with_table_and_kind(shop, url):
    case = a_deletion()
    run(
        url, "CREATE TABLE parcels (id INTEGER PRIMARY KEY, order_id INTEGER REFERENCES orders (id) ON DELETE CASCADE)"
    )
    case = granted(case)
    step = step_of(case, shop)
    assert (step.reason, case.stuck) == ("system-refused", "system-refused")
    assert [one["kind"] for one in step.remarks] == ["cascades"]
    assert count(url, "orders") == 6
    run(url, "DROP TABLE parcels")
    fulfilment.retry_step(case.pk, step.pk, given.staff())
    given.drain()
    assert (step_of(case, shop).state, step_of(case, shop).remarks) == (StepState.DONE, [])

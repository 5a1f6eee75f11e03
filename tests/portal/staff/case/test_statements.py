"""What the page of a case asks of the database: at most fifteen statements, of every kind and in every state.

The line of the access record is one beside them.
"""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dsr.lifecycle import State, Who
from portal.staff.case import colleagues
from tests import given
from tests.given_desk import CASES, a_full_business
from tests.portal.staff.desk import at, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
MOST = 15


def asked(client, case, **query):
    """The statements of a page that was looked at before, as looking may ask for a report; somebody else is at it."""
    cache.clear()
    colleagues.at_the_case(case, given.an_account(Who.VIEWER), [])
    assert "opened this at" in client.get(at(case), query).content.decode()
    with CaptureQueriesContext(connection) as read:
        assert client.get(at(case), query).status_code == 200
    said = [one["sql"] for one in read if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    (look,) = [sql for sql in said if sql.startswith('INSERT INTO "dsr_accessentry"')]  # each look is on record
    return [sql for sql in said if sql is not look]


def tables(statements):
    return [" ".join(re.findall(r'(?:FROM|JOIN|UPDATE|INTO) "(\w+)"', sql)[:2]) for sql in statements]


@pytest.mark.parametrize("what", CASES)
def test_a_case_is_read_with_few_statements(what, reviewer):
    case = CASES[what](a_full_business())
    statements = asked(reviewer, case)
    assert len(statements) <= MOST, tables(statements)
    assert all(sql.startswith("SELECT") for sql in statements), "who looks again writes nothing"


def test_the_cases_are_in_every_state_that_a_person_meets(reviewer):
    business = a_full_business()
    few = ("received", "deletion", "shine-the-light", "approved, in the wait", "to mail", "responded", "closed")
    found = {fresh(CASES[what](business)).state for what in (*few, "undelivered", "joined")}
    assert found == set(State) - {State.FORGOTTEN}


def test_which_of_its_list_a_case_is_costs_one_statement(reviewer):
    case = CASES["shine-the-light"](a_full_business())
    assert len(asked(reviewer, case, list="to-do")) == len(asked(reviewer, case)) + 1

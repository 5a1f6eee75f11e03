"""What a list asks of the database: twelve statements at most, the line of the access record among them."""

from datetime import timedelta

import pytest

from dsr.clock import now
from dsr.models import Case
from portal.staff.queue import listing
from tests import given
from tests.portal.staff.queue.test_views import a_bundle, aged, listed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.mark.parametrize("query", [{}, {"view": "all"}, {"group": "decide"}, {"kind": "shine-the-light"}])
def test_a_list_is_read_with_twelve_statements(query, reviewer, django_assert_max_num_queries):
    cases = [aged(days) for days in (1, 25, 32, 3, 3, 3)]
    a_bundle(cases[3:], reviewer.account)
    reviewer.get("/desk/", query)
    with django_assert_max_num_queries(12):
        page = reviewer.get("/desk/", query).content.decode()
    assert "3 people" in page


@pytest.mark.parametrize("count", [1, 40])
def test_queries_do_not_grow_with_the_list(django_assert_max_num_queries, reviewer, count):
    cases = [given.a_case(received_at=now() - timedelta(days=number % 7)) for number in range(count)]
    Case.objects.update(state="review")
    Case.objects.filter(pk=cases[0].pk).update(assignee=reviewer.account)
    a_bundle(cases[:3], reviewer.account)
    for address in ("/desk/", "/desk/?group=decide", "/desk/?view=waiting", "/desk/?view=answered", "/desk/?view=all"):
        with django_assert_max_num_queries(12):  # one is the line of the access record
            reviewer.get(address)
    assert len(listed(reviewer.get("/desk/?view=all"))) == min(count if count < 3 else count - 2, listing.ON_A_PAGE)

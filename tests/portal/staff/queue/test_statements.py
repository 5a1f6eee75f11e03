"""What a list asks of the database: twelve statements at most, the line of the access record among them."""

import pytest

from tests.portal.staff.queue.test_views import a_bundle, aged

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.mark.parametrize("query", [{}, {"view": "all"}, {"group": "decide"}, {"kind": "shine-the-light"}])
def test_a_list_is_read_with_twelve_statements(query, reviewer, django_assert_max_num_queries):
    cases = [aged(days) for days in (1, 25, 32, 3, 3, 3)]
    a_bundle(cases[3:], reviewer.account)
    reviewer.get("/desk/", query)
    with django_assert_max_num_queries(12):
        page = reviewer.get("/desk/", query).content.decode()
    assert "3 people" in page

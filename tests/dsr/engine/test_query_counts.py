"""What a case asks of the database, stage by stage: each statement is paid for by every request there will ever be."""

import pytest

from tests import given

pytestmark = pytest.mark.django_db


def test_a_case_from_receipt_to_response_asks_little(frozen, django_assert_max_num_queries):
    business = given.a_ledger()
    given.responded(business=business)  # the keys have left their marks, and the report is compiled
    with django_assert_max_num_queries(22):
        case = given.a_case(business=business)
    with django_assert_max_num_queries(53):  # acknowledged, and sent
        given.drain()
    case.refresh_from_db()
    with django_assert_max_num_queries(24):
        given.approved(case)
    with django_assert_max_num_queries(64):  # answered
        given.drain()

"""What a case asks of the database, stage by stage: each statement is paid for by every request there will ever be."""

from datetime import timedelta

import pytest

from dsr import disclosures, engine, review, work_queue
from dsr.models import Case, DueWork
from tests import given

pytestmark = pytest.mark.django_db


@pytest.fixture
def business(frozen):
    made = given.a_ledger()
    given.responded(business=made)  # the keys have left their marks, and the report is compiled
    return made


def test_a_case_from_receipt_to_response_asks_little(business, django_assert_max_num_queries):
    with django_assert_max_num_queries(13):
        case = given.a_case(business=business)
    with django_assert_max_num_queries(
        34
    ):  # acknowledged, and sent; the letter carries the link to the page, known from now
        given.drain()
    case.refresh_from_db()
    with django_assert_max_num_queries(17):  # what others had half written of it is dropped
        given.approved(case)
    with django_assert_max_num_queries(
        33
    ):  # answered; the letter offers an opt-out where the business sells or shares
        given.drain()


def test_a_decision_that_waited_leaves_with_few_statements(business, frozen, settings, django_assert_max_num_queries):
    """Its letter is composed once, where it is word for word what was decided."""
    settings.DECISION_WAIT = timedelta(minutes=10)
    case = given.in_review(business=business)
    report = disclosures.request_compilation(case, "shine-the-light")
    approval = review.Approval(report.outcome, compilation_id=report.pk)
    review.approve(case.pk, given.staff(), approval, seen=case.entry_count)
    given.drain()
    frozen(Case.objects.get(pk=case.pk).leaves_at + timedelta(seconds=1))
    [leaves] = work_queue.due()
    with django_assert_max_num_queries(18):
        engine.do_work(leaves)
    assert list(DueWork.objects.unfinished().values_list("name", flat=True)) == ["send"]
    [send] = work_queue.due()
    with django_assert_max_num_queries(13):
        engine.do_work(send)
    assert Case.objects.get(pk=case.pk).state == "responded"
    names = list(case.entries.order_by("number").values_list("name", flat=True))
    assert names[-4:] == ["wait-over", "prepare", "letter-accepted", "respond"]

"""Whether the business sells or shares: one answer from two sources, and “yes” rules while they disagree."""

from datetime import date

import pytest

from dsr import disclosures
from dsr.clock import now
from dsr.models import Business, Disclosure, LedgerVersion
from tests import given
from tests.given_systems import sold_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def business(frozen):
    """One whose ledger, published in March 2026, marks nothing as sold or shared."""
    return given.a_ledger()


def test_without_a_ledger_the_set_up_alone_answers_and_no_is_not_stated(django_assert_num_queries):
    business = given.a_business()
    with django_assert_num_queries(0):
        answer = disclosures.sale_answer(business)
    assert (answer.is_yes, answer.is_no, answer.conflict) == (False, False, "")
    business.shares = True
    answer = disclosures.sale_answer(business)
    assert (answer.is_yes, answer.is_no, answer.conflict) == (True, False, "")


def test_both_sources_must_say_no(business):
    answer = disclosures.sale_answer(business)
    assert (answer.is_yes, answer.is_no, answer.conflict) == (False, True, "")


def test_the_ledger_alone_makes_it_a_yes_and_a_conflict(business):
    sold_to(business, "r1")
    answer = disclosures.sale_answer(business)
    assert answer.is_yes and not answer.is_no and "Mark in the set-up" in str(answer.conflict)
    assert [(one.pk, str(words)) for one, words in disclosures.sale_conflicts()] == [
        (business.pk, str(answer.conflict))
    ]


def test_the_set_up_alone_makes_it_a_yes_and_a_conflict(business):
    business.sells = True
    answer = disclosures.sale_answer(business)
    assert answer.is_yes and not answer.is_no and "name nobody" in str(answer.conflict)


def test_two_sources_that_agree_are_no_conflict(business):
    Business.objects.update(sells=True)
    sold_to(business, "r1")
    assert list(disclosures.sale_conflicts()) == []


@pytest.mark.parametrize(
    ("day", "counts"), [(date(2025, 1, 1), True), (date(2024, 12, 31), False), (date(2026, 9, 1), True)]
)
def test_a_row_counts_while_any_of_it_lies_in_the_year_of_publication_or_the_one_before(business, day, counts):
    sold_to(business, "r1", period_end=day)
    assert disclosures.sells_or_shares(business) is counts


def test_that_time_passes_makes_no_of_no_yes(business, frozen):
    sold_to(business, "r1", period_end=date(2025, 12, 31))
    frozen(given.at("2029-06-01T09:00:00-07:00"))
    assert disclosures.sells_or_shares(business)
    # A version of 2029 says what was so in 2028 and 2029.
    LedgerVersion.objects.create(
        business=business, number=2, started_at=given.at("2029-06-01T09:00:00-07:00"), published_at=now()
    )
    business.ledger_version = 2
    assert not disclosures.sells_or_shares(business)


def test_a_draft_says_nothing(business):
    disclosures.put_row(
        business, Disclosure, "new", {"recipient_key": "r1", "categories": ["i"], "ccpa_sold_or_shared": True}
    )
    assert not disclosures.sells_or_shares(business)
    disclosures.publish_draft(disclosures.begin_draft(business), None)
    business.refresh_from_db()
    assert disclosures.sells_or_shares(business)


def test_a_row_that_ended_with_a_version_says_nothing_any_more(business):
    sold_to(business, "r1", from_version=0, until_version=1)
    assert not disclosures.sells_or_shares(business)


def test_another_business_says_nothing_of_this_one(business):
    sold_to(given.a_ledger(given.a_business("Other, Inc.")), "r1")
    assert not disclosures.sells_or_shares(business)

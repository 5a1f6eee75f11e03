"""The feed tells what was stopped and what was lifted, in an order that a program can follow without a gap."""

import threading

import pytest
from django.db import connection

from dsr import suppression
from dsr.clock import now
from dsr.models import Suppression
from dsr.suppression import consent
from tests import given
from tests.given_suppression import DANA, MAIL, SHARING, an_api_key, suppressed
from tests.patience import PATIENCE

pytestmark = pytest.mark.django_db


def lifted(case, *uses):
    return consent.lift_by_consent(case.business_id, DANA, uses or (MAIL,), {"how": "box ticked"}, now())


def read(business_id, after=0):
    """(row, whether it is lifted) of what comes after, and the number to go on from."""
    rows = suppression.feed_after(business_id, after, 100)
    return [(row.pk, row.lifted_at is not None) for row in rows], rows[-1].change if rows else after


def test_a_row_that_is_lifted_after_it_was_taken_comes_again_under_a_new_number():
    case = suppressed(MAIL)
    first, after = read(case.business_id)
    assert lifted(case) == 1
    again, last = read(case.business_id, after)
    assert again == [(first[0][0], True)] and last > after
    suppressed(MAIL, case=case)
    (new,), _last = read(case.business_id, last)
    assert new[0] != first[0][0] and new[1] is False


def test_what_one_consent_lifts_has_a_number_each_so_that_no_page_cuts_it():
    case = suppressed(*SHARING)
    _rows, after = read(case.business_id)
    assert lifted(case, *SHARING) == len(SHARING)
    numbers = [row.change for row in suppression.feed_after(case.business_id, after, 100)]
    assert numbers == [after + 1, after + 2]


def test_a_decline_is_told_too():
    case = given.a_case(kind="opt-out", answers={}, parties={"requester": {"email": DANA}})
    _rows, after = read(case.business_id)
    case.outcome = "O_FRAUD_DOCUMENTED"
    suppression.follow_decision(case, is_declined=True)
    rows, _last = read(case.business_id, after)
    assert [is_lifted for _pk, is_lifted in rows] == [True, True]


def test_a_reader_confirms_by_the_number_of_the_change():
    business = given.a_business()
    key = an_api_key(business)
    case = suppressed(MAIL)
    lifted(case)
    suppressed(MAIL, case=case)
    row = Suppression.objects.get(lifted_at=None)
    assert suppression.confirm_feed(key, row.change - 1) == 0 and suppression.feed_address(row) == DANA
    key.refresh_from_db()
    assert suppression.confirm_feed(key, row.change) == 1


@pytest.mark.django_db(transaction=True)
def test_numbers_count_up_when_many_write_at_once():
    business = given.a_business()
    cases = [given.a_case() for _ in range(4)]
    start = threading.Barrier(4)

    def write(number: int) -> None:
        start.wait(PATIENCE)
        try:
            suppression.suppress(cases[number], SHARING, {"email": f"p{number}@example.com"}, source="page", at=now())
            consent.lift_by_consent(business.pk, f"p{number}@example.com", SHARING, {}, now())
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    numbers = sorted(Suppression.objects.values_list("change", flat=True))
    assert len(set(numbers)) == 8 and numbers[-1] == suppression.newest_feed_number(business.pk) == 16

"""Who is to be told of an opt-out: the days count until the last system and the last reader of the feed had it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from dsr import recipients, suppression
from dsr.clock import now
from dsr.models import Disclosure
from dsr.models.suppression import Scope
from tests import given
from tests.given_suppression import DANA, SHARING

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def start(frozen):
    frozen(datetime(2026, 3, 10, 18, tzinfo=UTC))


def a_reader(business, name="lists"):
    return suppression.make_api_key(business, name, [Scope.FEED.value])[0]


def opted_out():
    return given.a_case(kind="opt-out", answers={}, parties={"requester": {"email": DANA}})


def last_day(case):
    return recipients.opt_out_period(case)[1]


def test_without_readers_and_systems_it_is_in_effect_at_receipt(frozen):
    case = opted_out()
    frozen(now() + 5 * DAY)
    assert recipients.opt_out_period(case) == (date(2026, 3, 10), date(2026, 3, 10))


def test_the_days_count_until_the_last_reader_has_taken_it(frozen):
    business = given.a_ledger()
    one, other = a_reader(business), a_reader(business, "ads")
    case = opted_out()
    fields = {"categories": ["i"], "from_version": 1, "business": business, "ccpa_sold_or_shared": True}
    Disclosure.objects.create(key="late", recipient_key="r1", period_start=date(2026, 3, 12), **fields)
    assert recipients.opt_out_recipients(case) == []
    frozen(now() + 3 * DAY)
    assert last_day(case) == date(2026, 3, 13)
    assert [found.key for found in recipients.opt_out_recipients(case)] == ["r1"]
    suppression.confirm_feed(one, suppression.newest_feed_number(business.pk))
    frozen(now() + DAY)
    assert last_day(case) == date(2026, 3, 14)
    suppression.confirm_feed(other, suppression.newest_feed_number(business.pk))
    frozen(now() + 30 * DAY)
    assert last_day(case) == date(2026, 3, 14)


def test_a_reader_confirms_one_row_and_the_other_goes_on_counting(frozen):
    business = given.a_business()
    reader = a_reader(business)
    case = opted_out()
    suppression.confirm_feed(reader, suppression.newest_feed_number(business.pk) - 1)
    frozen(now() + 2 * DAY)
    assert last_day(case) == date(2026, 3, 12)


def test_a_reader_that_came_later_is_not_waited_for_and_moves_no_day(frozen):
    case = opted_out()
    frozen(now() + DAY)
    reader = a_reader(case.business)
    frozen(now() + DAY)
    assert last_day(case) == date(2026, 3, 10)
    suppression.confirm_feed(reader, suppression.newest_feed_number(case.business_id))
    assert last_day(case) == date(2026, 3, 10)


def test_a_revoked_reader_is_waited_for_until_that_day(frozen):
    business = given.a_business()
    reader = a_reader(business)
    case = opted_out()
    frozen(now() + 2 * DAY)
    suppression.revoke_api_key(reader)
    frozen(now() + 9 * DAY)
    assert last_day(case) == date(2026, 3, 12)


def test_a_later_consent_ends_the_days(frozen):
    business = given.a_business()
    a_reader(business)
    case = opted_out()
    frozen(now() + DAY)
    suppression.lift_by_consent(business.pk, DANA, SHARING, {}, now())
    frozen(now() + 9 * DAY)
    assert last_day(case) == date(2026, 3, 11)

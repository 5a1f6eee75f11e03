"""How long the record of a kind is kept: a setting with its reason, never under what the law asks."""

from datetime import date

import pytest

from dsr import retention
from dsr.errors import BadInput, Changed, NotAllowed
from dsr.journal import Actor
from dsr.lifecycle import Who
from dsr.models import Case, RecordPeriod
from tests.given import an_account, at, declined, drain, in_review

pytestmark = pytest.mark.django_db
KIND = "shine-the-light"


@pytest.fixture
def administrator():
    return Actor(Who.ADMINISTRATOR, an_account(Who.ADMINISTRATOR).pk)


def ended():
    case = declined(in_review())
    drain()
    return Case.objects.get(pk=case.pk)


def test_a_longer_period_holds_for_what_ended_before_to_the_end_of_its_last_day(frozen, administrator):
    case = ended()
    assert retention.record_end(case).day == date(2028, 3, 10)
    retention.set_period(KIND, 60, "The agency has five years", administrator, seen=0)
    assert retention.record_end(case).day == date(2031, 3, 10)
    assert retention.record_end(case).why == "The agency has five years"
    frozen(at("2031-03-10T23:59:59-07:00"))
    assert retention.forget_due_cases() == 0
    frozen(at("2031-03-11T00:00:00-07:00"))
    assert retention.forget_due_cases() == 1


def test_a_day_that_the_shorter_month_lacks_ends_no_record_early(frozen, administrator):
    case = ended()
    retention.set_period(KIND, 25, "One month more", administrator, seen=0)
    for day in (date(2028, 1, 28), date(2028, 1, 31), date(2028, 2, 29)):
        Case.objects.filter(pk=case.pk).update(retain_until=day)
        case.retain_until = day
        last = retention.record_end(case).day
        for is_over, now in ((False, last), (True, date.fromordinal(last.toordinal() + 1))):
            assert Case.objects.filter(retention.record_periods.over_by(now)).exists() is is_over, (day, now)


@pytest.mark.parametrize(
    ("months", "reason", "words"),
    [(23, "Less", r"at least 24 months \(.*7101"), (241, "More", "at most 240"), (60, " ", "Write why")],
)
def test_what_the_law_does_not_allow_is_refused(administrator, months, reason, words):
    with pytest.raises(BadInput, match=words):
        retention.set_period(KIND, months, reason, administrator, seen=0)
    assert not RecordPeriod.objects.exists()


def test_the_floor_is_the_desks_own_where_that_is_more(administrator, settings):
    settings.RETAIN_MONTHS = 36
    with pytest.raises(BadInput, match="at least 36"):
        retention.set_period(KIND, 30, "Why", administrator, seen=0)
    assert {one.months for one in retention.kind_periods()} == {36}


def test_who_set_what_stays_and_an_outdated_look_is_refused(administrator):
    first = retention.set_period(KIND, 36, "Three years", administrator, seen=0)
    with pytest.raises(Changed):
        retention.set_period(KIND, 48, "Four", administrator, seen=0)
    retention.set_period(KIND, 24, "Two again", administrator, seen=first.pk)
    assert list(RecordPeriod.objects.values_list("months", "reason")) == [(36, "Three years"), (24, "Two again")]
    with pytest.raises(NotAllowed):
        retention.set_period(KIND, 60, "Why", Actor(Who.APPROVER, administrator.account_id), seen=0)

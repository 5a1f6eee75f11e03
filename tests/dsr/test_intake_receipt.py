"""What the law asks of the day of receipt, frozen on the case: the address, the choice, the year, the dates."""

from datetime import date

import pytest

from dsr import review
from dsr.errors import BadInput
from dsr.letters import composition
from dsr.models import ChoiceMode, ClosedDay, DesignatedAddress, PolicyVersion
from dsr.models.case import Channel
from dsr.models.designated_address import Medium
from dsr.models.policy import PolicyChoice
from tests.given import a_business, a_case, at, staff

pytestmark = pytest.mark.django_db
NOW = at("2026-12-01T12:00-08:00")


@pytest.fixture(autouse=True)
def later(frozen):
    frozen(NOW)


def _case(received: str, **changes):
    return a_case(staff(), received_at=at(received), **changes)


def _policy(business, published_on: date, choice: PolicyChoice) -> PolicyVersion:
    return PolicyVersion.objects.create(
        business=business, label=f"{published_on}", published_on=published_on, choice=choice
    )


def test_an_address_published_again_counts_from_the_first_time():
    business = a_business()
    value = "stl@fernwood.example"
    business.designated_addresses.create(
        medium=Medium.EMAIL, value=value, published_on=date(2024, 1, 1), withdrawn_on=date(2025, 1, 1)
    )
    again = DesignatedAddress.objects.create(
        business=business, medium=Medium.EMAIL, value=value, published_on=date(2026, 9, 1)
    )
    case = _case("2026-06-01T12:00-07:00", business=business, channel=Channel.EMAIL, came_to=again)
    assert case.is_designated
    assert case.due_safe == date(2026, 7, 1)


def test_an_address_does_not_count_before_it_was_published():
    business = a_business()
    new = DesignatedAddress.objects.create(
        business=business, medium=Medium.EMAIL, value="new@fernwood.example", published_on=date(2026, 9, 1)
    )
    case = _case("2026-08-31T23:59-07:00", business=business, channel=Channel.EMAIL, came_to=new)
    assert not case.is_designated


def test_choice_mode_ends_with_the_policy_that_carried_it():
    business = a_business()
    carrying = _policy(business, date(2026, 1, 1), PolicyChoice.OPT_OUT)
    mode = ChoiceMode.objects.create(
        business=business, policy_version=carrying, means="Call 555-0100", since=date(2026, 2, 1)
    )
    _policy(business, date(2026, 6, 1), PolicyChoice.NONE)
    assert _case("2026-01-31T12:00-08:00", business=business).choice_mode is None
    assert _case("2026-02-01T00:00-08:00", business=business).choice_mode == mode
    assert _case("2026-05-31T23:59-07:00", business=business).choice_mode == mode
    assert _case("2026-06-01T00:00-07:00", business=business).choice_mode is None


def test_choice_mode_goes_on_under_a_new_policy_that_carries_it_too():
    business = a_business()
    carrying = _policy(business, date(2026, 1, 1), PolicyChoice.OPT_OUT)
    mode = ChoiceMode.objects.create(
        business=business, policy_version=carrying, means="Call 555-0100", since=date(2026, 2, 1)
    )
    newer = _policy(business, date(2026, 6, 1), PolicyChoice.OPT_IN)
    case = _case("2026-06-01T12:00-07:00", business=business)
    assert (case.choice_mode, case.policy_version) == (mode, newer)


def test_a_closed_day_moves_no_deadline():
    business = a_business()
    ClosedDay.objects.create(business=business, day=date(2026, 7, 1), why="Inventory")
    case = _case("2026-06-01T12:00-07:00", business=business)
    assert (case.due_safe, case.due_latest) == (date(2026, 7, 1), date(2026, 7, 1))


def test_the_year_and_the_dates_are_those_of_receipt_in_california():
    case = _case("2026-01-01T07:59+00:00")
    assert (case.year, case.due_safe) == (2024, date(2026, 1, 30))


@pytest.mark.parametrize(("channel", "medium"), [("phone", "email"), ("in-person", "mail"), ("email", "mail")])
def test_a_channel_and_an_address_that_do_not_fit_are_refused(channel, medium):
    business = a_business()
    came_to = business.designated_addresses.get(medium=medium)
    with pytest.raises(BadInput, match="cannot have come to that address"):
        a_case(channel=channel, came_to=came_to)


def test_a_wrong_year_is_asked_about_and_a_late_response_promises_no_past_date():
    with pytest.raises(BadInput, match="Check the year"):
        _case("2025-11-10T12:00-08:00")
    late = _case("2026-10-01T12:00-07:00")
    assert "That day has passed" in composition.words_of(late)["promise"]


def test_an_outcome_that_contradicts_the_request_is_barred():
    codes = {outcome.code for outcome in review.decline_reasons(_case("2026-11-20T12:00-08:00"))}
    assert not codes & {"NOT_CA_RESIDENT", "NOT_AT_DESIGNATED_ADDRESS", "UNDER_20_EMPLOYEES", "TOLD_HOW_TO_WRITE"}
    moved = _case("2026-11-20T12:00-08:00", answers={"ca_resident": "no", "household": "yes"})
    assert "NOT_CA_RESIDENT" in {outcome.code for outcome in review.decline_reasons(moved)}

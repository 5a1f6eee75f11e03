"""A change of address comes to an end by itself, says so, and leaves nothing of the address behind."""

from datetime import timedelta

import pytest

from dsr import address_change, closures, engine, intake, journal, letters
from dsr.address_change import NewAddress
from dsr.models import AddressChange
from dsr.models.address_change import ChangeState
from tests.dsr.address_change.test_address_change import MARCH, asked, goes_to, proved, state_of
from tests.given import REQUESTER, a_ledger, a_request, declined, drain, in_review, staff
from tests.given_joins import again
from tests.given_own_page import NEW, link_in, own_fact, press, waiting
from tests.given_request_page import on_page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def march(frozen) -> None:
    frozen(MARCH)


@pytest.mark.parametrize("erase", [journal.forget, lambda pk: journal.thin(pk, ())], ids=["forget", "thin"])
def test_no_hash_of_the_earlier_address_outlives_the_record(erase):
    case = in_review()
    change = asked(case)
    assert AddressChange.objects.get(pk=change.pk).rests_on
    assert closures.withdraw_from_page(case.pk, own_fact(case))
    drain()
    erase(again(case).pk)
    assert AddressChange.objects.get(pk=change.pk).rests_on == ""


def test_never_confirmed_it_lapses_after_its_lifetime_and_another_can_be_asked_for(frozen):
    case = in_review()
    change = asked(case)
    frozen(MARCH + timedelta(days=13))
    engine.run_daily_jobs()
    assert state_of(change) == ChangeState.ASKED, "its link is good still"
    frozen(MARCH + timedelta(days=15))
    engine.run_daily_jobs()
    assert state_of(change) == ChangeState.LAPSED
    assert waiting(case) == [], "nobody confirmed it"
    assert asked(again(case), "dana@second.example").state == ChangeState.ASKED


def test_of_a_request_that_is_over_nothing_waits_and_nothing_is_confirmed():
    case = in_review()
    change = asked(case)
    token = link_in(case, "own-page/address-confirm", "/address/")
    declined(again(case))
    drain()
    answered = again(case)
    if answered.is_open:  # the decision waits for the change until the day to send by
        assert closures.withdraw_from_page(case.pk, own_fact(case))
        drain()
    assert not again(case).is_open
    assert address_change.waiting_change(again(case)) is None
    found = address_change.change_by_token(token)
    assert found and not found.is_open and not found.is_done
    assert not address_change.prove_address(found.secret)
    engine.run_daily_jobs()
    assert state_of(change) == ChangeState.LAPSED


def test_confirmed_for_a_request_that_is_over_its_link_promises_nothing():
    case = in_review()
    asked(case)
    token = link_in(case, "own-page/address-confirm", "/address/")
    assert proved(case)
    assert closures.withdraw_from_page(case.pk, own_fact(case))
    found = address_change.change_by_token(token)
    assert found and not found.is_done and not found.is_open


def test_staff_put_the_address_right_and_what_was_asked_ends_at_once():
    case = in_review()
    change = asked(case)
    seen = again(case).entry_count
    letters.correct_address(case.pk, staff(), seen=seen, delivery="email", address="dana@third.example")
    drain()
    assert (state_of(change), goes_to(case)) == (ChangeState.LAPSED, "dana@third.example")


def test_a_confirmed_change_that_is_not_taken_is_told_on_the_page_and_to_the_desk(frozen, client):
    a_ledger()
    case = in_review()
    change = asked(case)
    assert proved(case)
    seen = again(case).entry_count
    letters.correct_address(case.pk, staff(), seen=seen, delivery="email", address="dana@third.example")
    drain()
    assert (state_of(change), waiting(case)) == (ChangeState.LAPSED, ["lapsed"])
    said = " ".join(on_page(client, again(case)).get("/r/page/").content.decode().split())
    assert "did not take effect" in said and "March 10, 2026" in said and "Enter the code" not in said


def test_those_that_came_together_are_held_in_one_order_whoever_asks(monkeypatch):
    deletion = a_request(kind="deletion", answers={"ca_resident": "yes", "extent": "all"})
    received = intake.receive(a_request(), REQUESTER, also=[deletion])
    drain()
    first, (second,) = received.case, received.opened
    held, hold = [], journal.hold_case
    monkeypatch.setattr(journal, "hold_case", lambda pk: held.append(pk) or hold(pk))
    fact, to = own_fact(again(second)), NewAddress("email", NEW)
    address_change.ask_change(second.pk, fact, to, key=press())
    assert held[:2] == [first.pk, second.pk]

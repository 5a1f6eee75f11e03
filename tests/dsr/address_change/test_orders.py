"""In whatever order things happen after a change of address is asked: no answer is late, twice or astray."""

import itertools
from datetime import timedelta

import pytest
from django.db import transaction

from dsr import address_change, closures, journal, letters, parties, review
from dsr.address_change import NewAddress
from dsr.errors import DeskError
from dsr.lifecycle import State
from dsr.models import AddressChange, Case, Letter
from dsr.models.address_change import ChangeState
from tests.given import a_ledger, approved, at, drain, in_review, staff
from tests.given_joins import again
from tests.given_own_page import NEW, a_message, link_in, own_fact, press

pytestmark = pytest.mark.django_db
MARCH = at("2026-03-10T09:00:00-07:00")
OLD = "dana@example.com"


def prove(case: Case) -> None:
    found = address_change.change_by_token(link_in(case, "own-page/address-confirm", "/address/"))
    assert found
    address_change.prove_address(found.secret)


def stop(case: Case) -> None:
    found = address_change.stop_by_token(link_in(case, "own-page/address-told", "/address/stop/"))
    assert found
    address_change.stop_from_link(found.secret)


def withdraw(case: Case) -> None:
    closures.withdraw_from_page(case.pk, own_fact(case))


def decide(case: Case) -> None:
    found = again(case)
    if found.state == State.REVIEW:
        approved(found)


def take_back(case: Case) -> None:
    found = again(case)
    if found.state == State.WORKING:
        review.take_back(case.pk, staff(), seen=found.entry_count)


def write(case: Case) -> None:
    a_message(case)


@pytest.mark.parametrize("acts", [(prove, stop, withdraw, decide), (prove, decide, take_back, write)])
def test_no_order_sends_an_answer_late_twice_or_astray(frozen, acts):
    a_ledger()
    for order in itertools.permutations(acts):
        with transaction.atomic():
            frozen(MARCH)
            _live(frozen, order)
            transaction.set_rollback(True)


def _live(frozen, order) -> None:
    told = " → ".join(act.__name__ for act in order)
    case = in_review()
    address_change.ask_change(case.pk, own_fact(case), NewAddress("email", NEW), key=press())
    drain()
    for act in order:
        try:
            act(case)
        except DeskError:  # refused, with words
            continue
        finally:
            drain()
    for hours in (73, 24 * 20):
        frozen(MARCH + timedelta(hours=hours))
        drain()
    if again(case).state == State.REVIEW:
        decide(case)
    drain()
    _holds(case, told)


def _holds(case: Case, told: str) -> None:
    found, change = again(case), AddressChange.objects.get(case=case)
    sent = Letter.objects.filter(case=case, is_response=True, state="accepted")
    where = parties.reply_to(found)["email"]
    assert change.state != ChangeState.PROVED, told
    if found.closure:
        assert not sent, told
    else:
        assert (found.state, sent.count()) == (State.RESPONDED, 1), told
        assert found.responded_at and found.responded_at.date() <= found.send_by, told
        assert letters.body_of(sent[0])["to"] == where, told
    assert where == (NEW if change.state == ChangeState.DONE else OLD), told
    assert change.state != ChangeState.DONE or change.proved_at is not None, told
    assert (found.due_safe, found.due_latest) == (case.due_safe, case.due_latest), told
    assert [one.fault for one in journal.verify_chain()] == [""], told

"""A case that is decided anew: what was kept or not found is open again, what was done stays done."""

import pytest

from dsr import engine, fulfilment, review, steps, suppression
from dsr.journal import MACHINE
from dsr.lifecycle import State
from dsr.models import Entry, Suppression
from dsr.models.system import StepState
from tests import given
from tests.given_systems import (
    DANA,
    NEWSLETTER,
    TAX_LAW,
    a_database,
    a_deletion,
    a_system,
    an_owner,
    count,
    granted,
    run,
    step_of,
)

# The clock stands still: two decisions of one instant are two decisions.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("frozen")]
KEEP = "E8_LEGAL_OBLIGATION"


@pytest.fixture
def url(tmp_path):
    return a_database(tmp_path)


@pytest.fixture
def shop(url):
    return a_system(url=url, position=1)


@pytest.fixture
def newsletter(url):
    return a_system(url=url, name="Newsletter", mapping=NEWSLETTER, actions=["delete"], position=2, reasons=_ELSEWHERE)


_ELSEWHERE = {"close-account": {"note": "The shop tells it."}}


def _reopened(case):
    case = review.reopen(case.pk, given.staff(), seen=case.entry_count, note="Nothing obliges us to keep it.")
    given.drain()
    case.refresh_from_db()
    return case


def _locks():
    return Suppression.objects.filter(lifted_at=None)


def test_what_was_kept_is_deleted_by_the_next_decision(shop, newsletter, url):
    case = a_deletion()
    case = granted(case, {step_of(case, shop).pk: KEEP})
    assert (case.state, case.outcome, _locks().count()) == (State.RESPONDED, "DELETE_PARTIAL", 1)
    case = _reopened(case)
    step = step_of(case, shop)
    assert (case.state, step.state, step.keep_code, step.settled_at) == (State.REVIEW, StepState.PREVIEWED, "", None)
    assert step.found["orders"] == 2, "it was looked up afresh"
    assert step_of(case, newsletter).state == StepState.DONE
    assert not _locks().exists()
    case = granted(case)
    assert (case.state, case.outcome, case.reasons) == (State.RESPONDED, "DELETE_COMPLETED", [])
    assert (step_of(case, shop).state, count(url, "customers")) == (StepState.DONE, 2)
    assert Entry.objects.filter(case=case, name="concluded").count() == 2


def test_what_is_kept_again_is_locked_again(shop):
    case = a_deletion()
    case = granted(case, {step_of(case, shop).pk: KEEP})
    case = _reopened(case)
    case = granted(case, {step_of(case, shop).pk: "E2_SECURITY_INTEGRITY"})
    assert (case.outcome, case.reasons) == ("DELETE_DENIED", ["E2_SECURITY_INTEGRITY"])
    assert [row.scope for row in _locks()] == ["E2_SECURITY_INTEGRITY"]


def test_what_was_not_found_is_looked_for_again(shop, url):
    run(url, "UPDATE customers SET email = 'old@example.com' WHERE id = 1")
    run(url, "DELETE FROM tickets")
    case = granted(a_deletion())
    assert (step_of(case, shop).state, case.outcome) == (StepState.NOT_HELD, "DELETE_NOTHING_HELD")
    run(url, "UPDATE customers SET email = :email WHERE id = 1", email=DANA)
    case = granted(_reopened(case))
    assert (step_of(case, shop).state, case.outcome) == (StepState.DONE, "DELETE_COMPLETED")


def test_a_decision_that_is_taken_back_frees_what_it_kept(shop, newsletter, url):
    owner = an_owner(position=3)
    case = a_deletion()
    case = granted(case, {step_of(case, shop).pk: KEEP})
    assert (case.state, step_of(case, shop).state) == (State.WORKING, StepState.KEPT)
    review.take_back(case.pk, given.staff(), seen=case.entry_count)
    given.drain()
    case.refresh_from_db()
    assert step_of(case, shop).state == StepState.PREVIEWED
    # Who was asked already may have acted; what was done stays done.
    asked = step_of(case, owner)
    assert (step_of(case, newsletter).state, asked.state) == (StepState.DONE, StepState.PLANNED)
    assert asked.begun_at is not None
    assert not _locks().exists()
    case = granted(case)
    assert (step_of(case, shop).state, count(url, "customers")) == (StepState.DONE, 2)


def test_an_owner_who_kept_it_is_asked_again(mailoutbox):
    owner = an_owner()
    case = granted(a_deletion())
    first = len([one for one in mailoutbox if one.to == [owner.owner_email]])
    fulfilment.settle_step_by_hand(
        case.pk,
        step_of(case, owner).pk,
        given.staff(),
        state="kept",
        saw=fulfilment.SeenByHand(KEEP, TAX_LAW),
        note="Lawsuit.",
    )
    given.drain()
    case.refresh_from_db()
    case = granted(_reopened(case))
    step = step_of(case, owner)
    assert (case.state, step.state, step.reminders) == (State.WORKING, StepState.ASKED, 0)
    assert len([one for one in mailoutbox if one.to == [owner.owner_email]]) == first + 1
    fulfilment.settle_step_by_hand(case.pk, step.pk, given.staff(), state="done", note="Now it is.")
    given.drain()
    case.refresh_from_db()
    assert (case.state, case.outcome) == (State.RESPONDED, "DELETE_COMPLETED")


def test_what_another_request_keeps_stays_locked(shop):
    first, second = a_deletion(), a_deletion()
    first = granted(first, {step_of(first, shop).pk: KEEP})
    second = granted(second, {step_of(second, shop).pk: KEEP})
    assert [row.case_id for row in _locks()] == [first.pk]
    _reopened(first)
    assert [row.case_id for row in _locks()] == [second.pk]
    assert not suppression.may_share(first.business_id, DANA).may_share
    _reopened(second)
    assert suppression.may_share(first.business_id, DANA).may_share


def test_a_step_whose_decision_was_taken_back_meanwhile_is_not_kept(shop):
    case = a_deletion()
    step = step_of(case, shop)
    review.approve(
        case.pk,
        given.staff(),
        review.Approval("DELETE_COMPLETED", keeps={step.pk: KEEP}, whys={step.pk: TAX_LAW}),
        seen=case.entry_count,
    )
    engine.advance(case.pk)
    step = step_of(case, shop)  # a worker has it in hand
    case.refresh_from_db()
    review.take_back(case.pk, given.staff(), seen=case.entry_count)
    entries = Entry.objects.count()
    assert not steps.settle_step(
        step, steps.Settlement(StepState.KEPT, changes={"keep_code": KEEP}), MACHINE, is_decided=True
    )
    assert (step_of(case, shop).settled_at, Entry.objects.count(), _locks().count()) == (None, entries, 0)

"""An account and its deletion act on the same rows: the second is not taken for a change by somebody else."""

import copy

import pytest

from dsr import engine, fulfilment, review, verification
from dsr.errors import TryAgain
from dsr.lifecycle import State
from dsr.models import Business, Case, Entry, Step, Tombstone
from dsr.models.system import StepState
from tests import given
from tests.given_systems import MAPPING, a_database, a_system, count, run, step_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def url(tmp_path):
    return a_database(tmp_path)


def marking():
    """A mapping by which an account that is closed is only marked; nothing of it is erased."""
    mapping = copy.deepcopy(MAPPING)
    mapping["deeds"]["close-account"] = [{"table": "customers", "do": "update", "set": {"locked_for": "closed"}}]
    return mapping


def both() -> tuple[Case, Case]:
    """Dana's account and deletion of one form, proved and looked up."""
    business = given.a_business()
    Business.objects.update(is_ccpa_business=True)
    business.refresh_from_db()
    account = given.in_review(
        kind="account-deletion", business=business, answers={"ca_resident": "yes", "extent": "all"}
    )
    verification.record_proof(
        account.pk, given.staff(), seen=account.entry_count, points=["email", "name"], note="Seen.", is_declared=True
    )
    given.drain()
    return Case.objects.get(pk=account.pk), Case.objects.get(opened_by=account)


def approve(case: Case, outcome: str) -> None:
    case.refresh_from_db()
    review.approve(case.pk, given.staff(), review.Approval(outcome), seen=case.entry_count)


def done(case: Case) -> Case:
    given.drain()
    case.refresh_from_db()
    return case


def test_what_the_other_request_erased_is_done_and_nobody_decides_again(url):
    shop = a_system(url=url)
    account, deletion = both()
    approve(account, "ACCOUNT_CLOSED")
    approve(deletion, "DELETE_COMPLETED")
    assert done(deletion).state == done(account).state == State.RESPONDED
    assert step_of(deletion, shop).state == StepState.NOT_HELD
    assert not Entry.objects.filter(name="return").exists()
    assert deletion.entries.filter(name="step-beside").count() == 1
    assert count(url, "orders", "customer_id = 1") == count(url, "customers", "id = 1") == 0
    assert {row.action for row in Tombstone.objects.all()} == {"close-account"}


def test_what_the_other_request_only_changed_is_still_deleted(url):
    shop = a_system(url=url, mapping=marking())
    account, deletion = both()
    approve(account, "ACCOUNT_CLOSED")
    assert done(account).state == State.RESPONDED
    approve(deletion, "DELETE_COMPLETED")
    assert done(deletion).state == State.RESPONDED
    step = step_of(deletion, shop)
    assert (step.state, step.did["customers"], step.did["orders"]) == (StepState.DONE, 1, 2)
    assert count(url, "customers", "id = 1") == count(url, "orders", "customer_id = 1") == 0


@pytest.mark.parametrize(
    "strange",
    [
        "INSERT INTO orders VALUES (99, 1, 'O-99', 'Dana Whitlow', 5)",
        "UPDATE tickets SET email = 'other@example.com' WHERE id = 1",
        "UPDATE customers SET email = 'other@example.com' WHERE id = 1",
    ],
)
def test_a_change_by_anyone_else_returns_to_a_person(url, strange):
    a_system(url=url, mapping=marking())
    account, deletion = both()
    approve(account, "ACCOUNT_CLOSED")
    assert done(account).state == State.RESPONDED
    run(url, strange)
    approve(deletion, "DELETE_COMPLETED")
    assert done(deletion).state == State.REVIEW
    assert deletion.entries.filter(name="return").exists()
    assert count(url, "customers", "id = 1") == 1


def test_what_a_person_did_by_hand_for_the_other_request_is_a_change_like_any(url):
    shop = a_system(url=url)
    account, deletion = both()
    fulfilment.settle_step_by_hand(account.pk, step_of(account, shop).pk, given.staff(), state="done", note="By hand.")
    run(url, "UPDATE orders SET customer_id = NULL WHERE customer_id = 1")
    approve(deletion, "DELETE_COMPLETED")
    assert done(deletion).state == State.REVIEW


def test_while_the_other_request_acts_it_is_waited_for(url):
    shop = a_system(url=url)
    account, deletion = both()
    Step.objects.filter(case=account).update(state=StepState.DOING)
    run(url, "UPDATE orders SET customer_id = NULL WHERE customer_id = 1")
    approve(deletion, "DELETE_COMPLETED")
    engine.advance(deletion.pk)
    with pytest.raises(TryAgain):
        fulfilment.carry_out_step(step_of(deletion, shop).pk, is_last=False)
    assert step_of(deletion, shop).state == StepState.PREVIEWED  # the other one does not wait for this one in turn

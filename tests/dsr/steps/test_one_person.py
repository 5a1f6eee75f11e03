"""Two people who share an address: nothing is done by itself until a person says whose the rows are."""

import pytest

from dsr import fulfilment, journal, parties, review
from dsr.errors import BadInput, Blocked, Changed
from dsr.lifecycle import State
from dsr.models import Entry
from dsr.models.system import StepState
from tests import given
from tests.given_systems import (
    DANA,
    NEWSLETTER,
    TAX_LAW,
    a_database,
    a_deletion,
    a_system,
    count,
    granted,
    run,
    step_of,
)

pytestmark = pytest.mark.django_db(transaction=True)
KEEP = "E8_LEGAL_OBLIGATION"
WHY = "more-than-one-person"


@pytest.fixture
def url(tmp_path):
    url = a_database(tmp_path)
    run(url, "UPDATE customers SET email = :email WHERE id = 2", email=DANA)  # Ruth's, and she has two orders
    return url


@pytest.fixture
def shop(url):
    return a_system(url=url)


def _confirm(case, step, **changes):
    values = {"found": step.found_digest, "note": "Called her: she has two accounts.", **changes}
    fulfilment.confirm_same_person(case.pk, step.pk, given.staff(), **values)
    case.refresh_from_db()


def test_nobody_is_deleted_before_a_person_says_whose_the_rows_are(shop, url):
    case = a_deletion()
    step = step_of(case, shop)
    assert (step.state, step.reason, step.found["customers"]) == (StepState.PREVIEWED, WHY, 2)
    with pytest.raises(Blocked, match="more than one person"):
        granted(case)
    assert (count(url, "customers"), count(url, "orders")) == (3, 6)


def test_what_was_decided_before_the_second_person_was_seen_stops_too(shop, url):
    case = a_deletion()
    step_of(case, shop).case.steps.update(reason="")  # as a look of before would have left it
    case = granted(case)
    assert (step_of(case, shop).reason, case.stuck, count(url, "customers")) == (WHY, WHY, 3)
    _confirm(case, step_of(case, shop))
    given.drain()
    case.refresh_from_db()
    assert (case.stuck, case.state, count(url, "customers")) == ("", State.RESPONDED, 1)


def test_one_person_with_two_accounts_is_deleted_once_staff_say_so(shop, url):
    case = a_deletion()
    step = step_of(case, shop)
    with pytest.raises(BadInput, match="how you know"):
        _confirm(case, step, note=" ")
    with pytest.raises(Changed):
        _confirm(case, step, found="0" * 64)
    _confirm(case, step)
    entry = Entry.objects.get(case=case, name="step-confirm")
    assert (journal.facts_of(entry)["people"], entry.account_id is not None) == (2, True)
    assert "accounts" not in entry.facts, "the words are sealed"
    assert parties.sealed_values(case)[f"words:{entry.number}"] == "Called her: she has two accounts."
    with pytest.raises(BadInput, match="nothing to confirm"):
        _confirm(case, step_of(case, shop))
    case = granted(case)
    assert (case.state, count(url, "customers"), count(url, "orders")) == (State.RESPONDED, 1, 2)


def test_a_confirmation_is_of_those_rows_alone(shop, url):
    case = a_deletion()
    _confirm(case, step_of(case, shop))
    run(url, "UPDATE customers SET email = :email WHERE id = 3", email=DANA)
    case = granted(case)
    assert (case.state, count(url, "customers")) == (State.REVIEW, 3)
    assert (step_of(case, shop).reason, step_of(case, shop).found["customers"]) == (WHY, 3)
    with pytest.raises(Blocked):
        review.approve(case.pk, given.staff(), review.Approval("DELETE_COMPLETED"), seen=case.entry_count)


def test_what_is_kept_marks_no_other_person(shop, url):
    case = a_deletion()
    case = granted(case, {step_of(case, shop).pk: KEEP})
    assert (case.stuck, count(url, "customers", "locked_for IS NOT NULL")) == (WHY, 0)
    fulfilment.settle_step_by_hand(
        case.pk,
        step_of(case, shop).pk,
        given.staff(),
        state="kept",
        saw=fulfilment.SeenByHand(KEEP, TAX_LAW),
        note="Marked hers by hand.",
    )
    given.drain()
    case.refresh_from_db()
    assert (case.state, case.outcome) == (State.RESPONDED, "DELETE_DENIED")


def test_an_opt_out_holds_for_the_address_whoever_has_it(url):
    run(url, "INSERT INTO subscribers VALUES (9, :email, 1)", email=DANA)
    system = a_system(url=url, mapping=NEWSLETTER, actions=["suppress"])
    case = given.a_case(kind="unsubscribe", answers={}, parties={"requester": {"email": DANA}}, delivery="email")
    given.drain()
    case.refresh_from_db()
    assert (case.state, step_of(case, system).state) == (State.RESPONDED, StepState.DONE)
    assert count(url, "subscribers", "subscribed = 1") == 2

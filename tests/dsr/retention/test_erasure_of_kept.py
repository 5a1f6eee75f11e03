"""Forgetting waits for what must still be looked at, and keeps nothing for it but what finds the person."""

from datetime import date, timedelta

import pytest

from dsr import engine, letters, parties, retention, review
from dsr.clock import now, today
from dsr.journal import check_chain
from dsr.lifecycle import State
from dsr.models import BlindIndex, Case, Sealed, Step
from tests import given
from tests.given_systems import DANA, a_database, a_deletion, a_system, an_owner, count, directed, granted, step_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("frozen")]
KEEP = "E8_LEGAL_OBLIGATION"


def on(frozen, day: date) -> None:
    frozen(now() + (day - today()))
    engine.run_daily_jobs()
    given.drain()


def names(case: Case) -> set[str]:
    return set(Sealed.objects.filter(case=case).values_list("name", flat=True))


@pytest.fixture
def kept(tmp_path):
    """Answered: we must keep invoices."""
    url = a_database(tmp_path)
    shop = a_system(url=url, review_months=84)
    case = a_deletion()
    return granted(case, {step_of(case, shop).pk: KEEP}), shop, url


def test_at_the_end_of_the_record_period_only_what_finds_the_person_stays(kept, frozen):
    case, shop, _url = kept
    step = step_of(case, shop)
    assert case.retain_until == date(2028, 3, 10)
    on(frozen, date(2028, 3, 10))
    assert any(name.startswith("letter:") for name in names(case)), "it is a record until then"
    on(frozen, date(2028, 3, 11))
    case.refresh_from_db()
    assert case.state == State.RESPONDED
    assert names(case) <= {"subject", "requester", f"step:{step.pk}", f"kept:{step.pk}"}
    assert parties.subject_of(case)["email"] == DANA
    assert set(BlindIndex.objects.values_list("field", flat=True)) == {"email"}
    assert check_chain(case).fault == ""
    engine.run_daily_jobs()
    assert case.entries.filter(name="record-thinned").count() == 1


def test_after_seven_years_it_is_deleted_and_told_and_then_forgotten(kept, frozen):
    case, shop, url = kept
    on(frozen, date(2028, 3, 11))
    on(frozen, date(2033, 3, 10))
    case.refresh_from_db()
    assert case.stuck == "review-due"
    review.end_keeping(case, given.staff(), step_of(case, shop).pk, "The seven years are over.")
    given.drain()
    case.refresh_from_db()
    assert (case.state, case.outcome, count(url, "customers")) == (State.RESPONDED, "DELETE_COMPLETED", 2)
    newest = case.letters.order_by("pk").last()
    assert (newest.name, letters.body_of(newest)["to"]) == ("deletion/rest-deleted", DANA)
    on(frozen, case.retain_until + timedelta(days=1))
    case.refresh_from_db()
    assert (case.state, names(case)) == (State.FORGOTTEN, set())


def test_what_nobody_looks_at_is_never_forgotten_over_it_and_keeps_no_other_from_it(kept, frozen):
    case, _shop, _url = kept
    other = given.declined(given.in_review())
    given.drain()
    on(frozen, date(2040, 1, 1))
    assert Case.objects.get(pk=other.pk).state == State.FORGOTTEN
    case.refresh_from_db()
    assert (case.state, case.stuck) == (State.RESPONDED, "review-due")


def test_a_hold_is_waited_for_too_with_what_was_directed(frozen):
    owner = an_owner()
    case = a_deletion()
    case = granted(case, {step_of(case, owner).pk: "X_LE_HOLD"})
    on(frozen, case.retain_until)
    directed(case, step_of(case, owner).pk)
    on(frozen, today() + timedelta(days=1))
    assert {name.partition(":")[0] for name in names(case)} <= {"subject", "requester", "direction", "kept"}
    review.end_keeping(Case.objects.get(pk=case.pk), given.staff(), step_of(case, owner).pk, "Case closed.")
    given.drain()
    assert Case.objects.get(pk=case.pk).state == State.WORKING


def test_what_is_outside_the_right_is_waited_for_by_nobody(frozen):
    owner = an_owner()
    case = a_deletion()
    case = granted(case, {step_of(case, owner).pk: "X_NOT_COLLECTED_FROM_CONSUMER"})
    assert retention.open_reviews(case) == []
    on(frozen, case.retain_until + timedelta(days=1))
    case.refresh_from_db()
    assert case.state == State.FORGOTTEN
    assert Step.objects.get(case=case).review_on is None

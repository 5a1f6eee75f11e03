"""What the release before left: kept data gets its day, a hold keeps its end, and what is open says nothing false."""

from datetime import UTC, date, datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from dsr import engine, journal, letters, retention, review
from dsr.lifecycle import State
from dsr.models import AgencyDirection, Case, Sealed, Step, System
from dsr.models.system import StepState
from tests import given
from tests.given_systems import a_deletion, an_owner, granted, step_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("frozen")]
KEEP, HOLD, LEADS = "E8_LEGAL_OBLIGATION", "X_LE_HOLD", "X_NOT_COLLECTED_FROM_CONSUMER"
give_review_dates = import_module("dsr.migrations.0015_kept_data").give_review_dates


def as_before(case: Case) -> None:
    """No day, no reason, no direction."""
    Step.objects.filter(case=case).update(review_on=None)
    AgencyDirection.objects.filter(step__case=case).delete()
    Sealed.objects.filter(case=case, name__startswith="kept:").delete()


def test_what_was_kept_for_a_purpose_is_looked_at_a_year_after_and_nothing_else_is():
    owners = [an_owner(name=name) for name in ("Books", "Safe", "Leads")]
    case = a_deletion()
    codes = dict(zip((step_of(case, one).pk for one in owners), (KEEP, HOLD, LEADS), strict=True))
    case = granted(case, codes)
    as_before(case)
    Step.objects.filter(case=case).update(settled_at=datetime(2024, 2, 29, 20, tzinfo=UTC))
    give_review_dates(apps, connection.schema_editor())
    assert [step_of(case, one).review_on for one in owners] == [date(2025, 2, 28), None, None]
    assert retention.hold_ends_on(step_of(case, owners[1])) == date(2024, 5, 29), "counted as it was promised"
    engine.run_daily_jobs()
    case.refresh_from_db()
    assert (case.state, case.stuck) == (State.RESPONDED, "hold-over"), "the day is over: a person sees it at once"


def decided(code: str) -> tuple[Case, System]:
    """Approved by the release before, and not carried out yet."""
    owner = an_owner(exceptions=[{"code": code, "note": ""}])
    case = a_deletion()
    review.approve(case.pk, given.staff(), review.Approval("DELETE_COMPLETED"), seen=case.entry_count)
    Step.objects.filter(case=case).update(keep_code=code)
    return case, owner


@pytest.mark.parametrize(("code", "lacks"), [(KEEP, "why it is kept"), (HOLD, "direction")])
def test_an_open_case_returns_to_a_person_and_never_to_a_letter_that_lacks_its_record(code, lacks):
    case, _owner = decided(code)
    given.drain()
    case.refresh_from_db()
    assert (case.state, Step.objects.get(case=case).state) == (State.REVIEW, StepState.KEPT)
    assert not case.letters.filter(is_response=True).exists()
    last = case.entries.order_by("number").last()
    assert last and lacks in journal.facts_of(last)["why"]


def test_an_open_case_whose_system_has_its_reason_goes_on(monkeypatch):
    case, owner = decided(KEEP)
    System.objects.filter(pk=owner.pk).update(exceptions=[{"code": KEEP, "note": "Tax law: seven years."}])
    given.drain()
    case.refresh_from_db()
    assert case.state == State.RESPONDED
    text = letters.body_of(case.letters.get(is_response=True))["text"]
    assert "Tax law: seven years. We look again on March 10, 2027." in text


def test_what_was_written_already_goes_out_as_it_is():
    owner = an_owner()
    case = a_deletion()
    case = granted(case, {step_of(case, owner).pk: KEEP})
    before = letters.body_of(case.letters.get(is_response=True))
    as_before(case)
    give_review_dates(apps, connection.schema_editor())
    given.drain()
    assert letters.body_of(case.letters.get(is_response=True)) == before

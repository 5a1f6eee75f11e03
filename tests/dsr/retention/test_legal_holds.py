"""Data that is kept for a time: its end is shown and mailed, and once it is over a person must look."""

from datetime import date, timedelta

import pytest
from django.core import mail

from dsr import engine, journal, letters, parties, retention
from dsr.clock import now, today
from dsr.errors import BadInput, NotAllowed
from dsr.lifecycle import Who
from dsr.models import Case, Step
from tests import given
from tests.given_systems import a_deletion, an_owner, granted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
LAST = date(2026, 6, 8)  # 90 days after March 10


@pytest.fixture
def case() -> Case:
    """Answered: one system keeps it for law enforcement, another for as long as the law says."""
    held, other = an_owner(), an_owner(name="Books")
    made = a_deletion()
    steps = {step.system_id: step.pk for step in Step.objects.filter(case=made)}
    return granted(made, {steps[held.pk]: "X_LE_HOLD", steps[other.pk]: "E8_LEGAL_OBLIGATION"})


def held(case: Case) -> Step:
    return Step.objects.select_related("case", "system").get(case=case, keep_code="X_LE_HOLD")


def the_next_day(frozen, last: date) -> None:
    frozen(now() + (last - today()) + timedelta(days=1))
    engine.run_daily_jobs()


def test_a_hold_of_law_enforcement_lasts_ninety_days_and_other_exceptions_have_no_end(case):
    assert [(hold.step.pk, hold.ends_on) for hold in retention.holds_ending(LAST)] == [(held(case).pk, LAST)]
    assert retention.holds_ending(LAST - timedelta(days=1)) == []


def test_it_is_mailed_within_a_week_of_its_end(case, frozen):
    account = given.an_account()
    assert letters.compose_daily_email(account) is None
    frozen(now() + timedelta(days=84))
    told = letters.compose_daily_email(account)
    assert told and "Support desk, until June 8, 2026" in told.body
    assert not mail.outbox or "Support desk" not in mail.outbox[-1].body


def test_once_it_is_over_the_case_is_stuck_until_somebody_acts(case, frozen):
    frozen(now() + timedelta(days=90))
    engine.run_daily_jobs()
    case.refresh_from_db()
    assert (today(), case.stuck) == (LAST, "")
    the_next_day(frozen, LAST)
    engine.run_daily_jobs()
    case.refresh_from_db()
    assert (case.state, case.stuck) == ("responded", "hold-over")
    assert case.entries.filter(name="stuck").count() == 1


def test_renewed_it_runs_on(case, frozen):
    the_next_day(frozen, LAST)
    until = today() + timedelta(days=90)
    case = retention.renew_hold(case, given.staff(), held(case).pk, until, "Detective Ames, by letter.")
    assert (case.stuck, retention.hold_ends_on(held(case))) == ("", until)
    entry = case.entries.get(name="step-held")
    assert journal.facts_of(entry)["ends_on"] == until.isoformat()
    assert parties.sealed_values(case)[f"words:{entry.number}"] == "Detective Ames, by letter."
    the_next_day(frozen, until)
    case.refresh_from_db()
    assert case.stuck == "hold-over"


def test_it_is_renewed_by_staff_with_a_reason_and_for_ninety_days_at_most(case):
    step, actor = held(case), given.staff()
    for until, note in ((today() + timedelta(days=91), "Why."), (today() - timedelta(days=1), "Why."), (LAST, " ")):
        with pytest.raises(BadInput):
            retention.renew_hold(case, actor, step.pk, until, note)
    other = Step.objects.get(case=case, keep_code="E8_LEGAL_OBLIGATION")
    with pytest.raises(BadInput, match="for a time only"):
        retention.renew_hold(case, actor, other.pk, LAST, "Why.")
    with pytest.raises(NotAllowed):
        retention.renew_hold(case, given.staff(Who.VIEWER), step.pk, LAST, "Why.")

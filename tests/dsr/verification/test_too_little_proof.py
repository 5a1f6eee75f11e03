"""Proof that is too little: shown to a person at once, and answered in writing when nobody looks."""

from datetime import datetime, time, timedelta

import pytest

from dsr import engine, letters, review, verification
from dsr.clock import PACIFIC, today
from dsr.formats.references import spell
from dsr.models import Case, Entry, Letter, Verification
from dsr.verification import proof_request
from tests.given import a_case, an_account, drain, staff, told
from tests.given_proof import KIND, SECOND, again, drawn, kinds, matches, proof_of, proving, secret_of

__all__ = ["drawn", "kinds", "matches"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen", "kinds", "matches")]


@pytest.fixture
def short(drawn, matches) -> Case:
    """A case whose points did not match."""
    matches.clear()
    case = proving()
    verification.prove(secret_of(drawn[-1]), {})
    return again(case)


def on(frozen, day, hour=8):
    frozen(datetime.combine(day, time(hour), tzinfo=PACIFIC))
    engine.run_daily_jobs()


def test_it_is_shown_at_once(short):
    assert (short.state, proof_of(short).state, short.stuck) == ("review", "short", "proof-too-little")
    body = letters.compose_daily_email(an_account()).body
    assert f"{spell(short.reference)}  Shine the Light" in body
    assert "else the answer that says so is written by itself on April 6, 2026" in body
    assert "what was proved is too little" in body and "proof-too-little" not in body


def test_nobody_looks_and_it_is_answered_in_writing_in_time(short, frozen):
    row = proof_of(short)
    on(frozen, row.ends_on - timedelta(days=1))
    assert again(short).state == "review"
    on(frozen, row.ends_on)
    on(frozen, row.ends_on)
    case = again(short)
    assert (case.outcome, case.stuck, proof_of(case).state) == ("N_NOT_VERIFIED", "", "ended")
    assert Letter.objects.filter(case=case, is_response=True).count() == 1
    assert today() <= case.due_safe
    assert Entry.objects.filter(case=case, name="fail-verification", who="machine").count() == 1


def seen(case):
    verification.record_proof(
        case.pk, staff(), seen=case.entry_count, points=["email", "name"], note="Seen.", is_declared=True
    )


def asked_again(case):
    verification.ask_proof_again(case.pk, staff(), seen=case.entry_count)


def declined(case):
    case = told(case)
    review.decline(case.pk, staff(), seen=case.entry_count, reasons=["NO_EBR"])


@pytest.mark.parametrize("do", [seen, asked_again, declined])
def test_who_looks_in_time_wins_and_takes_the_mark_away(short, frozen, do):
    ends_on = proof_of(short).ends_on
    do(short)
    case = again(short)
    before = (case.state, case.outcome)
    assert case.stuck == ""
    Verification.objects.filter(case=case, state="open").update(ends_on=ends_on + timedelta(days=1))
    on(frozen, ends_on)
    case = again(case)
    assert (case.state, case.outcome) == before


@pytest.mark.parametrize("do", [seen, declined])
def test_a_decision_between_the_look_and_the_lock_wins(short, frozen, do):
    """Staff decide after the day's work found the case and before it locks it."""
    frozen(datetime.combine(proof_of(short).ends_on, time(8), tzinfo=PACIFIC))
    assert verification.proofs_to_end() == [short.pk]
    do(short)
    assert not verification.end_proof(short.pk)
    assert not Entry.objects.filter(case=short, name="fail-verification").exists()


def test_a_decision_that_is_taken_back_leaves_a_day_to_decide_anew(short, frozen):
    on_the_day = proof_of(short).ends_on
    frozen(datetime.combine(on_the_day, time(7), tzinfo=PACIFIC))
    declined(short)
    short.refresh_from_db()
    review.take_back(short.pk, staff(), seen=short.entry_count)
    on(frozen, on_the_day)
    assert again(short).state == "review"
    on(frozen, on_the_day + timedelta(days=1))
    assert again(short).outcome == "N_NOT_VERIFIED"


def test_what_was_answered_and_is_opened_again_is_left_to_who_opened_it(short, frozen):
    declined(short)
    case = again(short)
    case = review.reopen(case.pk, staff(), seen=case.entry_count, note="A letter came.")
    on(frozen, proof_of(case).ends_on + timedelta(days=2))
    assert again(case).state == "review"


def test_those_that_it_serves_are_answered_with_it(frozen, drawn, matches):
    matches.clear()
    first, other = a_case(kind=KIND), a_case(kind=SECOND)
    Case.objects.filter(pk=other.pk).update(opened_by=first)
    again(first)
    verification.prove(secret_of(drawn[0]), {})
    first, other = again(first), again(other)
    assert (first.stuck, other.stuck) == ("proof-too-little", "proof-too-little")
    seen(other)  # one proof serves both, also when it is recorded on the second
    assert (again(first).stuck, again(other).stuck) == ("", "")
    Verification.objects.update(state="short")
    Case.objects.filter(pk=other.pk).update(verified_at=None)
    on(frozen, proof_of(first).ends_on)
    assert (again(first).outcome, again(other).outcome) == ("", "N_NOT_VERIFIED")


def test_the_owner_of_the_address_says_no_and_a_person_sees_it(drawn):
    case = proving()
    secret = secret_of(drawn[-1])
    verification.prove(secret, {})
    assert again(case).verified_at
    verification.disown_request(secret)
    assert again(case).stuck == "proof-too-little"


def test_what_a_system_could_not_weigh_leaves_a_person_days_to_look(frozen, short):
    """It is found short on the last day itself: the answer waits, but not beyond the date to work to."""
    Case.objects.filter(pk=short.pk).update(state="verifying", stuck="")
    row = proof_of(short)
    Verification.objects.filter(pk=row.pk).update(state="open")
    on(frozen, row.ends_on)
    assert (again(short).stuck, proof_of(short).ends_on) == ("not-weighed", short.due_safe - timedelta(days=1))
    on(frozen, short.due_safe - timedelta(days=1), hour=12)
    assert again(short).outcome == "N_NOT_VERIFIED"


@pytest.mark.parametrize("state", ["open", "short"])
def test_more_time_is_time_to_prove_too(state, frozen):
    case = proving(kind="deletion", answers={"ca_resident": "yes", "extent": "all"})
    Verification.objects.filter(case=case).update(state=state)
    extended = letters.extend_deadline(case.pk, staff(), seen=case.entry_count, reason="An archive on tape.")
    engine.run_daily_jobs()
    assert proof_of(case).ends_on < extended.due_safe - timedelta(days=3), "its notice is not out"
    drain()
    engine.run_daily_jobs()
    assert proof_of(case).ends_on == extended.due_safe - timedelta(days=3)
    assert verification.follow_more_time() == 0


@pytest.mark.parametrize("left", range(1, 45))
def test_the_answer_never_waits_beyond_the_date_to_work_to(frozen, left):
    case = a_case(kind=KIND)
    frozen(datetime.combine(case.due_safe - timedelta(days=left), time(8), tzinfo=PACIFIC))
    assert today() < proof_request.ends_on_of(case) <= case.due_safe

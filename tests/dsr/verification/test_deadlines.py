"""The days of a proof: one reminder, and a written answer when nothing came; never silence."""

from datetime import date, datetime, time, timedelta
from itertools import count

import pytest

from dsr import clock, engine, letters, verification
from dsr.clock import PACIFIC, now
from dsr.errors import TryAgain
from dsr.formats.days import long_day
from dsr.journal import Actor
from dsr.kinds import base
from dsr.lifecycle import State, Who
from dsr.models import Case, Entry, HandOff, Letter
from tests.given import a_business, a_case, drain, staff
from tests.given_proof import KIND, SECOND, again, drawn, kinds, matches, proof_of, proving, secret_of
from tests.replacement import replace_everywhere

__all__ = ["drawn", "kinds", "matches"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen", "kinds", "matches")]


def on(frozen, day: date) -> None:
    frozen(datetime.combine(day, time(8), tzinfo=PACIFIC))


def day(frozen, number: int) -> None:
    """The day's work, so many days after the first."""
    frozen(datetime(2026, 3, 10, 16, tzinfo=PACIFIC) + timedelta(days=number))
    engine.run_daily_jobs()


def reminders(case: Case) -> int:
    return Entry.objects.filter(case=case, name="proof-reminded").count()


def together() -> tuple[Case, Case]:
    """A case, and one that its form opened with it."""
    first, other = a_case(kind=KIND), a_case(kind=SECOND)
    Case.objects.filter(pk=other.pk).update(opened_by=first)
    return again(first), again(other)


def test_one_reminder_three_days_before_the_link_ends(frozen):
    case = proving()
    day(frozen, 10)
    assert reminders(case) == 0
    day(frozen, 11)
    day(frozen, 11)
    day(frozen, 30)
    assert reminders(case) == 1


@pytest.mark.parametrize(("number", "reminded"), [(20, 1), (26, 1), (27, 0), (60, 0)])
def test_after_days_without_a_worker_one_reminder_is_sent_and_none_once_the_time_is_over(frozen, number, reminded):
    case = proving()
    day(frozen, number)
    day(frozen, number)
    assert reminders(case) == reminded


def test_who_proved_is_not_reminded(frozen, drawn):
    case = proving()
    verification.prove(secret_of(drawn[-1]), {})
    again(case)
    day(frozen, 12)
    assert reminders(case) == 0


def test_a_late_request_is_reminded_too_but_not_at_once(frozen):
    case = a_case(kind=KIND)
    frozen(now() + timedelta(days=60))
    drain()
    engine.run_daily_jobs()
    assert reminders(case) == 0
    frozen(now() + timedelta(days=1))
    engine.run_daily_jobs()
    assert reminders(case) == 1


def test_no_proof_by_the_last_day_is_answered_in_writing(frozen):
    case = proving()
    on(frozen, proof_of(case).ends_on)
    engine.run_daily_jobs()
    engine.run_daily_jobs()
    case = again(case)
    assert (case.outcome, case.reasons, proof_of(case).state) == ("N_NOT_VERIFIED", ["N_NOT_VERIFIED"], "ended")
    assert Letter.objects.filter(case=case, is_response=True).count() == 1
    assert now().date() < case.due_safe


def test_the_day_before_nothing_ends(frozen):
    case = proving()
    on(frozen, proof_of(case).ends_on - timedelta(days=1))
    engine.run_daily_jobs()
    assert again(case).state == "verifying"


def test_only_the_second_step_missing_has_an_answer_of_its_own(frozen):
    case = a_case(kind=KIND)
    Case.objects.filter(pk=case.pk).update(verified_level="account")
    case = again(case)
    on(frozen, proof_of(case).ends_on)
    engine.run_daily_jobs()
    assert again(case).outcome == "N_NOT_CONFIRMED"


def test_those_that_it_serves_fail_with_it(frozen):
    first, other = together()
    assert (first.state, other.state) == ("verifying", "verifying")
    on(frozen, proof_of(first).ends_on)
    engine.run_daily_jobs()
    assert (again(first).outcome, again(other).outcome) == ("N_NOT_VERIFIED", "N_NOT_VERIFIED")


def test_one_proof_serves_both(drawn):
    first, other = together()
    verification.prove(secret_of(drawn[0]), {})
    assert (again(first).verified_level, again(other).verified_level) == ("reasonable", "reasonable")


def test_the_companion_goes_on_alone_when_the_first_is_declined(drawn):
    first, other = together()
    Case.objects.filter(pk=first.pk).update(state="working")
    verification.prove(secret_of(drawn[0]), {})
    drain()
    assert again(other).verified_level == "reasonable"


def test_what_waits_only_for_a_system_goes_to_a_person(frozen, drawn, monkeypatch):
    case = proving()

    def away(*_args: object) -> frozenset[str]:
        raise TryAgain("away")

    from dsr import systems

    replace_everywhere(monkeypatch, systems.match_points, away)
    verification.prove(secret_of(drawn[-1]), {})
    drain()
    on(frozen, proof_of(case).ends_on)
    engine.run_daily_jobs()
    case = again(case)
    assert (case.state, case.outcome, proof_of(case).state) == ("review", "", "short")


def test_a_case_that_fails_does_not_keep_the_next(frozen, monkeypatch, caplog):
    bad, good = proving(), proving()
    end = verification.end_proof
    replace_everywhere(monkeypatch, end, lambda case_id: end(case_id) if case_id != bad.pk else 1 / 0)
    on(frozen, proof_of(good).ends_on)
    engine.run_daily_jobs()
    engine.run_daily_jobs()
    assert again(good).outcome == "N_NOT_VERIFIED" and again(bad).stuck == "not-ended"
    assert Entry.objects.filter(case=bad, name="stuck").count() == 1
    assert "ZeroDivisionError" in caplog.text and "division by" not in caplog.text


@pytest.mark.parametrize("state", ["passed", "short", "ended"])
def test_a_companion_that_came_too_late_for_the_verdict_is_found(state):
    first, other = together()
    row = proof_of(first)
    row.state = state
    row.save()
    Case.objects.filter(pk=first.pk).update(state="review")
    assert verification.stray_proofs() == [other.pk]
    engine.run_daily_jobs()
    drain()
    other = again(other)
    assert other.state in ({"review"} if state != "ended" else {"responding", "responded"})
    assert bool(other.verified_at) is (state == "passed")
    assert verification.stray_proofs() == []


def test_a_companion_of_a_case_without_any_proof_goes_to_a_person():
    other = a_case(kind=SECOND)
    first = a_case(kind=KIND)
    Case.objects.filter(pk=other.pk).update(opened_by=first, state="verifying")
    verification.settle_stray_proof(other.pk)
    assert Case.objects.get(pk=other.pk).state == "verifying"  # the first is not acknowledged yet
    Case.objects.filter(pk=first.pk).update(state="joined")
    engine.run_daily_jobs()
    assert Case.objects.get(pk=other.pk).state == "review"


def test_a_press_on_the_last_day_comes_first_or_too_late(frozen, drawn):
    case = proving()
    secret = secret_of(drawn[-1])
    on(frozen, proof_of(case).ends_on)
    verification.end_proof(case.pk)
    assert not verification.prove(secret, {})
    assert not verification.end_proof(case.pk)


def test_a_declined_case_is_not_ended_again(frozen):
    case = proving()
    from dsr import review

    Case.objects.filter(pk=case.pk).update(answers={"ca_resident": "no"})
    reason = "NOT_CA_RESIDENT"
    review.decline(case.pk, staff(), seen=case.entry_count, reasons=[reason])
    case = again(case)
    outcome = case.outcome
    on(frozen, proof_of(case).ends_on)
    engine.run_daily_jobs()
    assert again(case).outcome == outcome == reason


def test_who_can_still_prove_it_is_not_told_that_we_could_not_verify_them():
    case = proving()
    kind = base.get(KIND)
    why = str(kind.bar(kind.outcome("N_NOT_VERIFIED"), case))
    assert "can still prove who they are" in why and "the desk answers by itself" in why
    case.state = State.REVIEW
    assert not kind.bar(kind.outcome("N_NOT_VERIFIED"), case)


def test_a_person_who_was_handed_over_is_forgotten_after_an_hour(frozen):
    for minutes in (59, 61):
        HandOff.objects.create(
            business=a_business(),
            nonce=str(minutes),
            sealed="",
            at=now() - timedelta(minutes=minutes),
            signed_in_at=now(),
        )
    engine.run_daily_jobs()
    assert [row.nonce for row in HandOff.objects.all()] == ["59"]


def test_the_actor_of_the_end_is_the_machine(frozen):
    case = proving()
    on(frozen, proof_of(case).ends_on)
    engine.run_daily_jobs()
    entry = Entry.objects.get(case=case, name="fail-verification")
    assert Actor(Who(entry.who), entry.account_id) == Actor(Who.MACHINE)


@pytest.mark.parametrize("before", [1, 2, 3])
def test_a_letter_of_the_last_days_names_the_last_day_on_which_its_link_is_good(frozen, monkeypatch, before):
    """Time goes on between two looks at the clock; one that stands still hides which of them a day rests on."""
    case = proving(kind="deletion")
    ends_on = proof_of(case).ends_on
    begins, ticks = datetime.combine(ends_on - timedelta(days=before), time(8), tzinfo=PACIFIC), count(1)
    frozen(None)
    monkeypatch.setattr(clock, "offset", lambda: begins - clock.machine() + next(ticks) * timedelta(milliseconds=5))
    assert verification.remind_requester(case.pk)
    last = ends_on - timedelta(days=1)
    said = letters.body_of(Letter.objects.filter(case=case).latest("pk"))
    assert long_day(last) in said["text"] and long_day(last) in said["subject"]
    assert verification.confirm_by(case.pk) == last

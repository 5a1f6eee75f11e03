"""Asking for proof: what each case needs, what its letters carry, and how often they are written."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dsr import verification
from dsr.clock import now
from dsr.errors import BadInput, NotAllowed
from dsr.kinds import base
from dsr.law.verification import Level
from dsr.models import Case, DueWork, Entry, Letter, Secret, Verification, VerificationRule
from tests.given import a_business, a_case, drain, staff
from tests.given_proof import KIND, SECOND, again, drawn, kinds, matches, proof_of, proving, secret_of

__all__ = ["drawn", "kinds", "matches"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen", "kinds", "matches")]

PAPER = {
    "channel": "mail",
    "came_to": None,
    "delivery": "mail",
    "parties": {
        "subject": {"name": "Dana Whitlow"},
        "requester": {"name": "Dana Whitlow", "postal": "7 Sample Street\nFresno, CA 93701"},
    },
}


def companion(first: Case, kind: str = SECOND) -> Case:
    case = a_case(kind=kind)
    Case.objects.filter(pk=case.pk).update(opened_by=first)
    case.refresh_from_db()
    return case


def test_an_online_deletion_needs_the_link_the_second_step_and_two_points(drawn):
    case = proving()
    row = proof_of(case)
    assert (case.state, row.level, row.state) == ("verifying", "reasonable", "open")
    assert row.needs == ["email", "confirm", "points"] and row.given == []
    assert verification.find_secret(verification.FOR_PROOF, drawn[-1].token).is_live


def test_a_request_on_paper_has_no_second_step_and_gets_the_code_page(drawn):
    case = a_case(kind=KIND, **PAPER)
    words = verification.plan_proof(case).words
    assert words["link"].endswith("/prove/") and words["code"] == drawn[-1].spelled
    drain()
    assert proof_of(case).needs == ["email", "points"]


def test_the_highest_level_takes_a_declaration():
    VerificationRule.objects.create(business=a_business(), kind=KIND, level="high", points=["email", "name", "zip"])
    assert proof_of(proving()).needs == ["email", "confirm", "points", "declaration"]


def test_the_letter_says_until_when_its_link_is_good():
    case = a_case(kind=KIND)
    words = verification.plan_proof(case).words
    assert words["link_ends_on"] == "March 23, 2026"  # within the 14th day after 10 March
    assert "Nothing is done before you confirm" in words["how_verify"] and words["link"]


def test_a_late_request_still_leaves_a_whole_day(frozen):
    case = a_case(kind=KIND)
    frozen(now() + timedelta(days=60))
    drain()
    assert proof_of(case).ends_on == date(2026, 5, 11)


def test_the_answer_leaves_three_days_before_it_is_due():
    case = proving()
    assert proof_of(case).ends_on == case.due_safe - timedelta(days=3)


def test_who_is_signed_in_only_confirms():
    case = a_case(kind=KIND)
    Case.objects.filter(pk=case.pk).update(verified_level="account")
    case = again(case)
    row = proof_of(case)
    assert (row.level, row.needs, case.state) == ("account", ["confirm"], "verifying")


def test_one_proof_serves_what_one_form_opened_at_the_highest_level():
    first = a_case(kind=SECOND)
    other = companion(first, KIND)
    asked = verification.plan_proof(other)
    assert (
        asked.words["link"] == asked.words["code"] == ""
        and "One confirmation serves both" in asked.words["how_verify"]
    )
    assert asked.drawn is None
    assert verification.plan_proof(first).level is Level.REASONABLE


def test_a_kind_that_asks_nothing_is_not_asked():
    assert verification.plan_proof(a_case()) is None


def test_what_a_case_without_proof_opened_is_proved_by_itself():
    first = a_case()
    assert verification.plan_proof(companion(first)).drawn is not None


def test_a_corrected_address_ends_the_links_that_went_to_the_old_one(drawn):
    case = proving()
    old = drawn[-1]
    secret = secret_of(old)
    row = proof_of(case)
    row.given = ["email", "confirm"]
    row.save()
    verification.begin_proof(case, verification.plan_proof(case))
    assert not verification.use_secret(secret)
    row.refresh_from_db()
    assert row.given == ["confirm"] and row.letters == 2
    assert verification.find_secret(verification.FOR_PROOF, drawn[-1].token).is_live


def test_a_reminder_brings_another_link_and_the_first_stays_good(drawn):
    case = proving()
    first = drawn[-1]
    assert verification.remind_requester(case.pk) and not verification.remind_requester(case.pk)
    assert [verification.find_secret(verification.FOR_PROOF, one.token).state for one in (first, drawn[-1])] == [
        "live",
        "live",
    ]
    assert Letter.objects.filter(case=case, is_response=False).count() == 2
    assert Entry.objects.filter(case=case, name="proof-reminded").count() == 1


def test_a_fresh_letter_is_written_by_the_worker_and_brings_new_tries(drawn):
    case = proving()
    verification.enter_code(case.reference, "2222-2222")
    assert proof_of(case).tries == 1
    assert verification.want_fresh_link(case.pk)
    assert Letter.objects.filter(case=case).count() == 1
    drain()
    assert Letter.objects.filter(case=case).count() == 2 and proof_of(case).tries == 0
    assert verification.find_secret(verification.FOR_PROOF, drawn[-1].token).is_live


def test_asked_for_twice_at_once_it_is_written_once():
    case = proving()
    assert verification.want_fresh_link(case.pk) and verification.want_fresh_link(case.pk)
    drain()
    assert Letter.objects.filter(case=case).count() == 2


def test_five_fresh_letters_and_no_more():
    case = proving()
    asked = []
    for _number in range(8):
        asked.append(verification.want_fresh_link(case.pk))
        drain()
    assert asked == [True] * 6 + [False] * 2  # five, and one in place of the reminder
    assert Letter.objects.filter(case=case).count() == 7


def test_what_waits_for_no_proof_gets_no_fresh_letter():
    case = proving()
    proof_of(case)
    assert not verification.want_fresh_link(a_case().pk)
    row = proof_of(case)
    row.state = "ended"
    row.save()
    assert not verification.want_fresh_link(case.pk) and not verification.remind_requester(case.pk)


def test_staff_ask_again_and_an_account_then_proves_nothing(drawn, matches):
    matches.clear()
    case = proving()
    assert verification.prove(secret_of(drawn[-1]), {})
    case = again(case)
    assert (case.state, proof_of(case).state) == ("review", "short")
    case = verification.ask_proof_again(
        case.pk, staff(), seen=case.entry_count, reason="The name is spelled otherwise."
    )
    row = proof_of(case)
    assert (case.state, row.state, row.given) == ("verifying", "open", ["confirm"])
    assert verification.missing_points(row) == ("email", "name")
    matches.update({"email", "name"})
    assert verification.prove(secret_of(drawn[-1]), {"email": "other@example.com", "name": "Dana W."})
    assert again(case).verified_level == "reasonable"


def test_only_staff_who_decide_ask_again():
    case = proving()
    with pytest.raises(NotAllowed):
        verification.ask_proof_again(case.pk, staff(), seen=case.entry_count)
    with pytest.raises(BadInput):
        verification.ask_proof_again(a_case().pk, staff(), seen=1)
    assert Secret.objects.count() == 1


def test_a_kind_without_second_step_and_level_needs_nothing():
    kind = base.get(KIND)
    loose = replace(
        kind, proof=replace(kind.proof, bounds=replace(kind.proof.bounds, least=Level.NONE, is_two_step=False))
    )
    base._kinds[KIND] = loose
    assert verification.plan_proof(a_case(kind=KIND)) is None


def _steps(case_id: int) -> list[str]:
    """The kinds of statements that asking for another letter takes, and the tables they are about."""
    with CaptureQueriesContext(connection) as caught:
        verification.want_fresh_link(case_id)
    return [f"{one['sql'].split()[0]} {' '.join(re.findall('dsr_[a-z]+', one['sql'])[:1])}" for one in caught]


def test_asking_for_another_letter_takes_the_same_steps_for_nobody():
    case, over = proving(), proving()
    Verification.objects.filter(case=over).update(state="ended")
    letters = Letter.objects.count()
    known = _steps(case.pk)
    assert "INSERT dsr_duework" in known
    assert _steps(0) == _steps(over.pk) == known
    assert DueWork.objects.filter(name="prove").count() == 3
    drain()
    assert Letter.objects.count() == letters + 1
    assert DueWork.objects.filter(name="prove").count() == 1  # what stood for nothing is not kept

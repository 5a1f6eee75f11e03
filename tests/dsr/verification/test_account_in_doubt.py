"""An account in doubt, § 7061(b): what came signed in waits for more proof of its holder, or is declined so."""

from datetime import timedelta

import pytest

from dsr import engine, letters, review, verification
from dsr.clock import now
from dsr.errors import Blocked
from dsr.kinds import base
from dsr.models import Case, Letter
from tests.given import a_case, drain, staff
from tests.given_proof import again, drawn, secret_of
from tests.given_systems import an_owner

__all__ = ["drawn"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
CODE = "N_SUSPECTED_FRAUD_ACCOUNT"


@pytest.fixture(params=["deletion", "account-deletion", "correction"])
def case(request) -> Case:
    """Handed over by the business's own site, signed in, and confirmed."""
    an_owner(actions=["delete", "close-account", "correct"])
    wrong = [{"field": "phone", "says": "555-0101", "should": "555-0199", "why": "A new number."}]
    made = a_case(
        kind=request.param,
        proof="account",
        sealed={"account": "c-1001"},
        answers={"ca_resident": "yes"},
        items=wrong if base.get(request.param).items else [],
    )
    drain()
    verification.confirm_second_step(made.pk)
    return again(made)


def codes(case: Case) -> set[str]:
    return {outcome.code for outcome in review.decline_reasons(case)}


def doubted(case: Case) -> Case:
    verification.ask_proof_again(case.pk, staff(), seen=case.entry_count, reason="A new device an hour before.")
    return again(case)


def test_it_is_no_reason_while_nobody_doubts_the_account(case):
    assert case.verified_at and CODE not in codes(case)


def test_nothing_is_done_for_an_account_in_doubt_and_it_may_be_declined_so(case):
    case = doubted(case)
    grant = next(outcome for outcome in base.get(case.kind).outcomes if not outcome.is_decline)
    with pytest.raises(Blocked, match="not proved"):
        review.approve(case.pk, staff(), review.Approval(grant.code), seen=case.entry_count)
    assert CODE in codes(case)
    review.decline(case.pk, staff(), seen=case.entry_count, reasons=[CODE])
    assert again(case).state == "responded"
    assert (
        "somebody else may use that account"
        in letters.body_of(Letter.objects.get(case=case, is_response=True))["text"]
    )


def test_what_stays_unproved_is_answered_with_it(case, frozen):
    case = doubted(case)
    frozen(now() + timedelta(days=60))
    engine.run_daily_jobs()
    case = again(case)
    assert (case.state, case.outcome, case.reasons) == ("responded", CODE, [CODE])


def test_who_proves_it_in_another_way_is_in_doubt_no_more(case):
    case = doubted(case)
    verification.record_proof(
        case.pk, staff(), seen=case.entry_count, points=["email", "name"], note="At the counter.", is_declared=True
    )
    assert CODE not in codes(again(case))


def test_its_owner_says_it_was_not_me(case, drawn):
    case = doubted(case)
    assert verification.disown_request(secret_of(drawn[-1]))
    assert CODE in codes(again(case))

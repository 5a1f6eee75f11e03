"""An answer that refers to an earlier response comes back to a person when that one no longer stands."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dsr import disclosures, engine, letters, repeats, review
from dsr.clock import now
from dsr.corrections import ItemDecision
from dsr.kinds import base
from dsr.law.correction import C_REPEAT
from dsr.lifecycle import State
from dsr.models import Case, LedgerVersion
from dsr.reasons import Reason
from tests.dsr.repeats.test_earlier_responses import AGAIN, ALREADY, FEBRUARY, MAY, fresh, ledger, linked
from tests.given import at, drain, in_review, responded, staff
from tests.given_corrections import WRONG_PHONE, a_correction, a_shop, decided
from tests.given_systems import a_database

__all__ = ["ledger"]
pytestmark = pytest.mark.django_db


def repeated(outcome: str) -> tuple[Case, Case]:
    """An answered request, and one that was answered by referring to it."""
    first, case = responded(received_at=FEBRUARY), in_review(received_at=MAY)
    linked(case, first)
    seen = fresh(case).entry_count
    if outcome == ALREADY:
        review.decline(case.pk, staff(), seen=seen, reasons=[ALREADY])
    elif outcome == AGAIN:
        review.approve(case.pk, staff(), review.Approval(AGAIN), seen=seen)
    else:
        review.approve(
            case.pk, staff(), review.Approval(outcome, compilation_id=fresh(first).compilation_id), seen=seen
        )
    drain()
    assert fresh(case).state == State.RESPONDED
    return first, fresh(case)


def reopened(first: Case) -> None:
    review.reopen(first.pk, staff(), seen=fresh(first).entry_count, note="A company was missing.")


def returned(first: Case) -> None:
    letters.record_returned(first.pk, staff(), seen=fresh(first).entry_count)


def year_changed(first: Case) -> None:
    business = first.business
    LedgerVersion.objects.create(business=business, number=2, started_at=MAY, published_at=MAY)
    business.disclosures.filter(key="d1").update(until_version=2)
    business.year_statements.filter(until_version=None).update(until_version=2, ended_at=MAY)


@pytest.mark.parametrize("outcome", [ALREADY, AGAIN])
@pytest.mark.parametrize("undo", [reopened, returned, year_changed])
def test_what_refers_to_an_earlier_response_comes_back_once_that_is_undone(outcome, undo):
    first, case = repeated(outcome)
    assert repeats.show_lost_grounds() == 0
    undo(first)
    assert (repeats.show_lost_grounds(), repeats.show_lost_grounds()) == (1, 0)
    assert fresh(case).stuck == Reason.EARLIER_UNDONE
    review.retry_case(case.pk, staff())
    engine.run_daily_jobs()
    assert fresh(case).stuck == Reason.EARLIER_UNDONE, "a press mends nothing"


def test_what_was_answered_anew_refers_to_nothing():
    first, case = repeated("STL_DISCLOSED")
    reopened(first)
    assert repeats.show_lost_grounds() == 0
    assert fresh(case).stuck == ""


def test_an_item_that_was_denied_as_a_repeat_comes_back_too(tmp_path, frozen):
    a_shop(a_database(tmp_path))
    deny = ItemDecision("deny", "Our papers.", code="C_DOCS_INADEQUATE", reason="The bill is of another year.")
    repeat = replace(deny, code=C_REPEAT, reason="Nothing new came.")
    first = decided(a_correction(WRONG_PHONE), item1=deny)
    frozen(now() + timedelta(days=30))
    case, anew = a_correction(WRONG_PHONE), a_correction(WRONG_PHONE)
    decided(linked(case, first), item1=repeat)
    decided(linked(anew, first), item1=deny)
    assert repeats.show_lost_grounds() == 0
    reopened(first)
    assert repeats.show_lost_grounds() == 1
    assert (fresh(case).stuck, fresh(anew).stuck) == (Reason.EARLIER_UNDONE, "")


def test_it_comes_back_also_where_the_earlier_one_was_answered_anew_before_anybody_looked(frozen):
    first, case = repeated(ALREADY)
    frozen(at("2026-05-08T09:00:00-07:00"))
    reopened(first)
    report = disclosures.request_compilation(fresh(first), "shine-the-light")
    drain()
    review.approve(
        first.pk,
        staff(),
        review.Approval("STL_DISCLOSED", compilation_id=report.pk),
        seen=fresh(first).entry_count,
    )
    drain()
    assert fresh(first).state == State.RESPONDED
    assert repeats.show_lost_grounds() == 1
    review.retry_case(case.pk, staff())
    assert repeats.show_lost_grounds() == 0, "somebody looked, and it is borne out again"
    reopened(first)
    frozen(at("2026-05-09T09:00:00-07:00"))
    assert repeats.show_lost_grounds() == 1


def test_every_letter_that_states_it_makes_its_outcome_one_that_refers():
    stating = {
        (kind.code, outcome.code)
        for kind in base.every()
        for outcome in kind.outcomes
        if outcome.letter and "answered-before" in {fact.name for fact in kind.letter(outcome.letter).facts}
    }
    assert stating
    refers = {(kind.code, one.code) for kind in base.every() for one in kind.outcomes if one.refers_to_earlier}
    assert refers == stating

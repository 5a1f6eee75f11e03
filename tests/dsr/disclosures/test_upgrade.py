"""Rows as 0.1.0 left them: reports without a statement, and cases in every state that rest on one."""

import pytest

from dsr import disclosures, engine, journal, letters, review
from dsr.errors import Changed
from dsr.lifecycle import State
from dsr.models import Case, Compilation, Letter
from dsr.models.letter import LetterState
from tests.given import a_ledger, a_statement, drain, in_review, staff

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("frozen")]


def again(case: Case) -> Case:
    return Case.objects.select_related("business", "compilation").get(pk=case.pk)


@pytest.fixture
def before():
    """A ledger of which nobody said anything, and the report of it that 0.1.0 compiled all the same."""
    business = a_ledger(complete=False)
    Compilation.objects.all().delete()
    return Compilation.objects.create(
        business=business,
        report="shine-the-light",
        year=2025,
        ledger_version=1,
        letterhead=business.letterhead,
        mode="disclose",
        language="en",
        format_version=1,
        state="done",
        outcome="STL_DISCLOSED",
        facts="{}",
        text="In 2025 we disclosed",
        html="<p>In 2025 we disclosed</p>",
        pdf=b"%PDF-",
        wanted_at=business.ledger_versions.get().published_at,
    )


def _decided(report: Compilation) -> Case:
    """A case that was approved, and whose machine had not gone on."""
    case = in_review(business=report.business)
    Case.objects.filter(pk=case.pk).update(state=State.WORKING, outcome=report.outcome, compilation=report)
    return again(case)


def test_an_open_case_compiles_anew_and_is_blocked_until_somebody_states_the_year(before):
    case = in_review(business=before.business)
    report = disclosures.compile_report(disclosures.request_compilation(case, "shine-the-light").pk)
    assert (report.pk != before.pk, report.state) == (True, "blocked")
    with pytest.raises(Changed):
        approval = review.Approval("STL_DISCLOSED", compilation_id=before.pk)
        review.approve(case.pk, staff(), approval, seen=case.entry_count)
    assert [(one.year, one.waiting) for one in disclosures.open_years()] == [(2025, 1)]


@pytest.mark.parametrize("is_stated", [False, True])
def test_a_decision_without_a_letter_comes_back_to_a_person_with_words(before, is_stated):
    case = _decided(before)
    if is_stated:  # what was compiled before still says nothing of it
        a_statement(before.business)
    engine.advance(case.pk)
    case = again(case)
    assert case.current is State.REVIEW
    said = journal.facts_of(case.entries.last())
    assert said["reason"] == "not-on-record"
    assert said["why"] == (
        "What is stated of the year 2025 changed since this was decided."
        if is_stated
        else "Nobody says that the disclosures are complete for 2025."
    )
    assert not Letter.objects.filter(case=case, is_response=True).exists()


def test_a_letter_that_was_fixed_goes_out(before):
    case = in_review(business=before.business)
    first = case.letters.get()
    fixed = Letter.objects.create(
        case=case,
        name="shine-the-light/disclosed",
        is_response=True,
        delivery="email",
        language="en",
        key="response:fixed",
        message_id="<fixed@fernwood.example>",
        state=LetterState.ACCEPTED,
        compilation=before,
        written_at=first.written_at,
        accepted_at=first.written_at,
    )
    Case.objects.filter(pk=case.pk).update(state=State.RESPONDING, outcome="STL_DISCLOSED", compilation=before)
    engine.advance(case.pk)
    assert again(case).current is State.RESPONDED
    assert letters.report_attachments(fixed.compilation)
    assert not review.owes_rest(again(case))


def test_work_that_was_asked_for_before_ends(before):
    Compilation.objects.filter(pk=before.pk).update(state="wanted", pdf=None, facts="", text="", html="")
    assert disclosures.compile_report(before.pk).state == "blocked"
    assert drain() == 0

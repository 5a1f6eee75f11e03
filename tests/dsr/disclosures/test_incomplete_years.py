"""From January 1 a year waits for a person to say that it is complete, and with it the requests about it."""

from datetime import UTC, date, datetime

import pytest

from dsr import disclosures, intake, letters, review
from dsr.formats import references
from dsr.journal import REQUESTER
from dsr.models import Business, Case, Compilation, Disclosure
from tests.given import a_business, a_ledger, a_request, a_statement, an_account, drain, in_review, responded, staff

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("frozen")]

LAST_HOUR, FIRST_HOUR = datetime(2027, 1, 1, 7, 30, tzinfo=UTC), datetime(2027, 1, 1, 8, 30, tzinfo=UTC)
REPORT = "shine-the-light"


def _open() -> list[tuple[int, int]]:
    return [(one.year, one.waiting) for one in disclosures.open_years()]


def test_the_january_request_about_a_year_that_nobody_checked_is_not_answered_none(frozen):
    a_ledger()  # rows of 2025, and 2025 is complete
    frozen(FIRST_HOUR)
    case = in_review()
    assert case.year == 2026
    report = disclosures.compile_report(disclosures.request_compilation(case, REPORT).pk)
    assert (report.state, report.gaps[0]["code"]) == ("blocked", "year-not-complete")
    assert "STL_NONE_DISCLOSED" not in [one.code for one in review.offered_outcomes(case, report)]


def test_the_task_is_there_from_january_1_in_california(frozen):
    a_ledger()
    frozen(LAST_HOUR)
    assert _open() == []
    frozen(FIRST_HOUR)
    assert _open() == [(2026, 0)]
    in_review()
    in_review()
    assert _open() == [(2026, 2)]


def test_a_business_without_a_ledger_is_asked_once_a_request_waits():
    a_business()
    assert _open() == []
    in_review()
    assert _open() == [(2025, 1)]


def test_who_is_answered_waits_for_nothing_but_who_is_owed_the_rest_does(frozen):
    business = a_ledger()
    responded(business=business)
    frozen(FIRST_HOUR)
    case = in_review(business=business)
    report = disclosures.request_compilation(case, REPORT, as_of=date(2027, 1, 1))
    drain()
    approval = review.Approval("STL_AS_OF", compilation_id=report.pk)
    review.approve(case.pk, staff(), approval, seen=case.entry_count)
    drain()
    assert _open() == [(2026, 1)]
    assert [one.pk for one in disclosures.cases_waiting(business.pk, 2026)] == [case.pk]


def test_a_year_that_changed_is_asked_for_again_and_says_what_went_out_on_the_earlier_state(frozen):
    business = a_ledger()
    answered = responded(business=business)
    first = disclosures.statement_of(business, 2025)
    frozen(datetime(2026, 5, 1, 16, 0, tzinfo=UTC))
    disclosures.put_row(business, Disclosure, "d1", {"categories": ["i", "iii"]})
    version = disclosures.publish_draft(disclosures.begin_draft(business), None)
    (found,) = disclosures.open_years()
    assert (found.year, found.lapsed) == (2025, first)
    assert found.lapsed.ended_at == version.published_at
    assert disclosures.ended_by_version(version) == [found.lapsed]
    assert [letter.case_id for letter in disclosures.responses_on(found.lapsed)] == [answered.pk]
    a_statement(Business.objects.get(pk=business.pk))
    assert _open() == []
    assert len(disclosures.responses_on(first)) == 1, "the record stays"


def test_years_of_which_an_earlier_release_told_all_are_listed_with_what_went_out(frozen):
    business = a_ledger(complete=False)
    answered = in_review(business=business)
    report = disclosures.request_compilation(answered, REPORT, as_of=date(2026, 3, 10))
    drain()
    review.approve(
        answered.pk, staff(), review.Approval("STL_AS_OF", compilation_id=report.pk), seen=answered.entry_count
    )
    drain()
    # As an earlier release left it: it told all, and asked nobody.
    Compilation.objects.exclude(pk=report.pk).delete()
    Compilation.objects.update(as_of=None)
    Case.objects.filter(pk=answered.pk).update(outcome="STL_DISCLOSED")
    frozen(datetime(2029, 5, 1, 16, 0, tzinfo=UTC))
    assert [(one.year, one.waiting, one.unstated) for one in disclosures.open_years()] == [(2028, 0, 0), (2025, 0, 1)]
    assert [letter.case_id for letter in disclosures.unstated_responses(business.pk, 2025)] == [answered.pk]
    a_statement(Business.objects.get(pk=business.pk), 2025)
    assert _open() == [(2028, 0)]


def test_the_daily_email_lists_the_year_and_who_waits(frozen):
    a_ledger(complete=False)
    case = in_review()
    body = letters.compose_daily_email(an_account()).body
    assert "nobody says that the disclosures are complete" in body
    assert "  2025  Fernwood Voice, Inc." in body
    assert f"\n  {references.spell(case.reference)}\n      http://localhost/desk/" in body


def test_the_daily_email_lists_what_is_owed(frozen):
    a_ledger(complete=False)
    case = in_review()
    report = disclosures.request_compilation(case, REPORT, as_of=date(2026, 3, 10))
    drain()
    approval = review.Approval("STL_AS_OF", compilation_id=report.pk)
    review.approve(case.pk, staff(), approval, seen=case.entry_count)
    drain()
    body = letters.compose_daily_email(an_account()).body
    assert "The rest is owed" in body
    assert body.count(f"  {references.spell(case.reference)}") == 2  # what waits for the year, and what is owed


def test_the_number_of_requests_costs_no_query(django_assert_num_queries):
    a_ledger(complete=False)
    for _number in range(3):
        intake.receive(a_request(), REQUESTER)
    with django_assert_num_queries(4):
        disclosures.open_years()

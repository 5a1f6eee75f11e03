"""What is known so far is sent as such, in time; the rest is owed, and one press sends the whole."""

from datetime import UTC, date, datetime

import pytest
from django.core import mail

from dsr import disclosures, engine, journal, letters, review
from dsr.errors import BadInput, Blocked, Changed
from dsr.journal import Actor
from dsr.lifecycle import State, Transition
from dsr.models import Business, Case, Disclosure, Letter
from dsr.models.case import Delivery
from dsr.retention import forget_due_cases
from tests.given import a_ledger, a_statement, drain, in_review, joined, staff

pytestmark = pytest.mark.django_db(transaction=True)
REPORT = "shine-the-light"


def again(case: Case) -> Case:
    return Case.objects.select_related("business", "compilation").get(pk=case.pk)


def so_far(case: Case, actor: Actor | None = None) -> Case:
    """Approved with what is known today, and on its way."""
    report = disclosures.request_compilation(case, REPORT, as_of=sent_day())
    drain()
    approval = review.Approval("STL_AS_OF", compilation_id=report.pk)
    review.approve(case.pk, actor or staff(), approval, seen=case.entry_count)
    drain()
    return again(case)


def sent_day() -> date:
    return date(2026, 3, 10)


def whole(case: Case) -> int:
    report = disclosures.request_compilation(case, REPORT)
    drain()
    return report.pk


def _add_row(business: Business) -> None:
    fields = {
        "recipient_key": "r1",
        "categories": ["xiii"],
        "period_start": date(2025, 5, 1),
        "period_end": date(2025, 5, 2),
    }
    disclosures.put_row(business, Disclosure, "late", fields)
    disclosures.publish_draft(disclosures.begin_draft(business), None)
    business.refresh_from_db()


@pytest.mark.parametrize("recipients", [2, 0])
def test_without_a_statement_neither_a_list_nor_none_goes_out(frozen, recipients):
    case = in_review(business=a_ledger(recipients=recipients, complete=False))
    report = disclosures.compile_report(disclosures.request_compilation(case, REPORT).pk)
    assert report.state == "blocked"
    assert report.gaps[0]["words"].startswith("Nobody says that the disclosures are complete for 2025.")
    assert [one.code for one in review.offered_outcomes(case, report)] == ["STL_AS_OF"]
    for code in ("STL_DISCLOSED", "STL_NONE_DISCLOSED", "STL_SAME_BRAND_COUNT"):
        with pytest.raises(Blocked):
            review.approve(case.pk, staff(), review.Approval(code, compilation_id=report.pk), seen=case.entry_count)


def test_a_statement_serves_and_what_was_compiled_without_it_does_not(frozen):
    business = a_ledger(complete=False)
    case = in_review(business=business)
    blocked = disclosures.request_compilation(case, REPORT)
    a_statement(business)
    made = whole(case)
    assert made != blocked.pk
    with pytest.raises(Changed):
        approval = review.Approval("STL_DISCLOSED", compilation_id=blocked.pk)
        review.approve(case.pk, staff(), approval, seen=case.entry_count)
    review.approve(case.pk, staff(), review.Approval("STL_DISCLOSED", compilation_id=made), seen=case.entry_count)
    drain()
    assert again(case).current is State.RESPONDED


def test_a_statement_that_lapsed_since_the_decision_brings_the_case_back(frozen):
    business = a_ledger()
    case = in_review(business=business)
    approval = review.Approval("STL_DISCLOSED", compilation_id=whole(case))
    review.approve(case.pk, staff(), approval, seen=case.entry_count)
    _add_row(business)
    engine.advance(case.pk)
    case = again(case)
    assert case.current is State.REVIEW
    assert "Nobody says" in journal.facts_of(case.entries.last())["why"]
    a_statement(business)
    assert [one.code for one in review.offered_outcomes(case, disclosures.compile_report(whole(case)))] == [
        "STL_DISCLOSED"
    ]


def test_a_report_compiled_before_the_year_was_stated_anew_brings_the_case_back(frozen):
    business = a_ledger()
    case = in_review(business=business)
    approval = review.Approval("STL_DISCLOSED", compilation_id=whole(case))
    review.approve(case.pk, staff(), approval, seen=case.entry_count)
    _add_row(business)
    a_statement(business)
    engine.advance(case.pk)
    assert again(case).current is State.REVIEW
    assert not Letter.objects.filter(case=case, is_response=True).exists()


def test_what_is_known_so_far_never_sounds_like_all(frozen):
    case = so_far(in_review(business=a_ledger(complete=False)))
    assert (case.current, case.outcome) == (State.RESPONDED, "STL_AS_OF")
    text = " ".join(letters.body_of(case.letters.get(is_response=True))["text"].split())
    assert "Our check of 2025 is not finished." in text
    assert "what our record lists as of March 10, 2026. It is not complete" in text
    assert "As of March 10, 2026 our record of 2025 lists 2 third parties" in text
    assert "this report is not complete" in text
    assert "Alder Catalog Company 1" in text
    for whole_year in ("all of them", "completes", "In 2025 we disclosed"):
        assert whole_year not in text
    assert mail.outbox[-1].attachments[0][0] == "disclosures-2025-as-of-2026-03-10.pdf"


def test_nothing_known_yet_is_not_none(frozen):
    case = so_far(in_review(business=a_ledger(recipients=0, complete=False)))
    text = " ".join(letters.body_of(case.letters.get(is_response=True))["text"].split())
    assert "lists no company yet" in text
    assert "this does not mean that nothing was disclosed" in text
    assert "disclosed no personal information" not in text


def test_of_a_complete_year_all_is_sent(frozen):
    business = a_ledger(complete=False)
    case = in_review(business=business)
    report = disclosures.request_compilation(case, REPORT, as_of=sent_day())
    drain()
    a_statement(business)
    case = again(case)
    with pytest.raises(Blocked, match="complete for 2025: send the whole response"):
        review.approve(case.pk, staff(), review.Approval("STL_AS_OF", compilation_id=report.pk), seen=case.entry_count)


def test_a_day_later_it_is_looked_at_again(frozen):
    case = in_review(business=a_ledger(complete=False))
    report = disclosures.request_compilation(case, REPORT, as_of=sent_day())
    drain()
    frozen(datetime(2026, 3, 11, 16, 0, tzinfo=UTC))
    with pytest.raises(Changed):
        review.approve(case.pk, staff(), review.Approval("STL_AS_OF", compilation_id=report.pk), seen=case.entry_count)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (None, "Nothing was added to what we sent you, and nothing in it changed."),
        (_add_row, "it added to what we sent you. The whole is in this response."),
        (
            lambda business: disclosures.put_row(business, Disclosure, "d1", {"exclusion": "D1A"}),
            "some of what we sent you has changed. This response takes its place.",
        ),
    ],
)
def test_the_supplement_says_what_it_supplements_and_whether_anything_was_added(frozen, change, says):
    business = a_ledger(complete=False)
    case = so_far(in_review(business=business))
    frozen(datetime(2026, 3, 20, 16, 0, tzinfo=UTC))
    if change:
        change(business)
        if disclosures.open_draft(business):
            disclosures.publish_draft(disclosures.begin_draft(business), None)
        business.refresh_from_db()
    a_statement(business)
    review.send_supplement(case.pk, staff(), seen=case.entry_count, compilation_id=whole(case))
    drain()
    case = again(case)
    assert (case.current, case.outcome) == (State.RESPONDED, "STL_DISCLOSED")
    assert not review.owes_rest(case)
    text = " ".join(letters.body_of(case.letters.filter(is_response=True).latest("pk"))["text"].split())
    assert "On March 10, 2026 we sent you what we knew as of March 10, 2026. Our check is finished now" in text
    assert says in text
    assert "all of them" in text
    told = journal.facts_of(case.entries.get(name=Transition.SUPPLEMENT))
    assert told["outcome"] == "STL_DISCLOSED"
    assert case.responded_at == datetime(2026, 3, 20, 16, 0, tzinfo=UTC)


def test_the_rest_waits_until_somebody_says_that_the_year_is_complete(frozen):
    case = so_far(in_review(business=a_ledger(complete=False)))
    assert review.owes_rest(case)
    report = disclosures.request_compilation(case, REPORT)
    drain()
    with pytest.raises(Blocked, match="Nobody says"):
        review.send_supplement(case.pk, staff(), seen=case.entry_count, compilation_id=report.pk)
    frozen(datetime(2029, 3, 10, 16, 0, tzinfo=UTC))
    assert forget_due_cases() == 0, "what is owed is not forgotten"


def test_nothing_more_is_owed_after_a_whole_response(frozen):
    business = a_ledger()
    case = in_review(business=business)
    approval = review.Approval("STL_DISCLOSED", compilation_id=whole(case))
    review.approve(case.pk, staff(), approval, seen=case.entry_count)
    drain()
    case = again(case)
    with pytest.raises(BadInput, match="Nothing more is owed"):
        review.send_supplement(case.pk, staff(), seen=case.entry_count, compilation_id=case.compilation_id)


def test_on_paper_the_rest_is_owed_until_it_is_mailed(frozen):
    business = a_ledger(complete=False)
    postal = {"name": "Dana Whitlow", "postal": "1 Elm Street\nFresno, CA 93701"}
    parties = {"subject": {"name": "Dana Whitlow"}, "requester": postal}
    actor = staff()
    case = so_far(in_review(business=business, delivery=Delivery.MAIL, parties=parties), actor)
    letter = case.letters.get(is_response=True)
    case = letters.record_mailed(case.pk, actor, seen=case.entry_count, mailed_on=sent_day(), letter_id=letter.pk)
    assert review.owes_rest(case)
    a_statement(business)
    review.send_supplement(case.pk, actor, seen=case.entry_count, compilation_id=whole(case))
    drain()
    assert again(case).current is State.RESPONDING
    whole_letter = case.letters.filter(is_response=True).latest("pk")
    assert "On March 10, 2026 we sent you" in letters.body_of(whole_letter)["text"]


def test_a_returned_letter_is_decided_whole_once_the_year_is_complete(frozen):
    business = a_ledger(complete=False)
    case = so_far(in_review(business=business))
    actor = staff()
    letters.record_returned(case.pk, actor, seen=case.entry_count)
    a_statement(business)
    case = again(case)
    letters.readdress(case.pk, actor, seen=case.entry_count, delivery=Delivery.EMAIL, address="new@example.com")
    drain()
    assert again(case).current is State.REVIEW


def test_who_was_joined_is_owed_the_rest_too_and_each_gets_it(frozen):
    business = a_ledger(complete=False)
    first = in_review(business=business)
    other = {"subject": {"name": "Dana Whitlow"}, "requester": {"name": "Dana Whitlow", "email": "other@example.com"}}
    second = in_review(business=business, parties=other)
    joined(second, first, ground="said-so", note="She said so on the phone.")
    drain()
    so_far(again(first))
    assert review.owes_rest(again(first))
    assert review.owes_rest(again(second))
    a_statement(business)
    for case in (again(first), again(second)):
        review.send_supplement(case.pk, staff(), seen=case.entry_count, compilation_id=whole(case))
        drain()
        assert again(case).current is State.RESPONDED
        whole_letter = case.letters.filter(is_response=True).latest("pk")
        assert "On March 10, 2026 we sent you" in letters.body_of(whole_letter)["text"]

"""What is kept is looked at again: shown and mailed on its day, held on with a reason, or done after all and told."""

from datetime import date, timedelta

import pytest

from dsr import engine, fulfilment, journal, letters, parties, retention, review, third_party_notices
from dsr.clock import now, today
from dsr.errors import BadInput, NotAllowed
from dsr.lifecycle import State, Who
from dsr.models import Case, Letter, Step, Suppression, System, ThirdPartyNotice
from dsr.models.system import StepState
from tests import given
from tests.given_systems import TAX_LAW, a_database, a_deletion, a_system, an_owner, count, directed, granted, step_of
from tests.given_third_party_notices import CEDAR, a_provider

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("frozen")]
HOLD_ENDS = date(2026, 6, 8)  # 90 days after March 10
LOOK = date(2027, 3, 10)
TAX = "E8_LEGAL_OBLIGATION"


@pytest.fixture
def case() -> Case:
    """Answered: one system keeps it for law enforcement, another for as long as the law says."""
    held, other = an_owner(), an_owner(name="Books")
    made = a_deletion()
    return granted(made, {step_of(made, held).pk: "X_LE_HOLD", step_of(made, other).pk: TAX})


def kept(case: Case, code: str = TAX) -> Step:
    return Step.objects.select_related("case", "system").get(case=case, keep_code=code)


def on(frozen, day: date) -> None:
    frozen(now() + (day - today()))
    engine.run_daily_jobs()
    given.drain()


def test_a_hold_lasts_ninety_days_and_a_purpose_is_looked_at_on_the_day_of_the_letter(case):
    found = [(one.step.keep_code, one.due_on, one.is_hold) for one in retention.open_reviews(case)]
    assert found == [("X_LE_HOLD", HOLD_ENDS, True), (TAX, LOOK, False)]
    text = letters.body_of(case.letters.get(is_response=True))["text"]
    assert f"{TAX_LAW} We look again on March 10, 2027." in text
    assert "It lasts until June 8, 2026, unless it is renewed." in text


def test_each_is_mailed_within_a_week_of_its_day(case, frozen):
    account = given.an_account()
    assert letters.compose_daily_email(account) is None
    frozen(now() + timedelta(days=84))
    told = letters.compose_daily_email(account)
    assert told and "Support desk, a hold until June 8, 2026" in told.body and "Books" not in told.body
    frozen(now() + (LOOK - today()) - timedelta(days=7))
    told = letters.compose_daily_email(account)
    assert told and "Books, look again on March 10, 2027" in told.body


def test_on_its_day_the_case_returns_to_a_person_and_waits_until_somebody_acts(case, frozen):
    on(frozen, HOLD_ENDS)
    case.refresh_from_db()
    assert case.stuck == ""
    on(frozen, HOLD_ENDS + timedelta(days=1))
    engine.run_daily_jobs()
    case.refresh_from_db()
    assert (case.state, case.stuck) == ("responded", "hold-over")
    assert case.entries.filter(name="stuck").count() == 1
    directed(case, kept(case, "X_LE_HOLD").pk)
    on(frozen, LOOK - timedelta(days=1))
    case.refresh_from_db()
    assert case.stuck == "hold-over"
    case = directed(case, kept(case, "X_LE_HOLD").pk)
    assert case.stuck == ""
    on(frozen, LOOK)
    case.refresh_from_db()
    assert (case.state, case.stuck) == ("responded", "review-due")


def test_still_needed_it_waits_for_the_next_day_with_the_reason_sealed(case, frozen):
    directed(case, kept(case, "X_LE_HOLD").pk)
    on(frozen, LOOK)
    directed(case, kept(case, "X_LE_HOLD").pk)
    step, until = kept(case), today() + timedelta(days=365)
    case = retention.keep_on(case, given.staff(), step.pk, until, "Invoices of 2026.")
    assert (case.stuck, kept(case).review_on) == ("", until)
    entry = case.entries.get(name="step-kept-on")
    assert journal.facts_of(entry)["ends_on"] == until.isoformat()
    assert parties.sealed_values(case)[f"words:{entry.number}"] == "Invoices of 2026."
    on(frozen, until)
    case.refresh_from_db()
    assert case.stuck == "hold-over"  # which ended earlier


def test_it_is_kept_on_by_staff_with_a_reason_and_ten_years_at_most(case):
    step, actor = kept(case), given.staff()
    for until, why in ((date(2036, 3, 11), "Why."), (today(), "Why."), (LOOK, " ")):
        with pytest.raises(BadInput):
            retention.keep_on(case, actor, step.pk, until, why)
    with pytest.raises(BadInput, match="for a purpose"):
        retention.keep_on(case, actor, kept(case, "X_LE_HOLD").pk, LOOK, "Why.")
    for act in (retention.keep_on, retention.say_why_kept, review.end_keeping):
        more = (LOOK, "Why.") if act is retention.keep_on else ("Why.",)
        more = ("Why.", LOOK) if act is retention.say_why_kept else more
        with pytest.raises(NotAllowed):
            act(case, given.staff(Who.VIEWER), step.pk, *more)


def test_a_system_proposes_its_own_day():
    owner = an_owner(review_months=84)
    case = a_deletion()
    case = granted(case, {step_of(case, owner).pk: TAX})
    assert kept(case).review_on == date(2033, 3, 10)


def test_needed_no_more_it_is_deleted_and_the_person_is_told_in_short(frozen, tmp_path, mailoutbox):
    url = a_database(tmp_path)
    shop, books = a_system(url=url, position=1), an_owner(name="Books", position=2)
    case = a_deletion()
    case = granted(case, {step_of(case, shop).pk: TAX, step_of(case, books).pk: "E2_SECURITY_INTEGRITY"})
    assert (case.outcome, count(url, "customers")) == ("DELETE_DENIED", 3)
    on(frozen, LOOK)
    review.end_keeping(Case.objects.get(pk=case.pk), given.staff(), kept(case).pk, "The seven years are over.")
    given.drain()
    case.refresh_from_db()
    assert (case.state, case.outcome, count(url, "customers")) == (State.RESPONDED, "DELETE_PARTIAL", 2)
    assert case.due_safe > LOOK, "it is no late response to the request"
    newest = case.letters.order_by("pk").last()
    assert (newest.name, newest.is_response) == ("deletion/rest-deleted", True)
    text = letters.body_of(newest)["text"]
    assert "- Shop database: Customers and orders" in text and "Books: Letters and calls. Why we keep this:" in text
    assert [row.scope for row in Suppression.objects.filter(lifted_at=None)] == ["E2_SECURITY_INTEGRITY"]
    assert case.stuck == "", "what else was due is shown the next day"
    engine.run_daily_jobs()
    case.refresh_from_db()
    assert case.stuck == "review-due"


def _end(case: Case) -> None:
    review.end_keeping(Case.objects.get(pk=case.pk), given.staff(), kept(case).pk, "The seven years are over.")


def _decide_anew(case: Case) -> None:
    case = review.reopen(case.pk, given.staff(), seen=Case.objects.get(pk=case.pk).entry_count, note="Not needed.")
    given.drain()
    review.approve(case.pk, given.staff(), review.Approval("DELETE_COMPLETED"), seen=case.entry_count)


@pytest.mark.parametrize("delete_the_rest", [_end, _decide_anew])
def test_a_provider_who_was_told_of_the_exception_is_told_that_it_ended(frozen, tmp_path, mailoutbox, delete_the_rest):
    shop, books = a_system(url=a_database(tmp_path), position=1), an_owner(name="Books", position=2)
    a_provider(shop.business)
    case = a_deletion()
    case = granted(case, {step_of(case, shop).pk: TAX})
    fulfilment.settle_step_by_hand(case.pk, step_of(case, books).pk, given.staff(), state="done", note="Shredded.")
    given.drain()
    (first,) = ThirdPartyNotice.objects.filter(case=case)
    assert (first.what, len(third_party_notices.content_of(first).keeps)) == ("delete", 1)
    on(frozen, LOOK)
    delete_the_rest(case)
    given.drain()
    _first, second = ThirdPartyNotice.objects.filter(case=case).order_by("pk")
    assert (second.what, second.state, third_party_notices.content_of(second).keeps) == ("delete", "sent", ())
    assert [mail.to for mail in mailoutbox].count([CEDAR]) == 2
    said = letters.body_of(case.letters.order_by("pk").last())["text"]
    assert "We tell these companies, which process information for us, to do the same:\n\n- Cedar Hosting" in said


def test_an_owner_who_kept_it_is_asked_to_delete_it_and_may_find_nothing_any_more(case, frozen, mailoutbox):
    directed(case, kept(case, "X_LE_HOLD").pk)
    on(frozen, LOOK)
    step = kept(case)
    review.end_keeping(Case.objects.get(pk=case.pk), given.staff(), step.pk, "Over.")
    given.drain()
    case.refresh_from_db()
    step.refresh_from_db()
    assert (case.state, step.state) == (State.WORKING, StepState.ASKED)
    assert step.due_on > today(), "a fresh date, not that of the request"
    fulfilment.settle_step_by_hand(case.pk, step.pk, given.staff(), state="not-held", note="Shredded.")
    given.drain()
    case.refresh_from_db()
    newest = case.letters.order_by("pk").last()
    # The hold is over meanwhile, and nobody renewed it: nothing goes out that speaks of it.
    assert (case.state, newest.name) == (State.REVIEW, "deletion/denied")
    assert "record the direction" in str(journal.facts_of(case.entries.order_by("number").last())).lower()


def test_a_request_that_is_being_answered_ends_nothing():
    owner = an_owner()
    case = a_deletion()
    review.approve(
        case.pk,
        given.staff(),
        review.Approval(
            "DELETE_COMPLETED", keeps={step_of(case, owner).pk: TAX}, whys={step_of(case, owner).pk: "Tax."}
        ),
        seen=case.entry_count,
    )
    engine.advance(case.pk)
    case.refresh_from_db()
    assert case.state == State.RESPONDING
    with pytest.raises(NotAllowed):
        review.end_keeping(case, given.staff(), kept(case).pk, "Over.")
    assert kept(case).state == StepState.KEPT
    assert Letter.objects.filter(case=case, is_response=True).count() == 1
    assert System.objects.count() == 1

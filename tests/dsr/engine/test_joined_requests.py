"""What becomes of joined requests with the first one, and of those that the release before joined."""

import pytest

from dsr import engine, journal, letters, review
from dsr.errors import Blocked
from dsr.journal import Move
from dsr.lifecycle import State, Transition
from dsr.models import Case, Letter
from dsr.models.case import Delivery
from dsr.models.letter import LetterState
from tests.given import a_ledger, approved, at, declined, drain, in_review, joined, responded, staff, told
from tests.given_joins import again, someone
from tests.given_systems import a_deletion

pytestmark = pytest.mark.django_db
LAST_OF_2026, FIRST_OF_2027 = at("2026-12-31T23:30:00-08:00"), at("2027-01-01T00:30:00-08:00")


@pytest.fixture(autouse=True)
def march(frozen) -> None:
    frozen(at("2026-03-10T09:00:00-07:00"))


def on_paper() -> Case:
    paper = {"name": "Dana Whitlow", "postal": "9 Elm Court\nChico, CA 95926"}
    parties = {"subject": {"name": "Dana Whitlow"}, "requester": paper}
    return in_review(parties=parties, delivery=Delivery.MAIL)


def reopened(case: Case) -> Case:
    return review.reopen(case.pk, staff(), seen=again(case).entry_count, note="A purchase was found.")


def test_a_first_that_is_taken_back_keeps_its_joined_requests():
    first, second = in_review(), in_review()
    joined(told(second), first)
    review.take_back(first.pk, staff(), seen=declined(again(first)).entry_count)
    drain()
    assert again(second).state == State.JOINED
    assert [one.pk for one in review.joined_requests(again(first))] == [second.pk]


def test_what_was_answered_with_it_waits_for_the_new_answer_of_a_first_that_is_opened_again():
    a_ledger()
    first, second = in_review(), in_review()
    joined(told(second), first)
    declined(again(first))
    drain()
    reopened(first)
    case = again(second)
    assert (case.state, case.outcome, case.responded_at, case.retain_until) == (State.JOINED, "", None, None)
    approved(again(first))
    drain()
    assert {again(case).outcome for case in (first, second)} == {"STL_DISCLOSED"}
    assert second.letters.filter(is_response=True, state=LetterState.ACCEPTED).count() == 2


def test_one_that_is_opened_again_by_itself_is_decided_by_itself():
    a_ledger()
    first, second = in_review(), in_review()
    joined(told(second), first)
    declined(again(first))
    drain()
    case = reopened(second)
    assert (case.state, case.joined_to_id) == (State.REVIEW, None)
    reopened(first)
    assert again(second).state == State.REVIEW  # no longer with the first
    approved(again(second))
    drain()
    assert again(second).outcome == "STL_DISCLOSED"


def test_a_response_on_paper_that_is_not_mailed_yet_is_called_back_with_the_first():
    first, second = in_review(), on_paper()
    joined(told(second), first, "same-points", "The same account number.")
    declined(again(first))
    drain()
    reopened(first)
    assert again(second).state == State.JOINED
    assert second.letters.get(is_response=True).state == LetterState.REPLACED


def test_a_response_that_is_being_handed_over_keeps_the_first_closed():
    first, second = in_review(), in_review()
    joined(told(second), first)
    declined(again(first))
    drain()
    Letter.objects.filter(case=second, is_response=True).update(state=LetterState.SENDING)
    with pytest.raises(Blocked, match="being sent"):
        reopened(first)
    assert again(first).state == State.RESPONDED


def test_a_first_whose_proof_is_asked_again_lends_nothing_to_what_is_joined():
    first, second = (a_deletion() for _each in range(2))
    joined(second, first)
    drain()
    Case.objects.filter(pk=first.pk).update(verified_at=None)
    engine.run_daily_jobs()
    assert again(second).state == State.REVIEW
    assert again(second).verified_at is not None


def test_one_deletion_answers_both_by_what_was_done_and_each_is_told_by_its_own_letter():
    first, second = (a_deletion() for _each in range(2))
    joined(second, first)
    drain()
    outcome = review.offered_outcomes(again(first)) or []
    assert not outcome  # no system takes part yet: nothing can be granted, to either
    review.decline(
        first.pk, staff(), seen=again(first).entry_count, reasons=["N_NO_ACTION"], reason="It is one press of many."
    )
    drain()
    for case in map(again, (first, second)):
        assert (case.state, case.outcome) == (State.RESPONDED, "N_NO_ACTION")
        text = letters.body_of(case.letters.get(is_response=True))["text"]
        assert "It is one press of many." in text


# -- joins of the release before --------------------------------------------------------------------------------


def as_before(first: Case, second: Case) -> None:
    """As the release before joined them: without a ground, with a record period, whatever their years."""
    move, changes = Move(Transition.JOIN, {"first": first.reference}), {"joined_to_id": first.pk}
    journal.transition(second.pk, move, staff(), changes=changes)
    Case.objects.filter(pk=second.pk).update(retain_until=at("2028-03-10T09:00:00-07:00").date())


def test_an_earlier_join_across_years_is_returned_to_a_person(frozen):
    frozen(FIRST_OF_2027)
    first, second = in_review(received_at=LAST_OF_2026), in_review(received_at=FIRST_OF_2027)
    as_before(first, second)
    engine.run_daily_jobs()
    case = again(second)
    assert (case.state, case.retain_until) == (State.REVIEW, None)
    assert "different years" in journal.facts_of(case.entries.get(name="undo-join"))["why"]


def test_an_earlier_join_across_years_whose_first_is_answered_is_returned_too(frozen):
    frozen(FIRST_OF_2027)
    first, second = in_review(received_at=LAST_OF_2026), in_review(received_at=FIRST_OF_2027)
    declined(first)
    drain()
    as_before(first, second)
    engine.run_daily_jobs()
    assert again(second).state == State.REVIEW


def test_an_earlier_join_of_one_name_and_address_is_answered_and_another_is_looked_at():
    a_ledger()
    first, second, third = in_review(), in_review(), in_review(parties=someone("dana@work.example"))
    for case in (second, third):
        as_before(first, case)
    engine.run_daily_jobs()
    assert (again(second).state, again(third).state) == (State.JOINED, State.REVIEW)
    approved(again(first))
    drain()
    assert again(second).state == State.RESPONDED


@pytest.mark.parametrize(
    ("became", "state"),
    [
        (LetterState.ACCEPTED, State.RESPONDED),
        (LetterState.REFUSED, State.UNDELIVERED),
        (LetterState.TO_MAIL, State.RESPONDING),
        (LetterState.MAILED, State.RESPONDED),
    ],
)
def test_a_copy_of_the_release_before_is_the_response_whatever_became_of_it(became, state):
    first, second = responded(business=a_ledger()), in_review(parties=someone("dana@work.example"))
    as_before(first, second)
    composed = letters.compose(again(second), "shine-the-light/acknowledgement")
    letter = letters.write_letter(second, composed, key=f"copy:{second.pk}:9", is_response=False)
    changes = {"accepted_at": second.received_at} if became == LetterState.ACCEPTED else {}
    changes |= {"mailed_on": second.received_at.date()} if became == LetterState.MAILED else {}
    Letter.objects.filter(pk=letter.pk).update(state=became, **changes)
    engine.run_daily_jobs()
    case = again(second)
    assert (case.state, case.outcome) == (state, first.outcome)
    assert [one.fault for one in journal.verify_chain()] == ["", ""]


def test_one_letter_to_one_address_was_the_answer_to_both_in_the_release_before():
    first, second = responded(business=a_ledger()), in_review()
    as_before(first, second)
    engine.run_daily_jobs()
    case = again(second)
    assert (case.state, case.responded_at) == (State.RESPONDED, first.responded_at)
    engine.run_daily_jobs()
    assert again(second).entry_count == case.entry_count

"""Joined requests keep their dates, each gets its own response, no stranger is told, and a join can be undone."""

import pytest
from django.core import mail

from dsr import engine, journal, letters, review
from dsr.errors import BadInput, Blocked, NotAllowed
from dsr.formats import references
from dsr.lifecycle import State, Who
from dsr.models import Case
from dsr.models.case import Delivery
from dsr.models.letter import LetterState
from tests.given import a_ledger, approved, at, declined, drain, in_review, joined, staff, told
from tests.given_joins import again, letters_to, names, responses, someone, undo
from tests.given_systems import a_deletion

pytestmark = pytest.mark.django_db
PAPER = {"name": "Dana Whitlow", "postal": "9 Elm Court\nChico, CA 95926"}
ON_PAPER = {"parties": {"subject": {"name": "Dana Whitlow"}, "requester": PAPER}, "delivery": Delivery.MAIL}


@pytest.fixture(autouse=True)
def march(frozen) -> None:
    frozen(at("2026-03-10T09:00:00-07:00"))


def test_each_keeps_its_receipt_and_its_dates(frozen):
    frozen(at("2026-03-01T09:00:00-08:00"))
    first = in_review()
    frozen(at("2026-03-09T09:00:00-07:00"))
    second = in_review()
    joined(second, first)
    for case in (first, second):
        now_is = again(case)
        assert (now_is.due_safe, now_is.due_latest) == (case.due_safe, case.due_latest)
        assert now_is.received_at == case.received_at
        assert now_is in Case.objects.open()
    assert [one.fault for one in journal.verify_chain()] == ["", ""]


def test_a_joined_request_has_a_line_in_the_log_with_its_own_response(frozen):
    a_ledger()
    first, second = in_review(), in_review()
    joined(second, first)
    drain()
    approved(again(first))
    drain()
    for case in map(again, (first, second)):
        assert (case.state, case.outcome) == (State.RESPONDED, "STL_DISCLOSED")
        assert case.responded_at and case.decided_at and case.retain_until and case.compilation_id
    assert names(second)[-3:] == ["prepare", "letter-accepted", "respond"]
    assert [one.fault for one in journal.verify_chain()] == ["", ""]


def test_each_gets_a_response_of_its_own_also_at_one_address():
    a_ledger()
    first, second = in_review(), in_review()
    joined(second, first)
    approved(again(first))
    drain()
    assert responses() == ["dana@example.com"] * 2
    texts = [letters.body_of(case.letters.get(is_response=True))["text"] for case in (first, second)]
    assert [references.spell(case.reference) in text for case, text in zip((first, second), texts, strict=True)]
    assert references.spell(first.reference) not in texts[1]


def test_a_joined_request_is_answered_through_any_number_of_joins():
    a_ledger()
    cases = [in_review(parties=someone(f"dana{number}@example.com")) for number in range(3)]
    joined(cases[2], cases[1], "said-so", "She said so.")
    joined(cases[1], cases[0], "said-so", "She said so.")
    approved(again(cases[0]))
    drain()
    assert responses() == [f"dana{number}@example.com" for number in range(3)]
    assert {again(case).state for case in cases} == {State.RESPONDED}


def test_a_response_that_came_back_is_sent_elsewhere_and_the_other_is_not_sent_again():
    a_ledger()
    first, second = (in_review(parties=someone(f"dana{number}@example.com")) for number in range(2))
    joined(second, first, "said-so", "She said so.")
    approved(again(first))
    drain()
    for case, address in ((first, "dana8@example.com"), (second, "dana9@example.com")):
        back = letters.record_returned(case.pk, staff(), seen=again(case).entry_count)
        assert back.state == State.UNDELIVERED
        letters.readdress(case.pk, staff(), seen=back.entry_count, delivery="email", address=address)
        drain()
        assert again(case).state == State.RESPONDED
    assert responses() == [f"dana{number}@example.com" for number in (0, 1, 8, 9)]


def test_a_joined_request_on_paper_waits_to_be_mailed_by_itself():
    a_ledger()
    first = in_review()
    second = in_review(**ON_PAPER)
    joined(second, first, "same-points", "The same account number.")
    approved(again(first))
    drain()
    assert (again(first).state, again(second).state) == (State.RESPONDED, State.RESPONDING)
    letter = second.letters.get(is_response=True)
    assert letter.state == LetterState.TO_MAIL
    letters.record_mailed(
        second.pk,
        staff(),
        seen=again(second).entry_count,
        mailed_on=again(second).received_at.date(),
        letter_id=letter.pk,
    )
    assert again(second).state == State.RESPONDED


def test_a_decision_that_does_not_hold_for_a_joined_request_is_refused():
    first = in_review(channel="phone", actor=staff(), came_to=None)
    second = in_review()
    joined(second, first)
    with pytest.raises(Blocked, match=r"is joined to this request.*must be answered"):
        declined(again(first), "TOLD_HOW_TO_WRITE")
    undo(second)
    assert declined(again(first), "TOLD_HOW_TO_WRITE").state == State.WORKING


def test_a_joined_request_that_the_report_does_not_serve_goes_back_to_a_person():
    """However it came to be of another year, the letter of another year is not written."""
    a_ledger()
    first, second = in_review(), in_review()
    joined(second, first)
    approved(again(first))
    Case.objects.filter(pk=second.pk).update(year=2024)
    drain()
    assert (again(first).state, again(second).state) == (State.RESPONDED, State.REVIEW)
    assert again(second).joined_to_id is None
    assert not second.letters.filter(is_response=True).exists()
    last = second.entries.get(name="undo-join")
    assert journal.facts_of(last)["reason"] == "join-fails"


def test_who_may_know_of_both_is_told_with_the_date_of_their_own(frozen):
    first, second = in_review(), in_review(received_at=at("2026-03-09T09:00:00-07:00"))
    first = again(first)
    early = in_review(received_at=at("2026-03-01T09:00:00-08:00"))
    joined(second, early)
    drain()
    text = letters.body_of(second.letters.get(name="shine-the-light/joined"))["text"]
    assert "April 8, 2026" in text  # its own date, not that of the first
    assert letters_to(early) == ["acknowledgement"]


@pytest.mark.parametrize("delivery", [Delivery.EMAIL, Delivery.MAIL])
def test_no_unproved_writer_learns_of_another_request(delivery):
    first = in_review()
    other = {"name": "Dana Whitlow", "email": "dana@work.example", "postal": "9 Elm Court\nChico, CA 95926"}
    second = in_review(parties={"subject": {"name": "Dana Whitlow"}, "requester": other}, delivery=delivery)
    joined(second, first, "said-so", "He says so.")
    drain()
    undo(second)
    drain()
    assert letters_to(second) == ["acknowledgement"]


def test_an_agent_does_not_learn_of_the_request_of_the_person():
    first = a_deletion(parties=someone("dana@example.com"))
    agent = {"subject": {"name": "Dana Whitlow"}, "requester": {"name": "Ira Marsh", "email": "ira@firm.example"}}
    second = a_deletion(parties=agent, is_for_another=True)
    answers = {**first.answers, "acts_as": "agent", "permission_stated": "yes"}
    Case.objects.filter(pk=second.pk).update(answers=answers, verified_at=first.received_at)
    joined(second, first, "document", "The signed permission names both.")
    drain()
    assert "joined" not in letters_to(second)


def test_a_join_is_undone_and_a_letter_takes_back_what_was_letters_to():
    first, second = in_review(), in_review()
    joined(second, first)
    drain()
    with pytest.raises(BadInput, match="why the join is undone"):
        undo(second, " ")
    with pytest.raises(NotAllowed):
        review.undo_join(second.pk, staff(Who.VIEWER), seen=again(second).entry_count, note="No.")
    case = undo(second)
    drain()
    assert (case.state, case.joined_to_id, case.join_ground) == (State.REVIEW, None, "")
    assert (case.due_safe, case.received_at) == (second.due_safe, second.received_at)
    assert letters_to(second) == ["acknowledgement", "joined", "separated"]
    text = letters.body_of(second.letters.get(name="shine-the-light/separated"))["text"]
    assert "take that back" in text
    assert first.reference[:4] not in text  # nothing more of the other request
    assert names(first)[-1] == "duplicate-separated"
    drain()
    engine.advance(second.pk)
    assert len(letters_to(second)) == 3


def test_what_was_not_sent_yet_is_not_sent_and_not_taken_back():
    first, second = in_review(), in_review()
    joined(second, first)
    engine.advance(second.pk)  # written, not sent
    undo(second)
    drain()
    assert letters_to(second) == ["acknowledgement", "joined"]
    assert second.letters.get(name="shine-the-light/joined").state == LetterState.REPLACED
    assert sum("together" in message.subject for message in mail.outbox) == 0


def test_a_join_made_again_is_told_again_and_taken_back_again():
    first, second = in_review(), in_review()
    for _time in range(2):
        joined(second, first)
        drain()
        undo(second)
        drain()
    assert letters_to(second) == ["acknowledgement", *["joined", "separated"] * 2]


def test_each_is_decided_on_its_own_after_an_undone_join():
    a_ledger()
    first, second = in_review(), in_review()
    joined(told(second), first)
    declined(again(first))
    undo(second)  # also while the first is being answered
    drain()
    assert (again(first).outcome, again(second).state) == ("NO_EBR", State.REVIEW)
    approved(again(second))
    drain()
    assert again(second).outcome == "STL_DISCLOSED"


def test_a_join_cannot_be_undone_once_the_response_is_out():
    first, second = in_review(), in_review()
    joined(told(second), first)
    declined(again(first))
    drain()
    with pytest.raises(NotAllowed, match="its response is out"):
        undo(second)


def test_a_join_is_undone_while_the_response_waits_to_be_mailed_and_that_is_not_sent():
    a_ledger()
    first, second = in_review(), in_review(**ON_PAPER)
    joined(second, first, "same-points", "The same account number.")
    approved(again(first))
    drain()
    assert (again(first).state, again(second).state) == (State.RESPONDED, State.RESPONDING)
    undo(second)
    drain()

    def sent() -> list[str]:
        return [one.state for one in second.letters.filter(is_response=True).order_by("pk")]

    alone = again(second)
    assert (alone.state, alone.outcome, alone.decided_at, alone.joined_to) == (State.REVIEW, "", None, None)
    assert sent() == [LetterState.REPLACED]
    approved(alone)
    drain()
    assert sent() == [LetterState.REPLACED, LetterState.TO_MAIL]


def test_what_was_joined_to_it_is_separated_first_while_its_response_waits_too():
    a_ledger()
    first, second, third = in_review(), in_review(**ON_PAPER), in_review(**ON_PAPER)
    joined(third, second, "same-points", "The same account number.")
    joined(second, first, "same-points", "The same account number.")
    approved(again(first))
    drain()
    assert {again(second).state, again(third).state} == {State.RESPONDING}
    with pytest.raises(Blocked, match="Undo that join first"):
        undo(second)
    undo(third)
    undo(second)
    assert {again(second).state, again(third).state} == {State.REVIEW}


def test_what_is_no_join_is_not_undone_while_its_response_waits():
    case = in_review(**ON_PAPER)
    declined(case)
    drain()
    assert again(case).state == State.RESPONDING
    with pytest.raises(NotAllowed, match="not joined to another"):
        undo(case)

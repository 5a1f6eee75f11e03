"""A request ends without an answer: who may say so, what stops, what the person hears, and the way back."""

import pytest
from django.core import mail

from dsr import closures, intake, journal, retention, review, suppression
from dsr.errors import BadInput, Blocked, NotAllowed
from dsr.law.closures import MISTAKE, NO_REQUEST, TEST, WITHDRAWN
from dsr.lifecycle import State, Who
from dsr.models import Case, DueWork, Event, Letter, Listener
from dsr.models.letter import LetterState
from dsr.models.webhook import EventName
from tests.given import a_ledger, a_request, approved, at, declined, drain, in_review, joined, responded, staff
from tests.given_joins import again, letters_to, names

pytestmark = pytest.mark.django_db
WHY = "It is the letter that stands under another reference."


@pytest.fixture(autouse=True)
def march(frozen) -> None:
    frozen(at("2026-03-10T09:00:00-07:00"))


def entered(**changes) -> Case:
    """Entered by staff from an email, acknowledged, in the queue."""
    return in_review(actor=staff(), channel="email", came_to=None, **changes)


def closed(case: Case, code: str = MISTAKE.code, note: str = WHY) -> Case:
    return closures.close(case.pk, staff(), code, seen=again(case).entry_count, note=note)


def opened_again(case: Case) -> Case:
    return closures.open_again(case.pk, staff(), seen=again(case).entry_count, note="It was hers after all.")


def test_entered_by_mistake_ends_it_and_who_heard_of_it_is_told():
    case = entered()
    before = len(mail.outbox)
    ended = closed(case)
    assert (ended.state, ended.closure, ended.outcome, ended.responded_at) == (State.CLOSED, "mistake", "", None)
    assert not ended.is_open and ended in Case.objects.ended() and ended not in Case.objects.unanswered()
    drain()
    assert letters_to(case) == ["acknowledgement", "mistake"]
    assert "by mistake" in mail.outbox[before].body
    assert names(case)[-2:] == ["close", "letter-accepted"]
    assert [one.fault for one in journal.verify_chain()] == [""]


def test_who_heard_nothing_is_told_nothing_and_what_was_not_sent_is_not_sent():
    case = intake.receive(a_request(channel="email", came_to=None), staff()).case
    closed(case)
    drain()
    assert not mail.outbox
    assert not Letter.objects.filter(case=case).exists()


def test_a_letter_that_waits_to_be_mailed_is_not_mailed():
    paper = {"name": "Dana Whitlow", "postal": "9 Elm Court\nChico, CA 95926"}
    case = entered(delivery="mail", parties={"subject": {"name": "Dana Whitlow"}, "requester": paper})
    assert case.letters.get().state == LetterState.TO_MAIL
    closed(case)
    assert case.letters.get().state == LetterState.REPLACED


def test_it_is_opened_again_with_the_clock_of_the_receipt(frozen):
    case = closed(entered())
    frozen(at("2026-03-25T09:00:00-07:00"))
    again_open = opened_again(case)
    drain()
    now_is = again(case)
    assert again_open.closure == "" and now_is.state == State.REVIEW
    assert (now_is.received_at, now_is.due_safe, now_is.retain_until) == (case.received_at, case.due_safe, None)
    assert letters_to(case) == ["acknowledgement", "mistake", "acknowledgement"]
    assert [one.fault for one in journal.verify_chain()] == [""]


def test_its_record_is_kept_and_then_forgotten_with_how_it_ended(frozen):
    case = closed(entered())
    drain()
    assert again(case).retain_until is not None
    frozen(at("2028-06-10T09:00:00-07:00"))
    assert retention.forget_due_cases() == 1
    now_is = again(case)
    assert (now_is.state, now_is.closure) == (State.FORGOTTEN, "mistake")
    with pytest.raises(NotAllowed):
        opened_again(case)


def test_what_the_person_sent_themselves_was_not_entered_by_mistake():
    case = in_review()
    assert [one.closure for one in closures.sort_closures(case)[1]] == [MISTAKE]
    with pytest.raises(Blocked, match="themselves"):
        closed(case)


def test_staff_choose_no_ending_that_is_not_theirs():
    case = entered()
    for code in (TEST.code, WITHDRAWN.code, NO_REQUEST.code, "lost", ""):
        with pytest.raises(BadInput):
            closed(case, code)
    with pytest.raises(BadInput, match="Write why"):
        closed(case, note="  ")
    with pytest.raises(NotAllowed):
        closures.close(case.pk, staff(Who.VIEWER), MISTAKE.code, seen=case.entry_count, note=WHY)
    assert again(case).state == State.REVIEW


def test_once_a_response_went_out_it_stays_answered():
    a_ledger()
    case = responded(actor=staff(), channel="email", came_to=None)
    with pytest.raises(Blocked):
        closed(case)
    review.reopen(case.pk, staff(), seen=again(case).entry_count, note="The list was short.")
    with pytest.raises(Blocked, match="went out"):
        closed(case)


def test_a_decision_that_waits_or_a_response_on_paper_that_waits_is_not_sent():
    a_ledger()
    paper = {"name": "Dana Whitlow", "postal": "9 Elm Court\nChico, CA 95926"}
    case = entered(delivery="mail", parties={"subject": {"name": "Dana Whitlow"}, "requester": paper})
    approved(case)
    drain()
    assert again(case).state == State.RESPONDING
    ended = closed(case)
    assert (ended.outcome, ended.decided_at, ended.compilation_id) == ("", None, None)
    assert not Letter.objects.filter(case=case).exclude(state=LetterState.REPLACED).exists()


def test_what_was_joined_to_it_is_decided_on_its_own():
    first, second = entered(), entered()
    joined(second, first)
    drain()
    closed(first)
    drain()
    assert (again(second).state, again(second).joined_to) == (State.REVIEW, None)


def test_closing_a_joined_request_leaves_the_first_one_alone():
    first, second = entered(), entered()
    joined(second, first)
    drain()
    closed(second)
    assert again(second).joined_to is None
    assert names(first)[-1] == "duplicate-separated"
    declined(again(first))
    drain()
    assert (again(first).state, again(second).state) == (State.RESPONDED, State.CLOSED)


def test_an_event_says_that_it_was_closed():
    case = entered()
    Listener.objects.create(
        business=case.business, name="Board", address="https://board.example", events=[EventName.CLOSED]
    )
    closed(case)
    event = Event.objects.get()
    assert (event.name, event.data["state"], event.data["closure"]) == ("case.closed", "closed", "mistake")


# -- a test -----------------------------------------------------------------------------------------------------------


def test_a_test_is_closed_at_once_and_nobody_hears_of_it():
    asked = a_request(channel="email", came_to=None, is_test=True)
    case = intake.receive(asked, staff()).case
    assert (case.state, case.closure) == (State.CLOSED, "test")
    drain()
    assert not mail.outbox
    assert not intake.receive(asked, staff()).is_new
    assert names(case) == ["receive", "close"]
    assert not DueWork.objects.unfinished().filter(case=case).exists()


def test_a_test_stops_nothing_until_it_is_opened_as_a_request():
    asked = a_request(kind="opt-out", channel="email", came_to=None, is_test=True, answers={"stops": "sale"})
    case = intake.receive(asked, staff()).case
    assert not suppression.holds_stop(case)
    assert intake.receive(asked, staff()).case == case, "pressed twice it is one case"
    opened_again(case)
    assert suppression.holds_stop(case)


def test_a_request_that_is_no_test_at_entry_never_is_one():
    case = entered()
    assert TEST not in closures.sort_closures(case)[0]
    with pytest.raises(BadInput):
        closed(case, TEST.code)

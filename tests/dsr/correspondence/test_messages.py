"""What the person writes: once a press, bounded, part of the journal, answered once; it moves no clock."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection

from dsr import correspondence, journal, review
from dsr.errors import BadInput, Blocked, Changed, NotAllowed
from dsr.lifecycle import State, Who
from dsr.models import Case, Message, Sealed
from dsr.models.message import Settled
from dsr.models.to_do import ToDo
from tests.given import a_case, a_ledger, approved, at, drain, in_review, responded, staff, told
from tests.given_joins import again, letters_to, names
from tests.given_own_page import a_message, press, waiting

pytestmark = pytest.mark.django_db
ASKED = "Did you get my letter of March 2? I moved."


@pytest.fixture(autouse=True)
def march(frozen) -> None:
    frozen(at("2026-03-10T09:00:00-07:00"))


def answered(message: Message, words: str = "Yes, it came on March 4.", who: Who = Who.REVIEWER) -> Message:
    seen = Case.objects.get(pk=message.case_id).entry_count
    return correspondence.answer_message(message.pk, staff(who), words, seen=seen)


def test_a_message_is_part_of_the_journal_waits_for_staff_and_moves_no_clock():
    case = in_review()
    days = (case.due_safe, case.due_latest, case.send_by, case.received_at)
    message = a_message(case, ASKED)
    found = again(case)
    assert (found.due_safe, found.due_latest, found.send_by, found.received_at) == days
    assert (found.state, found.to_do, found.message_waits) == (State.REVIEW, ToDo.MESSAGE, "yes")
    assert names(case)[-1] == "message-written"
    assert correspondence.read_messages(found)[0].words == ASKED
    assert ASKED.encode() not in bytes(Sealed.objects.get(case=case, name=f"words:{message.number}").value)
    assert not Case.objects.exclude(pk=case.pk).exists()  # it is no request by itself
    assert [one.fault for one in journal.verify_chain()] == [""]


def test_the_answer_stands_on_the_page_and_the_letter_says_nothing_of_it():
    case = in_review()
    message = answered(a_message(case, ASKED))
    drain()
    assert message.settled == Settled.ANSWERED
    assert correspondence.read_messages(again(case))[0].answer == "Yes, it came on March 4."
    assert letters_to(case)[-1] == "answered"
    told = mail.outbox[-1]
    assert told.to == ["dana@example.com"]
    for secret in ("March 4", "March 2", "moved"):
        assert secret not in f"{told.subject} {told.body}"
    assert again(case).to_do == ToDo.DECIDE
    drain()
    assert letters_to(case).count("answered") == 1


def test_the_same_press_writes_once_and_a_press_of_another_request_nothing():
    case, other, key = in_review(), in_review(), press()
    first = correspondence.write_message(case.pk, ASKED, key=key)
    assert correspondence.write_message(case.pk, ASKED, key=key) == first
    assert Message.objects.count() == 1
    with pytest.raises(BadInput):
        correspondence.write_message(other.pk, ASKED, key=key)


@pytest.mark.parametrize("words", ["", "  \n", "\u200b", "x" * 4001])
def test_empty_and_too_long_ones_are_refused_with_what_to_do(words):
    case = in_review()
    with pytest.raises(BadInput):
        correspondence.write_message(case.pk, words, key=press())
    assert waiting(case) == []


def test_nobody_fills_the_desk():
    case = in_review()
    for _number in range(correspondence.MOST_WAITING):
        message = a_message(case)
    with pytest.raises(Blocked, match="not read yet"):
        a_message(case)
    answered(message)
    a_message(case)


def test_two_colleagues_answer_once():
    case = in_review()
    message = a_message(case)
    seen = again(case).entry_count
    correspondence.answer_message(message.pk, staff(), "Soon.", seen=seen)
    with pytest.raises(Changed):
        correspondence.answer_message(message.pk, staff(), "Later.", seen=seen)
    with pytest.raises(Changed):
        correspondence.settle_message(message.pk, staff(), seen=seen)
    assert correspondence.read_messages(again(case))[0].answer == "Soon."
    with pytest.raises(NotAllowed):
        answered(a_message(case), who=Who.VIEWER)


def test_who_decides_reads_it_first():
    a_ledger()
    case = told(in_review())
    seen = again(case).entry_count
    a_message(case, "Please wait: I am not sure any more.")
    with pytest.raises(Changed) as refused:
        review.decline(case.pk, staff(), seen=seen, reasons=["NO_EBR"])
    assert [entry.name for entry in refused.value.since] == ["message-written"]


def test_after_the_answer_it_waits_beside_the_requests_whose_duty_is_met():
    a_ledger()
    case = responded()
    message = a_message(case, "Thank you. One company is missing.")
    assert again(case).to_do == ToDo.AFTER
    correspondence.settle_message(message.pk, staff(), seen=again(case).entry_count, note="Nothing to answer.")
    assert again(case).to_do == ToDo.ANSWERED
    assert again(case).state == State.RESPONDED


def test_it_is_forgotten_with_the_record_and_waits_for_nobody_then(frozen):
    a_ledger()
    case = responded()
    a_message(case, ASKED)
    frozen(at("2028-06-01T09:00:00-07:00"))
    journal.forget(case.pk)
    assert (waiting(case), again(case).to_do) == ([], ToDo.ENDED)
    assert correspondence.read_messages(again(case))[0].words == ""
    with pytest.raises(Blocked):
        a_message(case)


def test_a_decision_that_waits_is_shown_the_message(settings, frozen):
    settings.DECISION_WAIT = timedelta(minutes=10)
    a_ledger()
    case = approved(in_review())
    drain()
    a_message(case, "Stop, please.")
    assert again(case).to_do == ToDo.MESSAGE
    assert again(case).state == State.WORKING


def test_what_it_asks_for_is_opened_by_a_person_with_its_own_clock(frozen):
    case, words = in_review(), "Also stop emailing me, and delete everything."
    frozen(at("2026-03-20T09:00:00-07:00"))
    message = a_message(case, words)
    frozen(at("2026-03-24T09:00:00-07:00"))
    found = {kind.code: correspondence.may_open(again(case), kind) for kind in correspondence.kinds_in(case, words)}
    assert found == {"unsubscribe": True}  # the laws of the others do not bind this business
    seen = again(case).entry_count
    (opened,) = correspondence.open_from_message(message.pk, staff(), ["unsubscribe"], seen=seen)
    assert (opened.kind, opened.received_at) == ("unsubscribe", message.written_at)
    assert again(case).received_at == case.received_at
    (same,) = correspondence.open_from_message(message.pk, staff(), ["unsubscribe"], seen=again(case).entry_count)
    assert same == opened
    for kinds in ([], ["deletion"], ["child"]):
        with pytest.raises(BadInput):
            correspondence.open_from_message(message.pk, staff(), kinds, seen=again(case).entry_count)


def test_the_database_itself_notes_what_waits():
    case = a_case()
    a_message(case)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM dsr_message WHERE case_id = %s", [case.pk])
    assert again(case).message_waits == ""

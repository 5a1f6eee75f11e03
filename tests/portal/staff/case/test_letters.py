"""Letters: by email and on paper, come back, sent elsewhere, stuck."""

from datetime import date

import pytest
from django.core import mail

from dsr import journal
from dsr.journal import EntryName
from dsr.lifecycle import State
from tests import given
from tests.portal.staff.desk import at, fresh, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

PAPER = {
    "subject": {"name": "Ines Okafor"},
    "requester": {"name": "Ines Okafor", "postal": "12 Sample Street\nOakland, CA 94607"},
}


def test_a_response_that_came_back_goes_to_another_address(reviewer, case):
    given.approved(case)
    given.drain()
    reviewer.post(at(case, "returned"), {"seen": fresh(case).entry_count, "note": "Mailbox gone."})
    assert "Give another address" in page(reviewer, case)
    empty = reviewer.post(at(case, "readdress"), {"seen": fresh(case).entry_count, "delivery": "email", "email": "no"})
    assert empty.status_code == 422
    assert "Enter an email address like" in empty.content.decode()
    new = {"seen": fresh(case).entry_count, "delivery": "email", "email": "dana.new@example.com"}
    mail.outbox.clear()
    assert reviewer.post(at(case, "readdress"), new).status_code == 302
    given.drain()
    assert [message.to for message in mail.outbox] == [["dana.new@example.com"]]
    assert fresh(case).state == State.RESPONDED


def test_that_a_letter_came_back_is_recorded_from_the_page(reviewer, case):
    drawer = reviewer.get(at(case) + "?open=letter-returned").content.decode()
    assert (
        "Which letter came back?" in drawer
        and "Acknowledgement, email, Mar 10: We have your request, and answer by" in drawer
    )
    letter = case.letters.get()
    values = {"seen": fresh(case).entry_count, "note": "No such box."}
    none = reviewer.post(at(case, "letter-returned"), values)
    assert (none.status_code, "Choose the letter that came back." in none.content.decode()) == (422, True)
    assert reviewer.post(at(case, "letter-returned"), {**values, "letter": letter.pk}).status_code == 302
    told = page(reviewer, case)
    assert "Fix a fault: a letter of this request came back" in told and "No such box." in told
    assert "A letter came back" not in str(reviewer.get(at(case)).context["outline"].drawers), "none is out any more"


def test_a_paper_response_is_printed_mailed_and_recorded(frozen, reviewer):
    case = given.in_review(business=given.a_ledger(), parties=PAPER, delivery="mail")
    draft = reviewer.get(at(case, "draft", "STL_DISCLOSED"))
    assert draft.context["composed"].html == ""
    behind = "The pages printed behind it, as text"
    told = draft.content.decode()
    assert "The list follows on the next pages." in told and behind in told and "Exactly as it will be printed" in told
    assert reviewer.get(at(case, "draft", "STL_DISCLOSED") + "response.pdf").content.startswith(b"%PDF")
    given.approved(case)
    given.drain()
    letter = case.letters.get(is_response=True)
    told = page(reviewer, case)
    assert "Print and mail the response" in told
    assert behind in reviewer.get(at(case, "letter", str(letter.pk))).content.decode()
    printed = reviewer.get(at(case, "letter", str(letter.pk)) + "letter.pdf")
    assert printed.content.startswith(b"%PDF")
    tomorrow = {"seen": fresh(case).entry_count, "letter": letter.pk, "mailed_on": "2026-03-11"}
    answer = reviewer.post(at(case, "mailed"), tomorrow)
    assert answer.status_code == 422
    assert "cannot be in the future" in answer.content.decode()
    assert reviewer.post(at(case, "mailed"), {**tomorrow, "mailed_on": "2026-03-10"}).status_code == 302
    assert fresh(case).state == State.RESPONDED
    assert case.letters.get(is_response=True).mailed_on == date(2026, 3, 10)
    assert "mailed on March 10, 2026" in page(reviewer, case)


def test_letters_are_seen_as_they_were_sent(reviewer, case):
    given.approved(case)
    given.drain()
    letter = case.letters.get(is_response=True)
    shown = reviewer.get(at(case, "letter", str(letter.pk)))
    assert shown.status_code == 200
    sent = mail.outbox[-1]
    assert shown.context["body"]["text"] == sent.body
    assert reviewer.get(at(case, "letter", str(letter.pk), "email")).content.decode() == sent.alternatives[0][0]
    file = reviewer.get(at(case, "letter", str(letter.pk), "file") + sent.attachments[0][0])
    assert file.content == sent.attachments[0][1]
    assert reviewer.get(at(case, "letter", str(letter.pk), "file") + "other.pdf").status_code == 404
    other = given.in_review()
    assert reviewer.get(at(other, "letter", str(letter.pk))).status_code == 404


def test_what_is_stuck_says_why_and_the_way_out_and_goes_on(reviewer, case):
    stuck = journal.Line(EntryName.STUCK, {"work": "send", "reason": "mail-misconfigured"})
    journal.record(case.pk, stuck, journal.MACHINE, changes={"stuck": "mail-misconfigured"})
    told = page(reviewer, case)
    assert "Fix a fault: the mail server refuses us" in told
    assert "An administrator checks the mail server" in told
    assert "Try again" in told
    assert reviewer.post(at(case, "try-again"), {"seen": 0}).status_code == 302
    assert fresh(case).stuck == ""

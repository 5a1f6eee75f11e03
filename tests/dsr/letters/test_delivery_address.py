"""Paper recorded as mailed, responses that come back, and other addresses."""

from datetime import date

import pytest

from dsr import journal, parties
from dsr.clock import PACIFIC
from dsr.errors import BadInput, NotAllowed
from dsr.letters import correct_address, readdress, record_mailed, record_returned
from dsr.lifecycle import State, Who
from dsr.models import BlindIndex, Case, DueWork, Letter
from dsr.models.case import Delivery
from dsr.models.letter import LetterState
from dsr.review import possible_duplicates
from tests.given import a_ledger, approved, at, declined, drain, in_review, responded, staff
from tests.replacement import replace_everywhere

pytestmark = pytest.mark.django_db
POSTAL = "9 Elm Court\nChico, CA 95926"


def on_paper(**changes) -> dict:
    party = {"name": "Dana Whitlow", "postal": POSTAL}
    return {
        "delivery": Delivery.MAIL,
        "parties": {"subject": {"name": "Dana Whitlow"}, "requester": party},
        **changes,
    }


def again(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def last(case: Case):
    return again(case).entries.order_by("-number").first()


def test_a_printed_response_ends_the_duty_on_the_day_it_is_mailed(frozen):
    a_ledger()
    case = approved(in_review(**on_paper()))
    drain()
    case = again(case)
    letter = Letter.objects.get(case=case, is_response=True)
    assert (case.state, letter.state) == (State.RESPONDING, LetterState.TO_MAIL)
    case = record_mailed(case.pk, staff(), seen=case.entry_count, mailed_on=date(2026, 3, 10), letter_id=letter.pk)
    assert (case.state, again(case).responded_at) == (State.RESPONDED, case.responded_at)
    assert journal.facts_of(last(case)) == {"letter": letter.pk, "mailed_on": "2026-03-10"}
    letter.refresh_from_db()
    assert (letter.state, letter.mailed_on) == (LetterState.MAILED, date(2026, 3, 10))
    with pytest.raises(BadInput):
        record_mailed(case.pk, staff(), seen=case.entry_count, mailed_on=date(2026, 3, 10), letter_id=letter.pk)


def test_a_printed_acknowledgement_that_is_mailed_changes_no_state(frozen):
    case = in_review(**on_paper())
    letter = Letter.objects.get(case=case)
    done = record_mailed(case.pk, staff(), seen=case.entry_count, mailed_on=date(2026, 3, 10), letter_id=letter.pk)
    assert (done.state, last(case).name) == (State.REVIEW, "letter-mailed")


def test_what_cannot_be_recorded_as_mailed(frozen):
    paper, email = in_review(**on_paper()), in_review()
    letter, sent = Letter.objects.get(case=paper), Letter.objects.get(case=email)
    day = date(2026, 3, 10)
    for case, other in ((paper, sent), (email, sent), (email, letter)):
        with pytest.raises(BadInput):
            record_mailed(case.pk, staff(), seen=case.entry_count, mailed_on=day, letter_id=other.pk)
    with pytest.raises(BadInput, match="future"):
        record_mailed(paper.pk, staff(), seen=paper.entry_count, mailed_on=date(2026, 3, 11), letter_id=letter.pk)
    with pytest.raises(NotAllowed):
        record_mailed(paper.pk, staff(Who.VIEWER), seen=paper.entry_count, mailed_on=day, letter_id=letter.pk)


def test_a_response_that_comes_back_opens_the_duty_again(frozen):
    a_ledger()
    case = responded()
    case = record_returned(case.pk, staff(), seen=case.entry_count, note="Bounced the next day.")
    assert (case.state, case.is_open, case.responded_at, case.retain_until) == ("undelivered", True, None, None)
    assert Letter.objects.get(case=case, is_response=True).state == LetterState.BOUNCED


def test_another_address_gets_a_new_letter_and_the_decision_stands(frozen):
    a_ledger()
    case = responded()
    case = record_returned(case.pk, staff(), seen=case.entry_count)
    case = readdress(case.pk, staff(), seen=case.entry_count, delivery="email", address=" dana@new.example.com ")
    assert (case.state, case.outcome) == (State.WORKING, "STL_DISCLOSED")
    assert parties.reply_to(case) == {"name": "Dana Whitlow", "email": "dana@new.example.com"}
    assert possible_duplicates._mails(case.pk) == {case.pk: {BlindIndex.objects.get(case=case, field="email").digest}}
    drain()
    assert again(case).state == State.RESPONDED
    letters = Letter.objects.filter(case=case, is_response=True).order_by("pk")
    assert [letter.state for letter in letters] == [LetterState.BOUNCED, LetterState.ACCEPTED]
    assert letters[0].message_id != letters[1].message_id
    assert again(case).entries.filter(name="respond").count() == 2


def test_an_address_corrected_before_the_decision_is_acknowledged_anew(frozen, mailoutbox):
    case = in_review()
    due = (case.due_safe, case.due_latest)
    correct_address(case.pk, staff(), seen=case.entry_count, delivery="email", address="dana@new.example.com")
    assert again(case).state == State.RECEIVED
    drain()
    assert (again(case).state, (again(case).due_safe, again(case).due_latest)) == (State.REVIEW, due)
    assert [message.to for message in mailoutbox] == [["dana@example.com"], ["dana@new.example.com"]]
    assert parties.reply_to(again(case))["email"] == "dana@new.example.com"


def test_paper_in_place_of_email(frozen):
    case = declined(in_review())
    drain()
    case = record_returned(case.pk, staff(), seen=again(case).entry_count)
    case = readdress(case.pk, staff(), seen=case.entry_count, delivery="mail", address=POSTAL)
    drain()
    assert again(case).state == State.RESPONDING
    letter = Letter.objects.get(case=case, state=LetterState.TO_MAIL)
    assert letter.delivery == Delivery.MAIL
    with pytest.raises(BadInput):
        readdress(case.pk, staff(), seen=again(case).entry_count, delivery="mail", address="  ")


@pytest.mark.parametrize("verb", ["readdress", "returned"])
def test_a_stuck_response_is_let_go_when_a_person_takes_over(frozen, monkeypatch, verb):
    from dsr.letters import Fate, SendResult, outbox

    replace_everywhere(monkeypatch, outbox.submit_message, lambda _message: SendResult(Fate.MISCONFIGURED, "535"))
    case = declined(in_review())
    drain()
    case = again(case)
    assert (case.state, case.stuck) == (State.RESPONDING, "mail-misconfigured")
    monkeypatch.undo()
    if verb == "returned":
        case = record_returned(case.pk, staff(), seen=case.entry_count)
    case = readdress(case.pk, staff(), seen=case.entry_count, delivery="email", address="dana@example.net")
    drain()
    case = again(case)
    assert (case.state, case.stuck) == (State.RESPONDED, "")
    assert not DueWork.objects.unfinished().filter(case=case).exists()
    states = Letter.objects.filter(case=case, is_response=True).order_by("pk").values_list("state", flat=True)
    assert list(states) == ["bounced" if verb == "returned" else "replaced", "accepted"]


def test_a_letter_is_not_mailed_before_it_was_written_and_counts_from_its_day(frozen):
    frozen(at("2026-03-10T09:00:00-07:00"))
    case = declined(in_review(**on_paper()))
    drain()
    frozen(at("2026-03-20T09:00:00-07:00"))
    letter = Letter.objects.get(case=case, is_response=True)
    values = {"seen": again(case).entry_count, "letter_id": letter.pk}
    with pytest.raises(BadInput, match="not written yet"):
        record_mailed(case.pk, staff(), mailed_on=date(2026, 3, 9), **values)
    record_mailed(case.pk, staff(), mailed_on=date(2026, 3, 12), **values)
    assert again(case).responded_at.astimezone(PACIFIC).date() == date(2026, 3, 12)

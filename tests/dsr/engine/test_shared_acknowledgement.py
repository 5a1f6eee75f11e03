"""One letter acknowledges several requests: what becomes of one of them loses no other its acknowledgement."""

import pytest
from django.core import mail
from django.test import Client

from dsr import closures, journal, letters, review, verification
from dsr.clock import today
from dsr.engine import copied_desk, work_handlers
from dsr.errors import Blocked
from dsr.formats import references
from dsr.letters import Fate, SendResult
from dsr.lifecycle import State
from dsr.models import Case, CopiedCase, DueWork, Letter, Verification
from dsr.models.due_work import WorkName
from dsr.models.letter import LetterState
from tests.dsr.bulk.test_job import looked, pressed, results
from tests.dsr.engine.test_acknowledgement import acknowledgements, again, asked, on_paper
from tests.given import an_account, drain, staff
from tests.given_own_page import own_fact
from tests.given_proof import matches

__all__ = ["matches"]

pytestmark = pytest.mark.django_db
SUBJECT = "Confirm your privacy requests"


@pytest.fixture
def uncertain(monkeypatch) -> list[Case]:
    """Three requests, one letter, and nobody heard whether the mail server took it."""
    cases = asked("account-deletion", "deletion", "shine-the-light")
    with monkeypatch.context() as patch:
        patch.setattr(work_handlers.letters, "submit_message", lambda _m: SendResult(Fate.UNCERTAIN, "no-answer"))
        drain()
    assert {one.state for case in cases for one in acknowledgements(case)} == {LetterState.UNCERTAIN}
    return cases


def drain_now() -> None:
    """What waits to be tried again is due."""
    DueWork.objects.unfinished().filter(name=WorkName.SEND).update(not_before="2020-01-01T00:00:00Z")
    drain()


def withdraw(case: Case) -> None:
    assert closures.withdraw_from_page(case.pk, own_fact(case))


def test_the_one_letter_leads_to_the_page_of_each(uncertain):
    body = letters.body_of(acknowledgements(uncertain[0])[0])
    for one in uncertain:
        assert letters.page_address(one) in body["text"] and letters.page_address(one) in body["html"]


@pytest.mark.parametrize("corrected", [0, 1])
def test_corrected_while_uncertain_each_gets_its_own_word(uncertain, corrected):
    case = again(uncertain[corrected])
    letters.correct_address(case.pk, staff(), seen=case.entry_count, delivery="email", address="new@example.com")
    drain_now()
    for one in uncertain:
        first, *rest = acknowledgements(one)
        assert first.state == LetterState.REPLACED
        assert [letter.state for letter in rest] == [LetterState.ACCEPTED]
    assert SUBJECT not in [one.subject for one in mail.outbox], "the shared one names the address before"
    assert letters.body_of(acknowledgements(case)[-1])["to"] == "new@example.com"


@pytest.mark.parametrize("withdrawn", [0, 1])
@pytest.mark.parametrize("state", [LetterState.UNCERTAIN, LetterState.SENDING])
def test_withdrawn_while_on_its_way_the_others_get_their_own_word(uncertain, withdrawn, state):
    Letter.objects.update(state=state)
    withdraw(again(uncertain[withdrawn]))
    drain_now()
    for one in uncertain:
        states = [letter.state for letter in acknowledgements(one)]
        if again(one).state == State.CLOSED:
            assert states == [state]
        else:
            assert states == [LetterState.REPLACED, LetterState.ACCEPTED]
    assert SUBJECT not in [one.subject for one in mail.outbox]


@pytest.mark.parametrize("erase", [journal.forget, lambda pk: journal.thin(pk, [])])
def test_a_carrier_that_is_erased_leaves_the_others_their_word(uncertain, erase):
    withdraw(again(uncertain[2]))
    Letter.objects.update(state=LetterState.UNCERTAIN)  # as an earlier version left them
    carrier = acknowledgements(uncertain[2])[0]
    Letter.objects.update(goes_with=carrier)
    Letter.objects.filter(pk=carrier.pk).update(goes_with=None)
    DueWork.objects.unfinished().delete()
    erase(uncertain[2].pk)
    drain()
    for one in uncertain[:2]:
        assert acknowledgements(one)[0].state == LetterState.REPLACED
        assert acknowledgements(one)[-1].state == LetterState.ACCEPTED


def test_called_off_before_the_claim_it_is_sent_for_none(uncertain):
    Letter.objects.filter(case=uncertain[1]).update(state=LetterState.REPLACED)
    drain_now()
    assert SUBJECT not in [one.subject for one in mail.outbox]
    assert [one.state for one in acknowledgements(uncertain[2])] == [LetterState.REPLACED, LetterState.ACCEPTED]


def test_called_off_while_it_is_sent_no_fate_is_written_over_it(monkeypatch):
    cases = asked("account-deletion", "deletion", "shine-the-light")

    def submit(_message) -> SendResult:
        Letter.objects.filter(case=cases[1]).update(state=LetterState.REPLACED)
        return SendResult(Fate.ACCEPTED)

    monkeypatch.setattr(work_handlers.letters, "submit_message", submit)
    drain()
    assert [acknowledgements(case)[0].state for case in cases] == ["accepted", "replaced", "accepted"]
    assert "letter-accepted" not in cases[1].entries.values_list("name", flat=True)


# -- on paper ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def printed(frozen) -> list[Case]:
    cases = asked("account-deletion", "deletion", "shine-the-light", **on_paper())
    drain()
    return [again(case) for case in cases]


def test_mailed_with_another_the_machine_writes_it_into_the_others(printed):
    first, second, third = printed
    Letter.objects.filter(case=third).update(state=LetterState.TAKEN_BACK)
    (row,) = acknowledgements(first)
    letters.record_mailed(first.pk, staff(), seen=first.entry_count, mailed_on=today(), letter_id=row.pk)
    assert first.entries.latest("number").who == "reviewer"
    assert second.entries.latest("number").who == "machine"
    assert acknowledgements(third)[0].state == LetterState.TAKEN_BACK
    assert "letter-mailed" not in third.entries.values_list("name", flat=True)


def test_it_is_printed_and_recorded_at_one_of_them_alone(printed):
    first, *others = printed
    assert [again(case).mail_waits for case in printed] == ["letter", "", ""]
    pages = {case.pk: page_of(case) for case in printed}
    assert "Print the letter (PDF)" in pages[first.pk]
    for case in others:
        assert "Print the letter (PDF)" not in pages[case.pk]
        assert "Acknowledgement, in one letter with another request" in pages[case.pk]
    assert [letter.case_id for letter in letters.letters_to_mail(9)] == [first.pk]


def page_of(case: Case) -> str:
    desk = Client()
    desk.force_login(an_account())
    return desk.get(f"/desk/{references.spell(case.reference)}/").content.decode()


def test_of_a_restored_copy_none_of_them_is_mailed_and_the_paper_is_one(printed):
    first, second, _third = printed
    CopiedCase.objects.create(case=second)
    (row,) = acknowledgements(first)
    with pytest.raises(Blocked):
        letters.record_mailed(first.pk, staff(), seen=first.entry_count, mailed_on=today(), letter_id=row.pk)
    CopiedCase.objects.bulk_create([CopiedCase(case=case) for case in printed if case != second])
    assert letters.count_copied_paper() == 1
    assert [len(one.letters) for one in copied_desk.waiting()[0]] == [1, 0, 0]


@pytest.mark.parametrize("order", [[0, 1], [1, 0]])
def test_in_bulk_both_end_done_and_one_alone_names_the_other(printed, order):
    actor = staff()
    made = looked(actor, "mailed", [printed[1]])
    assert results(made) == ["cannot"]
    assert references.spell(printed[0].reference) in made.rows.get().why
    made = looked(actor, "mailed", [printed[number] for number in order])
    assert results(made) == ["ready", "ready"]
    pressed(made, actor)
    assert results(made) == ["done", "done"]
    assert {acknowledgements(case)[0].state for case in printed} == {LetterState.MAILED}


# -- what the mail server does not take, and what the letter lists ----------------------------------------------------


def test_not_sent_each_shows_it_and_any_of_them_tries_again(uncertain):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(work_handlers.letters, "submit_message", lambda _m: SendResult(Fate.UNCERTAIN, "no-answer"))
        drain_now()
        drain_now()
    assert {again(case).stuck for case in uncertain} == {"mail-uncertain"}
    entry = uncertain[2].entries.filter(name="stuck").latest("number")
    assert journal.facts_of(entry)["letter"] == acknowledgements(uncertain[2])[0].pk
    review.retry_case(uncertain[2].pk, staff())
    assert {again(case).stuck for case in uncertain} == {""}, "it is tried for all of them, and none shows it any more"
    drain()
    assert {again(case).stuck for case in uncertain} == {""}
    assert {acknowledgements(case)[0].state for case in uncertain} == {LetterState.ACCEPTED}


def test_that_it_came_back_is_written_into_each_that_is_open(frozen):
    cases = asked("account-deletion", "deletion", "shine-the-light")
    drain()
    withdraw(cases[2])
    second = again(cases[1])
    letters.record_letter_returned(
        second.pk, staff(), seen=second.entry_count, letter_id=acknowledgements(second)[0].pk, note="No such box."
    )
    told = [(acknowledgements(case)[0].state, case.entries.filter(name="letter-returned").count()) for case in cases]
    assert told == [("bounced", 1), ("bounced", 1), ("accepted", 0)]
    assert [again(case).stuck for case in cases] == ["letter-returned", "letter-returned", ""]


def test_it_lists_only_what_it_acknowledges():
    cases = asked("account-deletion", "deletion", "shine-the-light")
    Case.objects.filter(pk=cases[2].pk).update(language="es")  # it gets a letter of its own
    drain()
    (message,) = [one for one in mail.outbox if one.subject == SUBJECT]
    assert references.spell(cases[1].reference) in message.body
    assert references.spell(cases[2].reference) not in message.body


@pytest.mark.usefixtures("matches")
def test_that_a_confirmation_came_in_is_not_told_anew_while_it_is_asked_for_anew():
    case = asked("deletion")[0]
    drain()
    row = Verification.objects.get(case=case)
    Verification.objects.filter(pk=row.pk).update(given=row.needs)
    verification.tell_confirmed(case.pk)
    told = Letter.objects.filter(case=case, name="proof/confirmed")
    told.update(state=LetterState.REPLACED)
    Verification.objects.filter(pk=row.pk).update(given=[])
    assert not verification.tell_confirmed_anew(again(case)) and told.count() == 1
    Verification.objects.filter(pk=row.pk).update(given=row.needs)
    assert verification.tell_confirmed_anew(again(case)) and told.count() == 2

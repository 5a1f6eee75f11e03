"""What came with one press is acknowledged by one letter, and each request has it in its own record."""

import re
from datetime import date

import pytest
from django.core import mail

from dsr import intake, journal, letters, verification
from dsr.engine import advance, work_handlers
from dsr.formats import page_tokens, references
from dsr.letters import Fate, SendResult
from dsr.lifecycle import State
from dsr.models import Case, Letter, Verification
from dsr.models.case import Delivery
from dsr.models.letter import LetterState
from tests.given import REQUESTER, a_case, a_request, drain, staff

pytestmark = pytest.mark.django_db
POSTAL = "9 Elm Court\nChico, CA 95926"
KINDS = ("account-deletion", "deletion", "shine-the-light", "unsubscribe")


def asked(*kinds: str, **changes) -> list[Case]:
    """One press: all of it is asked for at once, by who lives in California."""
    answers = {"ca_resident": "yes", "household": "yes", "extent": "all"}
    first, *rest = [a_request(kind=kind, answers=answers, **changes) for kind in kinds]
    case = intake.receive(first, REQUESTER, also=rest).case
    return [case, *Case.objects.filter(opened_by=case).order_by("pk")]


def on_paper() -> dict:
    who = {"subject": {"name": "Dana Whitlow"}, "requester": {"name": "Dana Whitlow", "postal": POSTAL}}
    return {"delivery": Delivery.MAIL, "parties": who}


def acknowledgements(case: Case) -> list[Letter]:
    return list(Letter.objects.filter(case=case, name__endswith="/acknowledgement").order_by("pk"))


def again(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def test_one_email_lists_all_and_each_request_has_it_in_its_record():
    cases = asked(*KINDS)
    drain()
    (message,) = [one for one in mail.outbox if one.subject == "Confirm your privacy requests"]
    for case in cases:
        assert references.spell(case.reference) in message.body
    account, deletion, light, _stop = cases
    assert [again(one).state for one in (account, deletion, light)] == ["verifying", "verifying", "review"]
    for case in (account, deletion, light):
        (letter,) = acknowledgements(case)
        assert letter.name.partition("/")[0] == case.kind
        assert (letter.state, letters.body_of(letter)["text"]) == (LetterState.ACCEPTED, message.body)
        assert (
            letters.open_letter(letter.pk).message.extra_headers["Message-ID"] == message.extra_headers["Message-ID"]
        )
        told = [entry.name for entry in case.entries.order_by("number")]
        assert "letter-accepted" in told, "its own journal says that it went out"
    assert len([one for one in mail.outbox if "We have your request" in one.subject]) == 0


def test_every_link_that_it_lists_opens_a_door():
    listed = asked(*KINDS)
    light = listed[2]
    elsewhere = {"name": "Dana Whitlow", "email": "dana@elsewhere.example"}
    journal.reseal(light.pk, "requester", elsewhere)  # it gets a letter of its own, and this one lists it not
    advance(listed[0].pk)
    (letter,) = acknowledgements(listed[0])
    text = letters.body_of(letter)["text"]
    known = {one.digest for one in letters.live_links()}
    tokens = re.findall(r"/r/([^/\s]+)/", text)
    assert len(set(tokens)) == len(listed) - 1
    assert all(letters.link_digest(page_tokens.parse(token)) in known for token in tokens)


def test_each_request_keeps_its_own_clock_and_its_day_stands_beside_it():
    account, deletion, light = asked("account-deletion", "deletion", "shine-the-light")
    drain()
    text = letters.body_of(acknowledgements(account)[0])["text"]
    lines = {
        one.pk: next(line for line in text.splitlines() if references.spell(one.reference) in line)
        for one in (account, deletion, light)
    }
    for case in (deletion, light):
        assert letters.promise(again(case)) in lines[case.pk]
    assert "Please confirm it." in lines[deletion.pk] and "Please confirm it." not in lines[light.pk]
    assert "1798.105" in lines[deletion.pk] and "1798.83" in lines[light.pk]


def test_it_stands_in_the_thread_of_each():
    account, deletion, _light = asked("account-deletion", "deletion", "shine-the-light")
    drain()
    (message,) = [one for one in mail.outbox if one.subject == "Confirm your privacy requests"]
    threads = message.extra_headers["References"].split()
    assert len(set(threads)) == 3
    for case in (account, deletion):
        letters.write_letter(
            case, letters.compose(case, f"{case.kind}/acknowledgement"), key=f"later:{case.pk}", is_response=False
        )
    drain()
    later = [one.extra_headers["References"] for one in mail.outbox[-2:]]
    assert set(later) == set(threads[:2]), "what follows about one of them answers it"


def test_what_is_honored_at_once_is_answered_in_the_thread_of_the_letter_that_lists_it():
    asked("account-deletion", "deletion", "opt-out")
    drain()
    (message,) = [one for one in mail.outbox if one.subject == "Confirm your privacy requests"]
    (honored,) = [one for one in mail.outbox if one.subject.startswith("Opt-Out Request Honored")]
    assert "Do not sell or share my personal information" in message.body
    assert honored.extra_headers["References"] in message.extra_headers["References"].split()


def test_one_press_confirms_those_that_ask_for_it():
    account, deletion, light = asked("account-deletion", "deletion", "shine-the-light")
    drain()
    assert Verification.objects.get().case == account
    assert verification.cases_of_request(again(account)) == [account, deletion]
    assert again(light).state == State.REVIEW


@pytest.mark.parametrize("asks_first", [0, 1, 2])
def test_whichever_is_worked_on_first_writes_it_once(asks_first):
    cases = asked("account-deletion", "deletion", "shine-the-light")
    advance(cases[asks_first].pk)
    assert [len(acknowledgements(case)) for case in cases] == [1, 1, 1]
    for case in cases:
        advance(case.pk)
    drain()
    assert [len(acknowledgements(case)) for case in cases] == [1, 1, 1]
    assert len([one for one in mail.outbox if one.subject == "Confirm your privacy requests"]) == 1


def test_one_alone_gets_its_own():
    case = a_case(kind="shine-the-light")
    drain()
    assert acknowledgements(case)[0].goes_with is None
    assert len(mail.outbox) == 1 and "We have your request" in mail.outbox[0].subject


def test_on_paper_it_is_printed_once_and_mailed_for_all(frozen):
    cases = asked("account-deletion", "deletion", "shine-the-light", **on_paper())
    drain()
    (waiting,) = letters.letters_to_mail(10)
    assert letters.print_together([waiting]).file.startswith(b"%PDF-")
    shown = again(cases[1])  # whichever case's page it is recorded on
    row = acknowledgements(shown)[0]
    letters.record_mailed(shown.pk, staff(), seen=shown.entry_count, mailed_on=date(2026, 3, 10), letter_id=row.pk)
    for case in cases:
        (letter,) = acknowledgements(case)
        assert (letter.state, letter.mailed_on) == (LetterState.MAILED, date(2026, 3, 10))
        newest = case.entries.order_by("-number").first()
        assert journal.facts_of(newest)["letter"] == letter.pk
    assert letters.letters_to_mail(10) == []


def test_sent_elsewhere_before_it_left_each_gets_its_own_word():
    cases = asked("account-deletion", "deletion", "shine-the-light", **on_paper())
    drain()
    light = again(cases[2])
    letters.correct_address(light.pk, staff(), seen=light.entry_count, delivery="mail", address="1 New Road\nReno")
    drain()
    for case in cases:
        first, *rest = acknowledgements(case)
        assert first.state == LetterState.REPLACED, "what names the address before leaves to nobody"
        assert [one.state for one in rest] == [LetterState.TO_MAIL]
    assert "1 New Road" in letters.body_of(acknowledgements(light)[-1])["to"]
    assert len(letters.letters_to_mail(10)) == 3


def test_refused_by_the_server_each_request_shows_it(monkeypatch):
    cases = asked("account-deletion", "deletion", "shine-the-light")
    monkeypatch.setattr(work_handlers.letters, "submit_message", lambda _message: SendResult(Fate.REFUSED, "550"))
    drain()
    assert {again(case).stuck for case in cases} == {"letter-refused"}
    assert {one.state for case in cases for one in acknowledgements(case)} == {LetterState.REFUSED}

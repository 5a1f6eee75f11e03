"""The outbox when the mail server refuses for now or for good, stalls, hangs up, or is not there."""

from datetime import timedelta

import pytest

from dsr import engine, letters, review
from dsr.clock import now
from dsr.letters import Fate
from dsr.lifecycle import WAITS_FOR_STAFF, State
from dsr.models import Case, DueWork, Letter
from dsr.models.letter import LetterState
from tests.given import declined, drain, in_review, staff
from tests.smtp import MailServer, Mood, closed_port, silent_port

pytestmark = pytest.mark.django_db
ADDRESS = "dana@example.com"


@pytest.fixture
def case(frozen, server) -> Case:
    """Decided and about to be responded to; the acknowledgement is out."""
    case = declined(in_review())
    server.kept.clear()
    return case


def response(case: Case) -> Letter:
    return Letter.objects.get(case=case, is_response=True)


def state(case: Case) -> str:
    return Case.objects.values_list("state", flat=True).get(pk=case.pk)


def later(frozen, **span: float) -> None:
    frozen(now() + timedelta(**span))
    drain()


# -- refused for now -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("mood", "code"), [(Mood.LATER, "451"), (Mood.FULL, "452")])
def test_refused_for_now_it_is_tried_again_and_goes_out_once(case, server, frozen, mood, code):
    server.mood = mood
    drain()
    letter = response(case)
    assert (letter.state, letter.answer_code, letter.uncertain_count) == (LetterState.WRITTEN, code, 0)
    assert state(case) == State.RESPONDING
    assert DueWork.objects.get(name="send", target=letter.pk).reason == "mail-later"
    assert DueWork.objects.get(name="send", target=letter.pk).not_before == now() + timedelta(seconds=10)
    server.kept.clear()
    server.mood = Mood.ACCEPTS
    later(frozen, seconds=11)
    assert state(case) == State.RESPONDED
    assert len(server.to(ADDRESS)) == 1


def test_a_server_that_is_away_for_long_is_given_to_a_person_and_the_case_stays_open(case, frozen, settings):
    settings.EMAIL_PORT = closed_port()
    for _ in range(settings.MAIL_ATTEMPTS + 3):
        later(frozen, hours=1, seconds=1)
    stuck = Case.objects.get(pk=case.pk)
    assert (stuck.state, stuck.is_open, stuck.stuck) == (State.RESPONDING, True, "mail-later")
    row = DueWork.objects.get(name="send", target=response(case).pk)
    assert (row.attempts, row.given_up_at is not None) == (settings.MAIL_ATTEMPTS, True)
    assert response(case).answer_code == "no-connection"


def test_a_server_that_was_away_for_hours_is_seen_on_the_desk_and_gets_the_letter_in_the_end(
    case, frozen, server, settings
):
    open_port, settings.EMAIL_PORT = settings.EMAIL_PORT, closed_port()
    for _ in range(settings.WORK_ATTEMPTS):
        later(frozen, hours=1, seconds=1)
    assert Case.objects.get(pk=case.pk).stuck == "mail-later"
    settings.EMAIL_PORT = open_port
    later(frozen, hours=1, seconds=1)
    assert (state(case), Case.objects.get(pk=case.pk).stuck) == (State.RESPONDED, "")
    assert len(server.to(ADDRESS)) == 1


def test_once_a_person_mended_it_the_letter_goes_out(case, frozen, server, settings):
    open_port, settings.EMAIL_PORT = settings.EMAIL_PORT, closed_port()
    for _ in range(settings.MAIL_ATTEMPTS + 1):
        later(frozen, hours=1, seconds=1)
    settings.EMAIL_PORT = open_port
    review.retry_case(case.pk, staff())
    drain()
    assert Case.objects.get(pk=case.pk).stuck == ""
    assert state(case) == State.RESPONDED
    assert len(server.to(ADDRESS)) == 1


@pytest.mark.parametrize("where", ["silent", "closed"])
def test_who_does_not_even_greet_has_not_taken_the_letter(case, settings, where):
    settings.EMAIL_TIMEOUT = 1
    with silent_port() as silent:
        settings.EMAIL_PORT = silent if where == "silent" else closed_port()
        drain()
    letter = response(case)
    assert (letter.state, letter.uncertain_count) == (LetterState.WRITTEN, 0)
    assert letter.answer_code == "no-connection"


# -- refused for good ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("mood", "code"), [(Mood.NO_SUCH_PERSON, "550"), (Mood.BAD_WORDS, "554")])
def test_a_response_refused_for_good_opens_the_duty_again(case, server, mood, code, frozen):
    server.mood = mood
    drain()
    letter, back = response(case), Case.objects.get(pk=case.pk)
    assert (letter.state, letter.answer_code) == (LetterState.REFUSED, code)
    assert (back.state, back.is_open, back.responded_at) == (State.UNDELIVERED, True, None)
    assert back.current in WAITS_FOR_STAFF
    assert back in Case.objects.open()
    assert back.entries.order_by("-number").first().name == "fail-delivery"
    later(frozen, days=2)
    assert [entry.name for entry in back.entries.all()].count("letter-refused") == 1  # never tried again
    server.mood = Mood.ACCEPTS
    letters.readdress(back.pk, staff(), seen=back.entry_count, delivery="email", address="dana@example.net")
    drain()
    assert state(case) == State.RESPONDED
    [message] = server.to("dana@example.net")
    assert message["Message-ID"] != letter.message_id


def test_an_acknowledgement_refused_for_good_is_seen_and_the_case_goes_on(frozen, server):
    server.mood = Mood.NO_SUCH_PERSON
    case = in_review()
    assert (case.state, case.stuck) == (State.REVIEW, "letter-refused")
    assert not DueWork.objects.unfinished().exists()


@pytest.mark.parametrize("address", ["dana@", "@example.com", "a@b@c", "dana@example.com\r\nBcc: x@example.org"])
def test_an_address_that_is_none_is_refused_and_never_uncertain(frozen, server, address):
    case = in_review(parties={"subject": {"name": "Dana"}, "requester": {"name": "Dana", "email": address}})
    letter = Letter.objects.get(case=case)
    assert letter.state in {LetterState.REFUSED, LetterState.ACCEPTED}
    assert not any("x@example.org" in str(message) for message in server.kept)


# -- misconfigured ---------------------------------------------------------------------------------------------


def test_a_wrong_password_is_the_operators_affair_at_once(case, settings):
    server = MailServer(login=True).start()
    try:
        settings.EMAIL_PORT = server.port
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "desk", "wrong"
        drain()
    finally:
        server.stop()
    letter, stuck = response(case), Case.objects.get(pk=case.pk)
    assert (letter.state, letter.answer_code) == (LetterState.WRITTEN, "535")
    assert (stuck.state, stuck.stuck) == (State.RESPONDING, "mail-misconfigured")
    assert DueWork.objects.get(name="send", target=letter.pk).attempts == 1


def test_a_refused_sender_is_the_operators_affair(case, server):
    server.mood = Mood.NO_SUCH_SENDER
    drain()
    assert Case.objects.get(pk=case.pk).stuck == "mail-misconfigured"
    assert response(case).answer_code == "553"


# -- uncertain -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mood", [Mood.DROPS, Mood.STALLS])
def test_an_uncertain_letter_is_sent_again_once_as_the_same_and_then_a_person_decides(
    case, server, settings, frozen, mood
):
    server.mood, settings.EMAIL_TIMEOUT = mood, 3
    drain()
    letter = response(case)
    assert (letter.state, letter.uncertain_count) == (LetterState.UNCERTAIN, 1)
    assert letter.answer_code == "no-answer"
    assert state(case) == State.RESPONDING
    for _ in range(6):
        later(frozen, hours=1)
    copies = server.to(ADDRESS)
    assert [message["Message-ID"] for message in copies] == [letter.message_id] * 2
    stuck = Case.objects.get(pk=case.pk)
    assert (stuck.state, stuck.stuck) == (State.RESPONDING, "mail-uncertain")
    assert response(case).state == LetterState.UNCERTAIN
    server.mood = Mood.ACCEPTS
    review.retry_case(case.pk, staff())
    drain()
    assert state(case) == State.RESPONDED


def test_an_uncertain_letter_that_is_accepted_the_second_time_ends_the_duty(case, server, frozen):
    server.mood = Mood.DROPS
    drain()
    server.mood = Mood.ACCEPTS
    later(frozen, minutes=1)
    assert state(case) == State.RESPONDED
    assert len({str(message["Message-ID"]) for message in server.to(ADDRESS)}) == 1
    assert len(server.to(ADDRESS)) == 2


def test_a_letter_that_another_worker_sends_is_left_to_it(case, server, monkeypatch):
    drain_until_written(case)
    letter = response(case)
    assert letters.claim_letter(letter.pk) is None
    real = Letter.objects.get(pk=letter.pk)
    real.state = LetterState.WRITTEN
    monkeypatch.setattr(Letter.objects, "get", lambda **_: real, raising=False)
    assert letters.claim_letter(letter.pk) == letters.SendResult(Fate.LATER, "taken")


def drain_until_written(case: Case) -> None:
    engine.advance(case.pk)
    assert state(case) == State.RESPONDING


def test_what_is_done_or_replaced_is_not_sent(case, server):
    drain_until_written(case)
    letter = response(case)
    for done in (LetterState.ACCEPTED, LetterState.REFUSED, LetterState.REPLACED, LetterState.BOUNCED):
        Letter.objects.filter(pk=letter.pk).update(state=done)
        assert letters.claim_letter(letter.pk) == letters.SendResult(Fate.DONE)

"""The connection that a worker keeps: one for many letters, and never a letter lost or doubled for its sake."""

from collections.abc import Iterator

import pytest
from django.core.mail import EmailMessage

from dsr import letters
from dsr.letters import Fate
from tests.smtp import Mood


@pytest.fixture(autouse=True)
def keeping() -> Iterator[None]:
    letters.keep_connections()
    yield
    letters.end_connections()


def send() -> letters.SendResult:
    return letters.submit_message(EmailMessage("Hello", "Hello.", to=["dana@example.com"]))


def test_letter_after_letter_goes_over_one_connection_until_it_has_carried_enough(server):
    assert {send().fate for _letter in range(52)} == {Fate.ACCEPTED}
    assert (len(server.kept), len(server.lines)) == (52, 2)


def test_a_process_that_does_not_keep_it_opens_one_for_each(server):
    letters.end_connections()
    assert {send().fate for _letter in range(2)} == {Fate.ACCEPTED}
    assert len(server.lines) == 2


def test_a_server_that_hung_up_meanwhile_is_called_anew_and_nothing_is_uncertain(server):
    send()
    server.hang_up()
    assert send().fate is Fate.ACCEPTED
    assert (len(server.kept), len(server.lines)) == (2, 2)


def test_a_server_that_takes_no_more_on_a_connection_gets_the_letter_on_another(server):
    server.mood = Mood.ENOUGH
    assert [send().fate, send().fate] == [Fate.ACCEPTED, Fate.ACCEPTED]
    assert (len(server.kept), len(server.lines)) == (2, 2)


@pytest.mark.parametrize(
    ("mood", "fate"),
    [(Mood.NO_SUCH_SENDER, Fate.MISCONFIGURED), (Mood.NO_SUCH_PERSON, Fate.REFUSED), (Mood.DROPS, Fate.UNCERTAIN)],
)
def test_what_fails_on_a_kept_connection_is_told_as_ever_and_the_next_letter_goes_out(server, mood, fate):
    send()
    server.mood = mood
    assert send().fate is fate
    server.mood = Mood.ACCEPTS
    assert send().fate is Fate.ACCEPTED

"""Letters of every language in an address: the right domain, carried where the server can, else refused."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.core.mail import EmailMessage

from dsr import letters
from dsr.letters import Fate
from tests.smtp import MailServer, Mood, closed_port

BACKEND = "dsr.letters.mail_addresses.Utf8EmailBackend"
DJANGOS = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture(scope="module")
def servers() -> Iterator[dict[bool, MailServer]]:
    both = {takes_utf8: MailServer(takes_utf8=takes_utf8).start() for takes_utf8 in (True, False)}
    yield both
    for server in both.values():
        server.stop()


@pytest.fixture
def using(servers, settings):
    """Sends by the server that takes other letters than ASCII before the @, or by the one that does not."""

    def use(takes_utf8: bool, backend: str = BACKEND) -> MailServer:
        cache.clear()
        server = servers[takes_utf8]
        server.kept.clear()
        server.recipients.clear()
        server.mood = Mood.ACCEPTS
        settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = backend, "127.0.0.1", server.port
        settings.EMAIL_USE_TLS = False
        return server

    return use


def a_message(*to: str, sender: str = "Example Privacy <privacy@example.com>") -> EmailMessage:
    return EmailMessage("Your request: ü", "Dear Anna", sender, list(to), reply_to=["help@faß.example"])


@pytest.mark.parametrize("backend", [BACKEND, DJANGOS])
def test_a_letter_goes_to_the_domain_that_was_given_and_to_no_lookalike(using, backend):
    server = using(False, backend)
    message = a_message("anna@faß.example", "lee@BÜCHER.example", sender="Büro <buro@faß.example>")
    assert letters.submit_message(message).fate is Fate.ACCEPTED
    assert server.recipients == ["anna@xn--fa-hia.example", "lee@xn--bcher-kva.example"]
    assert "xn--fa-hia" in str(server.kept[0]["From"]) and "xn--fa-hia" in str(server.kept[0]["Reply-To"])


def test_other_letters_before_the_at_are_carried_where_the_server_takes_them(using):
    server = using(True)
    assert letters.why_not_mailed("émile@faß.example") == ""
    assert letters.submit_message(a_message("émile@faß.example")).fate is Fate.ACCEPTED
    assert server.recipients == ["émile@xn--fa-hia.example"]
    assert "émile@xn--fa-hia.example" in str(server.kept[0]["To"])


@pytest.mark.parametrize("backend, takes_utf8", [(BACKEND, False), (DJANGOS, True), (DJANGOS, False)])
def test_elsewhere_they_are_refused_with_the_reason_and_never_sent_to_another_mailbox(using, backend, takes_utf8):
    server = using(takes_utf8, backend)
    assert "é" in letters.why_not_mailed("émile@example.com")
    result = letters.submit_message(a_message("émile@example.com"))
    assert (result.fate, result.code) == (Fate.REFUSED, "smtputf8")
    assert server.recipients == []


def test_a_server_that_is_away_takes_none_and_is_asked_again_soon(using, settings, frozen):
    using(True)
    settings.EMAIL_PORT = closed_port()
    assert letters.why_not_mailed("émile@example.com")
    assert letters.why_not_mailed("dana@example.com") == ""
    using(True)
    assert letters.why_not_mailed("émile@example.com") == ""


def test_what_no_mail_program_can_write_to_is_said():
    assert "name@example.com" in letters.why_not_mailed("dana.@example.com")

"""A mail server that outbox tests share; its mood is good again before each."""

from collections.abc import Iterator

import pytest

from tests.smtp import MailServer, Mood


@pytest.fixture(scope="module")
def mail_server() -> Iterator[MailServer]:
    server = MailServer().start()
    yield server
    server.stop()


@pytest.fixture
def server(mail_server, settings) -> MailServer:
    mail_server.mood = Mood.ACCEPTS
    mail_server.kept.clear()
    mail_server.lines.clear()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail_server.port
    return mail_server

"""A real mail server on loopback that keeps what it accepts and fails in every way that mail servers fail."""

import asyncio
import contextlib
import email
import email.policy
import socket
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from enum import Enum
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from tests.patience import PATIENCE


class Mood(Enum):
    """What the server does with the next letters, until it is told otherwise."""

    ACCEPTS = "accepts"
    LATER = "refuses the recipient for now"
    NO_SUCH_PERSON = "refuses the recipient for good"
    NO_SUCH_SENDER = "refuses the sender for good"
    BAD_WORDS = "refuses the message for good"
    FULL = "refuses the message for now"
    STALLS = "takes the message and says nothing"
    ENOUGH = "takes one letter on a connection, and asks for another for the next"
    DROPS = "takes the message and hangs up before it answers"


_AT_RECIPIENT = {Mood.LATER: 451, Mood.NO_SUCH_PERSON: 550}
_AT_MESSAGE = {Mood.BAD_WORDS: 554, Mood.FULL: 452}


class MailServer:
    """Listens on a free port. Its answers quote the address, as real ones do: nobody may store that."""

    def __init__(self, login: bool = False, takes_utf8: bool = False) -> None:
        self.mood = Mood.ACCEPTS
        self.kept: list[EmailMessage] = []
        self.recipients: list[str] = []  # of every message that it kept, as they stood on the envelope
        self.lines: list[Any] = []  # the transport of each connection that brought a letter, in their order
        self._controller = _Controller(self, login, takes_utf8)

    def start(self) -> "MailServer":
        self._controller.start()
        return self

    def stop(self) -> None:
        self._controller.stop()

    @property
    def port(self) -> int:
        return int(self._controller.port)

    def hang_up(self) -> None:
        """End every connection that brought a letter, as an idle one is ended."""
        ended = threading.Event()

        def end() -> None:
            for line in self.lines:
                line.abort()
            ended.set()

        self._controller.loop.call_soon_threadsafe(end)
        assert ended.wait(PATIENCE)

    def to(self, address: str) -> list[EmailMessage]:
        """What it kept for one address, in the order of arrival."""
        return [message for message in self.kept if address in str(message["To"])]

    async def handle_MAIL(
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        if self.mood is Mood.NO_SUCH_SENDER:
            return f"553 <{address}> may not send here"
        if self.mood is Mood.ENOUGH and server.transport in self.lines:
            return "452 too many letters on this connection"
        if server.transport not in self.lines:
            self.lines.append(server.transport)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        if self.mood in _AT_RECIPIENT:
            return f"{_AT_RECIPIENT[self.mood]} <{address}>: mailbox of {address} unavailable"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        if self.mood in _AT_MESSAGE:
            return f"{_AT_MESSAGE[self.mood]} message to <{envelope.rcpt_tos[0]}> refused"
        content: Any = envelope.content
        self.recipients += envelope.rcpt_tos
        self.kept.append(email.message_from_bytes(content, _class=EmailMessage, policy=email.policy.default))
        if self.mood is Mood.STALLS:
            await asyncio.sleep(PATIENCE)
        if self.mood is Mood.DROPS:
            transport: Any = server.transport
            transport.abort()
        return "250 accepted"


class _Controller(Controller):
    def __init__(self, handler: MailServer, login: bool, takes_utf8: bool) -> None:
        more: dict[str, Any] = {"enable_SMTPUTF8": takes_utf8}
        if login:
            more |= {
                "auth_require_tls": False,
                "authenticator": lambda *_: AuthResult(success=False, handled=False),
            }
        super().__init__(handler, hostname="127.0.0.1", port=0, ready_timeout=PATIENCE, **more)

    def _trigger_server(self) -> None:
        # It was given port 0 and is asked at the port that it got.
        server: Any = self.server
        self.port = server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextlib.contextmanager
def silent_port() -> Iterator[int]:
    """A port that takes a connection and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield int(listener.getsockname()[1])


def closed_port() -> int:
    """A port where nothing listens."""
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

"""The demo's mail: every letter is kept as sent, byte for byte, in a folder that the mailbox page reads."""

import email
import email.policy
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.generator import BytesGenerator
from email.message import EmailMessage as ParsedMessage
from email.message import Message
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from dsr.clock import now

SUFFIX = ".eml"


def folder() -> Path:
    return Path(settings.VAR_DIR) / "mail"


class MailboxBackend(BaseEmailBackend):
    """A mail backend that delivers into the folder. An address at `refused.example` is refused, to show a bounce."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            _keep(message)
        return len(email_messages)


def _keep(message: EmailMessage) -> None:
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{now():%Y%m%d-%H%M%S-%f}{SUFFIX}"
    part = folder() / f".{name}.part"
    with part.open("wb") as file:
        # As the mail server gets it: its line ends, and no line that begins with “From ” touched.
        BytesGenerator(file, mangle_from_=False).flatten(message.message(), linesep="\r\n")
    part.replace(folder() / name)


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


@dataclass(frozen=True)
class Kept:
    """One kept message: its file's name without the suffix, when it was sent, and its parts."""

    name: str
    sent_at: datetime
    message: ParsedMessage

    @property
    def text(self) -> str:
        body = self.message.get_body(("plain",))
        return body.get_content() if body else ""

    @property
    def html(self) -> str:
        body = self.message.get_body(("html",))
        return body.get_content() if body else ""

    @property
    def attachments(self) -> list[tuple[str, bytes]]:
        return [(part.get_filename() or "file", _content(part)) for part in self.message.iter_attachments()]


def _read(path: Path) -> Kept:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    sent_at = datetime.strptime(path.stem + "+0000", "%Y%m%d-%H%M%S-%f%z")
    return Kept(path.stem, sent_at, message)


def newest(most: int = 50) -> list[Kept]:
    """The newest messages first."""
    paths = sorted(folder().glob(f"*{SUFFIX}"), reverse=True) if folder().is_dir() else []
    return [_read(path) for path in paths[:most]]


def one(name: str) -> Kept | None:
    """One message by its name; None for a name that is not ours."""
    path = folder() / f"{name}{SUFFIX}"
    known = path.parent == folder() and path.is_file()
    return _read(path) if known else None

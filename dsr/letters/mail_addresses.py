"""Addresses as the mail server gets them, and those that it cannot take."""

from email.message import Message
from email.utils import formataddr, parseaddr
from typing import Any

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends import smtp
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from dsr.formats import addresses

_REMEMBERED = 300  # seconds for which the answer of the mail server holds
_WAIT = 5  # seconds, while somebody waits for a form


def spell_addresses(message: EmailMessage) -> None:
    """Write every domain in ASCII. Django would take the older IDNA 2003, and the letter might reach a stranger."""
    name, sender = parseaddr(message.from_email)
    if addresses.for_envelope(sender) != sender:
        message.from_email = formataddr((name, addresses.for_envelope(sender)))
    for field in ("to", "cc", "bcc", "reply_to"):
        setattr(message, field, [addresses.for_envelope(one) for one in getattr(message, field)])


def is_carried(message: EmailMessage, connection: BaseEmailBackend) -> bool:
    """True unless an address has letters before the @ that this connection cannot carry. It is open."""
    return not _needs_utf8(message) or _takes_utf8(connection)


def _needs_utf8(message: EmailMessage) -> bool:
    return any(addresses.needs_utf8(parseaddr(one)[1]) for one in message.recipients())


def why_not_mailed(address: str) -> str:
    """Why our mail server cannot write to this address; empty when it can.

    The server is asked, and only for an address that needs SMTPUTF8. A server that is away takes none.
    """
    if not addresses.needs_utf8(address):
        return "" if _fits_envelope(address) else _("Enter an email address like name@example.com.")
    known = cache.get("mail-takes-utf8")
    if known is None:
        known = _ask_server()
        cache.set("mail-takes-utf8", known, _REMEMBERED)
    if known:
        return ""
    return _(
        "Our mail server cannot write to an address with letters like é or 张 before the @. Give another email "
        "address, or a mailing address where the form asks for one."
    )


def _fits_envelope(address: str) -> bool:
    """False for an address that mail programs cannot write to, though somebody may have it: dana.@example.com."""
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True


def _ask_server() -> bool:
    try:
        with get_connection(timeout=_WAIT) as connection:
            return _takes_utf8(connection)
    except Exception:  # every backend fails in its own way, and none of them takes it then
        return False


def _takes_utf8(connection: BaseEmailBackend) -> bool:
    return bool(getattr(connection, "takes_utf8", False))


class Utf8EmailBackend(smtp.EmailBackend):
    """Django's own, which also carries addresses with letters that are not ASCII, where the server does (RFC 6531)."""

    @property
    def takes_utf8(self) -> bool:
        """What an open connection says of itself."""
        if self.connection is None:
            return False
        self.connection.ehlo_or_helo_if_needed()
        return bool(self.connection.has_extn("smtputf8"))

    def _send(self, email_message: EmailMessage) -> bool:
        spell_addresses(email_message)
        if not _needs_utf8(email_message):
            return bool(super()._send(email_message))  # type: ignore[misc]  # the types do not know it
        connection: Any = self.connection  # it is open: Django opens it before
        message: Any = email_message.message()
        # As raw UTF-8: Django's own headers would hide what stands before the @ in an encoded word.
        for name in ("To", "Cc"):
            if named := getattr(email_message, name.lower()):
                del message[name]
                raw = ", ".join(named).encode().decode("ascii", "surrogateescape")
                Message.__setitem__(message, name, raw)
        sender = parseaddr(email_message.from_email)[1]
        options = ["SMTPUTF8", "BODY=8BITMIME"]
        recipients = [parseaddr(one)[1] for one in email_message.recipients()]
        connection.sendmail(sender, recipients, message.as_bytes(linesep="\r\n"), mail_options=options)
        return True

"""One POST to another machine: to the address that was checked, over TLS, without redirects, proxies or patience."""

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from dsr.errors import BadInput, CannotAct, TryAgain
from dsr.reasons import Reason
from dsr.webhooks import destinations
from dsr.webhooks.destinations import Place

MOST_BYTES = 65_536
_CONNECT_SECONDS = 5
_READ_SECONDS = 10
_WHOLE_SECONDS = 20  # from the connection to the last byte, however slowly they come
_MOST_LENGTH = 500
_PASSING = frozenset({408, 429})


class CannotCall(CannotAct):
    """A person must mend it; `code` says what, `status` is what the other machine answered, if it did."""

    def __init__(self, message: str, code: Reason, status: int = 0) -> None:
        super().__init__(message)
        self.code, self.status = code, status


class NoAnswer(TryAgain):
    """The other machine is away, busy or failing: the same message may arrive later."""

    code = Reason.WEBHOOK_UNREACHABLE

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Reply:
    """What was answered: 2xx only, and at most 64 KB of it."""

    status: int
    body: bytes


def check_address(text: str) -> str:
    """The address as it is kept. Raises BadInput, which says what to write instead."""
    plain = text.strip()
    try:
        parts = urlsplit(plain)
        host, _port = parts.hostname or "", parts.port
        host.encode("idna")
    except (ValueError, UnicodeError):
        raise BadInput(_("Write the address like https://privacy-hook.example.com/requests.")) from None
    allowed = {"https", "http"} if settings.WEBHOOK_ALLOW_PRIVATE else {"https"}
    if parts.scheme not in allowed or not host:
        raise BadInput(_("Write the address with https, like https://privacy-hook.example.com/requests."))
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise BadInput(_("Leave the name, the password and the part behind “#” out of the address."))
    if len(plain) > _MOST_LENGTH or any(ord(one) <= 32 or ord(one) > 126 for one in plain):
        raise BadInput(_("Write the address in plain letters without spaces, at most 500 of them."))
    return plain


def post_message(url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
    """Send one message. Raises NoAnswer for what may pass, CannotCall for what a person must mend."""
    parts = urlsplit(check_address(url))
    try:
        with _connected(parts) as connection:
            status, said = _exchange(connection, parts, body, headers)
    except ssl.SSLCertVerificationError:
        failure: CannotCall | NoAnswer = CannotCall(_("Its certificate is not good for its name."), Reason.WEBHOOK_TLS)
    except (OSError, http.client.HTTPException, ValueError):
        failure = NoAnswer(_("It does not answer in time."))
    else:
        return _sorted(status, said)
    # Not chained: the words of a failure may quote what was sent.
    raise failure


def _sorted(status: int, said: bytes) -> Reply:
    if status >= 500 or status in _PASSING:
        raise NoAnswer(_("It answers that it cannot do it now."), status)
    if 300 <= status < 400:
        words = _("It sends us on to another address, which is not followed.")
        raise CannotCall(words, Reason.WEBHOOK_REDIRECTS, status)
    if status >= 400 or status < 200:
        raise CannotCall(_("It refuses the message."), Reason.WEBHOOK_REFUSED, status)
    if len(said) > MOST_BYTES:
        raise CannotCall(_("Its answer is longer than 64 KB."), Reason.WEBHOOK_NOT_UNDERSTOOD, status)
    return Reply(status, said)


def _exchange(
    connection: http.client.HTTPConnection, parts: SplitResult, body: bytes, headers: Mapping[str, str]
) -> tuple[int, bytes]:
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection.request("POST", path, body=body, headers=dict(headers))
    with connection.getresponse() as answer:
        return answer.status, answer.read(MOST_BYTES + 1)


@contextmanager
def _connected(parts: SplitResult) -> Iterator[http.client.HTTPConnection]:
    """A connection to an address that was checked: nothing looks the name up a second time."""
    is_tls = parts.scheme == "https"
    host = str(parts.hostname).encode("idna").decode()
    port = parts.port or (443 if is_tls else 80)
    made = (http.client.HTTPSConnection if is_tls else http.client.HTTPConnection)(host, port)
    raw = _open(_allowed(destinations.resolve(host, port), is_tls))
    made.sock = _wrapped(raw, host) if is_tls else raw
    late = threading.Timer(_WHOLE_SECONDS, _end, [made.sock])
    late.daemon = True
    late.start()
    try:
        made.sock.settimeout(_READ_SECONDS)
        if isinstance(made.sock, ssl.SSLSocket):
            made.sock.do_handshake()
        yield made
    finally:
        late.cancel()
        made.close()


def _allowed(places: list[Place], is_tls: bool) -> list[Place]:
    may_be_private = settings.WEBHOOK_ALLOW_PRIVATE
    if not may_be_private and not destinations.all_public(places):
        words = _("Its name leads to a private address of this network, where webhooks are not sent.")
        raise CannotCall(words, Reason.WEBHOOK_ADDRESS_REFUSED)
    if not is_tls and not all(place.ip.is_loopback for place in places):
        words = _("Only on this machine itself a webhook goes without https.")
        raise CannotCall(words, Reason.WEBHOOK_ADDRESS_REFUSED)
    return places


def _open(places: list[Place]) -> socket.socket:
    failure: OSError = OSError("no address")
    for place in places:
        opened = socket.socket(place.family, socket.SOCK_STREAM)
        try:
            opened.settimeout(_CONNECT_SECONDS)
            opened.connect(place.address)
        except OSError as error:
            opened.close()
            failure = error
        else:
            return opened
    raise failure


def _wrapped(raw: socket.socket, host: str) -> ssl.SSLSocket:
    """TLS 1.2 or newer, and the certificate must be good for the name, not for the address."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context.wrap_socket(raw, server_hostname=host, do_handshake_on_connect=False)


def _end(connection: socket.socket) -> None:
    """From another thread: whoever reads or writes there is told that it is over."""
    with suppress(OSError):  # it is over already
        socket.socket.shutdown(connection, socket.SHUT_RDWR)

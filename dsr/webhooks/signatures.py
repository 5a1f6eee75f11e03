"""Signatures of webhooks by the Standard Webhooks specification, symmetric, version 1: ours and those we are sent."""

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from dsr import sealing
from dsr.clock import wall
from dsr.errors import BadInput, CannotAct, NotAllowed

PREFIX = "whsec_"
ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
TOLERANCE = timedelta(minutes=5)


def new_secret() -> str:
    """A fresh signing secret; the specification asks for 24 to 64 random bytes."""
    return PREFIX + base64.b64encode(os.urandom(32)).decode()


def new_message_id() -> str:
    """The id of a message: it stays the same however often the message is sent."""
    return f"msg_{secrets.token_hex(16)}"


def seal_secret(secret: str) -> str:
    """The secret as it is kept. Raises BadInput."""
    _key(secret)
    return sealing.seal_secret(sealing.WEBHOOK_SECRET, secret)


def open_secret(sealed: str, row: str = "") -> str:
    """What seal_secret() made, in the row that it stands in. Raises CannotAct when there is none."""
    if not sealed:
        raise CannotAct(_("It has no signing secret yet. An administrator makes one."))
    return sealing.open_secret(sealing.WEBHOOK_SECRET, sealed, row)


def secret_of(row: Any) -> str:
    """The signing secret of a system, listener, provider or contact. Raises CannotAct when there is none."""
    column = "sealed_connection" if hasattr(row, "sealed_connection") else "sealed_secret"
    return open_secret(getattr(row, column), sealing.row_of(row, column))


def signed_headers(secret: str, message_id: str, body: bytes) -> dict[str, str]:
    """The headers of a message that is sent now."""
    at = str(int(wall().timestamp()))
    signature = base64.b64encode(_mac(secret, message_id, at, body)).decode()
    return {"Content-Type": "application/json", ID: message_id, TIMESTAMP: at, SIGNATURE: f"v1,{signature}"}


def verify_signature(secret: str, given: Mapping[str, str], body: bytes) -> None:
    """Raises NotAllowed unless one of the signatures is good and the message is not older or newer than 5 minutes."""
    at, message_id = given.get(TIMESTAMP, ""), given.get(ID, "")
    if not (at.isascii() and at.isdigit() and len(at) < 12 and message_id):
        raise NotAllowed(_("Send webhook-id, webhook-timestamp (seconds) and webhook-signature."))
    if abs(wall() - datetime.fromtimestamp(int(at), UTC)) > TOLERANCE:
        raise NotAllowed(_("The webhook-timestamp is more than 5 minutes away from our clock."))
    wanted = _mac(secret, message_id, at, body)
    # Several are sent while a secret is changed; each is compared, whichever comes first.
    good = [hmac.compare_digest(wanted, one) for one in _signatures(given.get(SIGNATURE, ""))]
    if not any(good):
        raise NotAllowed(_("No webhook-signature is good for this message and its secret."))


def _signatures(text: str) -> list[bytes]:
    found = []
    for part in text.split(" ")[:10]:
        version, _comma, signature = part.partition(",")
        if version == "v1":
            try:
                decoded = base64.b64decode(signature, validate=True)
            except (binascii.Error, ValueError):
                continue
            # The decoder ignores spare bits at the end: one signature has one spelling.
            if base64.b64encode(decoded).decode() == signature:
                found.append(decoded)
    return found


def _mac(secret: str, message_id: str, at: str, body: bytes) -> bytes:
    return hmac.new(_key(secret), f"{message_id}.{at}.".encode() + body, hashlib.sha256).digest()


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not secret.startswith(PREFIX) or not 24 <= len(key) <= 64:
        raise BadInput(_("A signing secret is whsec_ and 24 to 64 bytes in base64."))
    return key

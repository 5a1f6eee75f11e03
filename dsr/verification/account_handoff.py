"""A person whom the business's own site hands over, signed in there: signed, taken once, forgotten soon.

`hand_off` is base64url(JSON) "." base64url(HMAC-SHA256 of the first part under the key's text); see docs/hand-off.md.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from dsr import sealing
from dsr.clock import now
from dsr.errors import BadInput
from dsr.formats.addresses import one_address
from dsr.formats.sent_values import is_kept, load_json
from dsr.models import Business, HandOff, HandOffKey

HANDOFF_PARAMETER, HANDOFF_KEY = "hand_off", "key"
LIFETIME = timedelta(hours=1)
# The signature travels through a browser at once.
_VALID = timedelta(minutes=5)
_CLOCKS_DIFFER = timedelta(minutes=1)
# § 7061(a): signed in again just before, not some days ago.
_JUST_SIGNED_IN = timedelta(minutes=15)
_LONGEST = 4_000
_SHORTEST_NONCE = 16
_SEAL = "hand-off"


@dataclass(frozen=True)
class SignedInPerson:
    """Who was handed over. `is_proved`: a password was given so short a time before that a deletion may follow."""

    business_id: int
    account: str
    email: str
    name: str
    is_proved: bool


def make_handoff_key(business: Business, name: str) -> str:
    """A key for the business's site. It is kept sealed; this is the one time that it is told."""
    key = sealing.new_key()
    with transaction.atomic():
        row = HandOffKey.objects.create(business=business, name=name, sealed="", made_at=now())
        row.sealed = sealing.seal_secret(f"{_SEAL}-key", key, sealing.row_of(row, "sealed"))
        row.save(update_fields=["sealed"])
    return key


def sign_handoff(key: str, claims: Mapping[str, Any]) -> str:
    """What the business's own site does; here for tests and as the example."""
    payload = _encode(json.dumps(dict(claims), separators=(",", ":")).encode())
    return f"{payload}.{_encode(_mac(key, payload))}"


def take_handoff(key_name: str, signed: str) -> tuple[HandOff, str]:
    """The person, taken once, and the kind that was asked for. Raises BadInput; its words tell an integrator why."""
    payload, _dot, signature = signed.partition(".")
    key = _key_of(key_name, payload, signature) if len(signed) <= _LONGEST else None
    if key is None:
        raise BadInput(_("The signature is not one of ours."))
    claims = _claims(payload)
    at = _instant(claims, "at")
    if not -_CLOCKS_DIFFER <= now() - at <= _VALID:
        raise BadInput(_("The signature is too old, or its time is not right."))
    signed_in_at = _instant(claims, "signed_in_at")
    if signed_in_at > now() + _CLOCKS_DIFFER:
        raise BadInput(_("The time of signing in is not right."))
    person = {name: _text(claims, name) for name in ("account", "email", "name")}
    person["email"] = _address(person["email"])
    return _keep(key, _nonce(claims), person, signed_in_at), str(claims.get("kind") or "")


def _keep(key: HandOffKey, nonce: str, person: Mapping[str, str], signed_in_at: datetime) -> HandOff:
    digest = sealing.secret_digest(f"{_SEAL}-{key.business_id}", nonce)
    sealed = sealing.seal_secret(_SEAL, json.dumps(dict(person)), digest)
    try:
        with transaction.atomic():
            return HandOff.objects.create(
                business_id=key.business_id, nonce=digest, sealed=sealed, at=now(), signed_in_at=signed_in_at
            )
    except IntegrityError as error:
        raise BadInput(_("This signature was used already.")) from error


def signed_in_person_of(hand_off_id: int | None) -> SignedInPerson | None:
    """Who was handed over within the last hour."""
    row = HandOff.objects.filter(pk=hand_off_id or 0, at__gt=now() - LIFETIME).first()
    if row is None:
        return None
    person = json.loads(sealing.open_secret(_SEAL, row.sealed, row.nonce))
    return SignedInPerson(row.business_id, is_proved=row.at - row.signed_in_at <= _JUST_SIGNED_IN, **person)


def forget_handoffs() -> int:
    """Rows live for an hour: how many were forgotten."""
    return HandOff.objects.filter(at__lte=now() - LIFETIME).delete()[0]


def _key_of(name: str, payload: str, signature: str) -> HandOffKey | None:
    """The key that signed it. All keys of the name are compared, each in the same time."""
    found = None
    if not is_kept(name + payload + signature):
        return None
    for key in HandOffKey.objects.filter(name=name, revoked_at=None).order_by("pk"):
        expected = _encode(
            _mac(sealing.open_secret(f"{_SEAL}-key", key.sealed, sealing.row_of(key, "sealed")), payload)
        )
        # With or without the padding, and in no other spelling.
        given = signature.removesuffix("=" * (-len(expected) % 4)).encode()
        if hmac.compare_digest(expected.encode(), given):
            found = key
    return found


def _claims(payload: str) -> dict[str, Any]:
    try:
        claims = load_json(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValueError, BadInput) as error:
        raise BadInput(_("The signed text is not JSON in base64url.")) from error
    if not isinstance(claims, dict):
        raise BadInput(_("The signed text is not JSON in base64url."))
    return claims


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if not text or len(text) > 254:
        raise BadInput(_("The field %(name)s is missing or too long.") % {"name": name})
    return text


def _address(text: str) -> str:
    try:
        return one_address(text)
    except BadInput as error:
        raise BadInput(_("The field %(name)s is not one email address.") % {"name": "email"}) from error


def _instant(claims: Mapping[str, Any], name: str) -> datetime:
    """Seconds since 1970, as in time.time()."""
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadInput(_("The field %(name)s is not a number of seconds.") % {"name": name})
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise BadInput(_("The field %(name)s is not a number of seconds.") % {"name": name}) from error


def _nonce(claims: Mapping[str, Any]) -> str:
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or len(nonce) < _SHORTEST_NONCE:
        raise BadInput(_("The field nonce needs 16 or more random characters."))
    return nonce


def _mac(key: str, payload: str) -> bytes:
    return hmac.new(key.encode(), payload.encode(), hashlib.sha256).digest()


def _encode(text: bytes) -> str:
    return base64.urlsafe_b64encode(text).decode().rstrip("=")

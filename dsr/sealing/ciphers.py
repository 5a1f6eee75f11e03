"""AES-GCM under a key, and under the newest of those that are configured."""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from dsr.errors import CannotOpen

_NONCE = 12  # bytes, NIST SP 800-38D section 8.2


def encrypt(key: bytes, clear: bytes, bound_to: str) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, clear, bound_to.encode())


def decrypt(key: bytes, sealed: bytes, bound_to: str) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], bound_to.encode())
    except (InvalidTag, ValueError) as error:
        raise CannotOpen("A sealed value does not open: it was changed, or SEALING_KEYS lacks its key.") from error


def wrap(clear: bytes, bound_to: str) -> bytes:
    """Encrypt under the newest configured key: `name:` followed by the ciphertext."""
    name, key = next(iter(settings.SEALING_KEYS.items()))
    return name.encode() + b":" + encrypt(key, clear, bound_to)


def unwrap(wrapped: bytes, bound_to: str) -> bytes:
    name, _colon, ciphertext = wrapped.partition(b":")
    key = settings.SEALING_KEYS.get(name.decode())
    if key is None:
        raise CannotOpen(f"SEALING_KEYS lacks the key named {name.decode()!r}; put it back behind the newest.")
    return decrypt(key, ciphertext, bound_to)


def newest_sealing_key() -> str:
    """The name of the key that seals now."""
    return next(iter(settings.SEALING_KEYS))


def from_text(text: str) -> bytes:
    """The bytes that our own base64 text stands for. Raises CannotOpen for any other spelling of the same bytes.

    The decoder of the standard library skips what is no letter of its alphabet and ignores spare bits at the end, so
    that endless texts stand for the same bytes.
    """
    try:
        found = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise CannotOpen("A sealed text is no longer what was written.") from error
    if to_text(found) != text:
        raise CannotOpen("A sealed text is no longer what was written.")
    return found


def to_text(sealed: bytes) -> str:
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def new_key() -> str:
    """A fresh 32-byte key in URL-safe base64, as SEALING_KEYS and INDEX_KEY take it."""
    return base64.urlsafe_b64encode(os.urandom(32)).decode()

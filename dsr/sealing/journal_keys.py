"""What proves that the journal was written here: macs of entries, signatures of anchors."""

import hmac

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from dsr.errors import CannotOpen


def entry_mac(digest: str) -> str:
    """`name:hex`: HMAC-SHA256 of an entry's digest under the newest of JOURNAL_KEYS, which no database holds."""
    name = newest_journal_key()
    return f"{name}:{_entry_hmac(name, digest)}"


def proves_entry(digest: str, mac: str) -> bool:
    """Whether the mac was made of this digest under its key. Raises CannotOpen when JOURNAL_KEYS lacks that key."""
    name, _colon, made = mac.partition(":")
    if name not in settings.JOURNAL_KEYS:
        raise CannotOpen(f"JOURNAL_KEYS lacks the key named {name!r}; put it back behind the newest.")
    return hmac.compare_digest(made, _entry_hmac(name, digest))


def _entry_hmac(name: str, digest: str) -> str:
    return hmac.digest(settings.JOURNAL_KEYS[name], f"entry\x00{digest}".encode(), "sha256").hex()


def newest_journal_key() -> str:
    """The name of the key under which entries and anchors are made now."""
    return next(iter(settings.JOURNAL_KEYS))


def sign_anchor(name: str, document: bytes) -> str:
    """The Ed25519 signature (RFC 8032), 128 hexadecimal digits, under what is derived from this journal key."""
    return _signer(name).sign(document).hex()


def public_anchor_key(name: str) -> bytes:
    """The 32 bytes by which anybody checks what this journal key signs. Raises CannotOpen where it is missing."""
    return _signer(name).public_key().public_bytes_raw()


def proves_anchor(name: str, document: bytes, signature: str) -> bool:
    """Whether the signature fits. Raises CannotOpen when JOURNAL_KEYS lacks the key."""
    try:
        _signer(name).public_key().verify(bytes.fromhex(signature), document)
    except (InvalidSignature, ValueError):
        return False
    return True


def _signer(name: str) -> Ed25519PrivateKey:
    if name not in settings.JOURNAL_KEYS:
        raise CannotOpen(f"JOURNAL_KEYS lacks the key named {name!r}; put it back behind the newest.")
    derive = HKDF(hashes.SHA256(), length=32, salt=None, info=b"daylight anchor")  # RFC 5869
    return Ed25519PrivateKey.from_private_bytes(derive.derive(settings.JOURNAL_KEYS[name]))

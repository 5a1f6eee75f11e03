"""Personal information at rest: AES-GCM under one data key a case, itself wrapped by the configured keys."""

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Iterable
from typing import Any, Protocol

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from dsr.errors import CannotOpen, Forgotten
from dsr.formats import name_words, spellings

_NONCE = 12  # bytes, NIST SP 800-38D section 8.2


class HasKey(Protocol):
    """A case: its primary key binds what is sealed to it, and its wrapped data key opens it."""

    pk: Any
    data_key: bytes | memoryview | None


def _encrypt(key: bytes, clear: bytes, bound_to: str) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, clear, bound_to.encode())


def _decrypt(key: bytes, sealed: bytes, bound_to: str) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], bound_to.encode())
    except (InvalidTag, ValueError) as error:
        raise CannotOpen("A sealed value does not open: it was changed, or SEALING_KEYS lacks its key.") from error


def _wrap(clear: bytes, bound_to: str) -> bytes:
    """Encrypt under the newest configured key: `name:` followed by the ciphertext."""
    name, key = next(iter(settings.SEALING_KEYS.items()))
    return name.encode() + b":" + _encrypt(key, clear, bound_to)


def _unwrap(wrapped: bytes, bound_to: str) -> bytes:
    name, _colon, ciphertext = wrapped.partition(b":")
    key = settings.SEALING_KEYS.get(name.decode())
    if key is None:
        raise CannotOpen(f"SEALING_KEYS lacks the key named {name.decode()!r}; put it back behind the newest.")
    return _decrypt(key, ciphertext, bound_to)


def new_data_key() -> bytes:
    """A fresh data key, wrapped by the newest configured key."""
    return _wrap(AESGCM.generate_key(256), "data-key")


def _data_key(case: HasKey) -> bytes:
    if not case.data_key:
        raise Forgotten("This case is forgotten: its personal information is destroyed.")
    return _unwrap(bytes(case.data_key), "data-key")


def name_of_data_key(case: HasKey) -> str:
    """The name, in SEALING_KEYS, of the key that wraps the case's data key."""
    return bytes(case.data_key or b"").partition(b":")[0].decode()


def opens_data_key(case: HasKey) -> bool:
    """True when the keys that are configured open what is sealed for the case. Raises Forgotten."""
    try:
        _data_key(case)
    except CannotOpen:
        return False
    return True


def seal_secret(name: str, text: str) -> str:
    """Seal a secret that belongs to no case, such as a second factor's; `name` says what it is."""
    return base64.urlsafe_b64encode(_wrap(text.encode(), name)).decode()


def _from_text(text: str) -> bytes:
    """The bytes that our own base64 text stands for. Raises CannotOpen for any other spelling of the same bytes.

    The decoder of the standard library skips what is no letter of its alphabet and ignores spare bits at the end, so
    that endless texts stand for the same bytes.
    """
    try:
        found = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise CannotOpen("A sealed text is no longer what was written.") from error
    if _to_text(found) != text:
        raise CannotOpen("A sealed text is no longer what was written.")
    return found


def _to_text(sealed: bytes) -> str:
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def open_secret(name: str, sealed: str) -> str:
    """Open what seal_secret() made. Raises CannotOpen."""
    return _unwrap(_from_text(sealed.rstrip("=")), name).decode()


def seal(case: HasKey, name: str, value: Any) -> bytes:
    """Seal a JSON value (or bytes) under the case's data key, bound to the case and to `name`."""
    clear = b"b" + value if isinstance(value, bytes) else b"j" + json.dumps(value, ensure_ascii=False).encode()
    return _encrypt(_data_key(case), clear, f"{case.pk}/{name}")


def open_sealed(case: HasKey, name: str, sealed: bytes | memoryview) -> Any:
    """Open what seal() made. Raises Forgotten when the key is destroyed, CannotOpen when it was changed."""
    clear = _decrypt(_data_key(case), bytes(sealed), f"{case.pk}/{name}")
    return clear[1:] if clear[:1] == b"b" else json.loads(clear[1:])


def normalize(field: str, value: str) -> str:
    """One spelling for comparison: an email address as its mailbox, a phone as digits, a name without accents."""
    return spellings.for_deed(field, value)


def blind_index(field: str, value: str) -> str:
    """A keyed HMAC-SHA256 of a normalized email, name or phone: equal values meet, nobody can read them back."""
    return _index(field, spellings.for_deed(field, value))


def blind_indexes(field: str, value: str) -> tuple[str, ...]:
    """The blind index of a value, and those under which earlier releases may have kept it: to find, never to act.

    They folded more, so a case of somebody whose value only looks alike may be among what is found.
    """
    every = (*spellings.same_person(field, value), spellings.before(field, value))
    return tuple(_index(field, one) for one in dict.fromkeys(every))


def word_digest(word: str) -> str:
    """20 bits of a keyed HMAC-SHA256 of one word of a name, under a key of its own: it meets others' words by chance.

    So that whoever has the database and guesses cannot be sure of a guess (docs/security.md).
    """
    return hmac.digest(settings.NAME_KEY, word.encode(errors="surrogatepass"), "sha256").hex()[:5]


def word_digests(names: Iterable[str]) -> list[str]:
    """Those of all words of these names, in an order that tells nothing of theirs."""
    return sorted({word_digest(word) for word in name_words.words_of(names)})


def _index(field: str, spelling: str) -> str:
    return hmac.new(settings.INDEX_KEY, _message(field, spelling), hashlib.sha256).hexdigest()


def _message(field: str, spelling: str) -> bytes:
    # Half a surrogate pair is no character, but somebody may have sent it: its hash meets nobody's.
    return f"{field}\x00{spelling}".encode(errors="surrogatepass")


def secret_digest(purpose: str, secret: str) -> str:
    """A keyed HMAC-SHA256 of a secret that only its holder has, such as a link's token, a code or an API key."""
    return hmac.digest(settings.INDEX_KEY, f"secret\x00{purpose}\x00{secret}".encode(), "sha256").hex()


def person_digest(field: str, value: str) -> str:
    """The keyed hash by which a person is suppressed: SUPPRESSION_KEY's own, so that it outlives every other key.

    It names no business: with the key, a list goes over to a successor, § 1798.120(a)(2).
    """
    return _person(field, spellings.to_list(field, value))


def person_digests(field: str, value: str) -> tuple[str, ...]:
    """The hashes under which a stop that covers this person may stand: that, and those of earlier releases."""
    return tuple(_person(field, one) for one in spellings.to_look_up(field, value))


def own_digests(field: str, value: str) -> tuple[str, ...]:
    """Of those the ones of this very person, and not of somebody whose address only looks alike."""
    return tuple(_person(field, one) for one in spellings.to_lift(field, value))


def _person(field: str, spelling: str) -> str:
    return hmac.digest(settings.SUPPRESSION_KEY, _message(field, spelling), "sha256").hex()


def suppression_digest(business_id: int, field: str, value: str) -> str:
    """The keyed hash of a person at one business, for what never leaves it, such as tombstones."""
    return _person(f"{business_id}\x00{field}", spellings.for_deed(field, value))


def suppression_digests(business_id: int, field: str, value: str) -> tuple[str, ...]:
    """The same, and those under which earlier releases may have kept the same person."""
    return tuple(_person(f"{business_id}\x00{field}", one) for one in spellings.same_person(field, value))


def check_value(key: bytes) -> str:
    """What a key leaves in the database so that its loss is seen: tells nothing about the key."""
    return hmac.new(key, b"daylight key mark", hashlib.sha256).hexdigest()


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


def seal_link(parts: list[str]) -> str:
    """An opaque token for an address, sealed by the newest of LINK_KEYS; open_link() reads it back."""
    name, key = next(iter(settings.LINK_KEYS.items()))
    sealed = _encrypt(key, json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode(), "link")
    return f"{name}.{_to_text(sealed)}"


def open_link(token: str) -> list[str]:
    """The parts of a token by any of LINK_KEYS; one token has one spelling.

    Raises CannotOpen when it was changed or its key is gone.
    """
    name, _dot, text = token.partition(".")
    key = settings.LINK_KEYS.get(name)
    if key is None:
        raise CannotOpen("The token names no key of LINK_KEYS.")
    parts: list[str] = json.loads(_decrypt(key, _from_text(text), "link"))
    return parts


def opens_link(token: str) -> bool:
    """True when the key that the token names is configured and opens it."""
    try:
        open_link(token)
    except CannotOpen:
        return False
    return True


def link_identity(token: str) -> str:
    """What is the same for every spelling of one token, and differs for any other token. Raises CannotOpen.

    It is the token as seal_link() wrote it, made again from what was decoded.
    """
    name, _dot, text = token.partition(".")
    return f"{name}.{_to_text(_from_text(text))}"


def new_key() -> str:
    """A fresh 32-byte key in URL-safe base64, as SEALING_KEYS and INDEX_KEY take it."""
    return base64.urlsafe_b64encode(os.urandom(32)).decode()

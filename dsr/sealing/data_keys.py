"""The data key of a case, and what is sealed under it: bound to the case and to what it is."""

import hashlib
import hmac
import json
from typing import Any, Protocol

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from dsr.errors import CannotOpen, Forgotten
from dsr.sealing.ciphers import decrypt, encrypt, newest_sealing_key, unwrap, wrap


class HasKey(Protocol):
    """A case: its primary key binds what is sealed to it, and its wrapped data key opens it."""

    pk: Any
    data_key: bytes | memoryview | None


def new_data_key() -> bytes:
    """A fresh data key, wrapped by the newest configured key."""
    return wrap(AESGCM.generate_key(256), "data-key")


def _data_key(case: HasKey) -> bytes:
    if not case.data_key:
        raise Forgotten("This case is forgotten: its personal information is destroyed.")
    return unwrap(bytes(case.data_key), "data-key")


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


def rewrap_data_key(wrapped: bytes) -> bytes | None:
    """The same data key under the newest configured key; None where it is so already. Raises CannotOpen."""
    if wrapped.partition(b":")[0].decode() == newest_sealing_key():
        return None
    return wrap(unwrap(wrapped, "data-key"), "data-key")


def seal(case: HasKey, name: str, value: Any) -> bytes:
    """Seal a JSON value (or bytes) under the case's data key, bound to the case and to `name`."""
    clear = b"b" + value if isinstance(value, bytes) else b"j" + json.dumps(value, ensure_ascii=False).encode()
    return encrypt(_data_key(case), clear, f"{case.pk}/{name}")


def open_sealed(case: HasKey, name: str, sealed: bytes | memoryview) -> Any:
    """Open what seal() made. Raises Forgotten when the key is destroyed, CannotOpen when it was changed."""
    clear = decrypt(_data_key(case), bytes(sealed), f"{case.pk}/{name}")
    return clear[1:] if clear[:1] == b"b" else json.loads(clear[1:])


def keyed_digest(case: HasKey, name: str) -> bytes:
    """A value of the case alone, known to who holds its key, the same for as long as that lives. Raises Forgotten."""
    return hmac.digest(_data_key(case), f"{case.pk}/{name}".encode(), hashlib.sha256)

"""Tokens of unsubscribe links, sealed by LINK_KEYS."""

import json

from django.conf import settings

from dsr.errors import CannotOpen
from dsr.sealing.ciphers import decrypt, encrypt, from_text, to_text


def seal_link(parts: list[str]) -> str:
    """An opaque token for an address, sealed by the newest of LINK_KEYS; open_link() reads it back."""
    name, key = next(iter(settings.LINK_KEYS.items()))
    sealed = encrypt(key, json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode(), "link")
    return f"{name}.{to_text(sealed)}"


def open_link(token: str) -> list[str]:
    """The parts of a token by any of LINK_KEYS; one token has one spelling.

    Raises CannotOpen when it was changed or its key is gone.
    """
    name, _dot, text = token.partition(".")
    key = settings.LINK_KEYS.get(name)
    if key is None:
        raise CannotOpen("The token names no key of LINK_KEYS.")
    parts: list[str] = json.loads(decrypt(key, from_text(text), "link"))
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
    return f"{name}.{to_text(from_text(text))}"

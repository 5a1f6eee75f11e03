"""One spelling of a JSON value: the same value always gives the same bytes, so it can be hashed."""

import hashlib
import json


def encode(value: object) -> bytes:
    """Spell `value` as UTF-8 JSON: keys sorted by code point, no white space, text as it stands (no NFC).

    Only None, bool, int, str, list, tuple and dict with text keys are allowed. Floats are refused, because
    two programs may spell one float differently. Raises TypeError for any other value, and ValueError for
    lone surrogates.
    """
    _refuse(value)
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def digest(value: object) -> str:
    """Give the SHA-256 of the one spelling of `value`, as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(encode(value)).hexdigest()


def _refuse(value: object) -> None:
    if value is None or isinstance(value, str | int):
        return
    if isinstance(value, list | tuple):
        for item in value:
            _refuse(item)
        return
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise TypeError(f"A key must be text, not {type(key).__name__}.")
            _refuse(item)
        return
    raise TypeError(f"{type(value).__name__} has no single spelling.")

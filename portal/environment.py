"""Reading the environment for the settings: text, numbers and keys, each with what to do where one is wrong."""

import base64
import os

from django.core.exceptions import ImproperlyConfigured

MISSING: list[str] = []  # what is required and not set, each with what it means


def required(name: str, means: str) -> str:
    value = os.environ.get(name, "").strip()
    if not value:
        MISSING.append(f"  {name}: {means}")
    return value


def optional(name: str, default: str) -> str:
    return os.environ.get(name, "").strip() or default


def number(name: str, default: int) -> int:
    value = optional(name, str(default))
    if not value.isdigit():
        raise ImproperlyConfigured(f"{name} must be a whole number; it is {value!r}.")
    return int(value)


def key(name: str, text: str) -> bytes:
    try:
        found = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        found = b""
    if len(found) != 32:
        raise ImproperlyConfigured(f"{name} must be 32 bytes in URL-safe base64 (manage.py new_key makes one).")
    return found


def keys(name: str, text: str) -> dict[str, bytes]:
    """Read `new:<key>,old:<key>`: the first seals, all of them open."""
    pairs = [pair.strip().partition(":") for pair in text.split(",") if pair.strip()]
    if not pairs:
        raise ImproperlyConfigured(f"{name} holds no key. Write name:key (manage.py new_key makes one).")
    return {label: key(f"{name} ({label})", value) for label, _colon, value in pairs}

"""Secrets that belong to no case: each opens in its own row alone."""

import base64
from typing import Any

from dsr.sealing.ciphers import from_text, unwrap, wrap

# Before a secret that is bound to its row. It is no letter of base64.
BOUND = "row:"
# What secrets of systems are sealed as.
SYSTEM_CONNECTION, WEBHOOK_SECRET = "system-connection", "webhook-secret"


def row_of(row: Any, column: str) -> str:
    """What a secret in this column is bound to: it opens in no other row."""
    return f"{row._meta.db_table}.{column}.{row.pk}"


def row_of_digest(digest: str) -> str:
    """The same for an address of the suppression list: rows of one person share it, and have one digest."""
    return f"dsr_suppression.sealed_address.{digest}"


def seal_secret(name: str, text: str, row: str = "") -> str:
    """Seal a secret that belongs to no case, such as a second factor's; `name` says what it is.

    `row`: where it stands, as row_of() says; without it the next `manage.py rewrap_keys`, or the day's work, binds it.
    """
    sealed = base64.urlsafe_b64encode(wrap(text.encode(), f"{name}\x00{row}" if row else name)).decode()
    return f"{BOUND}{sealed}" if row else sealed


def is_bound(sealed: str) -> bool:
    """Whether it opens in its own row alone."""
    return sealed.startswith(BOUND)


def key_of_secret(sealed: str) -> str:
    """The name, in SEALING_KEYS, of the key that opens it."""
    return from_text(sealed.removeprefix(BOUND).rstrip("=")).partition(b":")[0].decode(errors="replace")


def open_secret(name: str, sealed: str, row: str = "") -> str:
    """Open what seal_secret() made; what is bound opens in its own row alone. Raises CannotOpen."""
    bound_to = f"{name}\x00{row}" if is_bound(sealed) else name
    return unwrap(from_text(sealed.removeprefix(BOUND).rstrip("=")), bound_to).decode()

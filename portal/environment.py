"""Reading the environment for the settings: text, numbers and keys, each with what to do where one is wrong."""

import base64
import os
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from dsr.lifecycle import STAFF_ROLES

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


def roles(name: str) -> dict[str, str]:
    """Read `group=role,group=role`: which group of the provider has which role here."""
    found = dict(pair.strip().split("=", 1) for pair in optional(name, "").split(",") if "=" in pair)
    if wrong := set(found.values()) - {role.value for role in STAFF_ROLES}:
        raise ImproperlyConfigured(f"{name} names roles that there are not: {', '.join(sorted(wrong))}.")
    return found


def single_sign_on(issuer: str, name: str) -> list[dict[str, object]]:
    """The one provider of the sign-in library; none without an issuer."""
    if not issuer:
        return []
    host = urlsplit(issuer)
    if host.scheme != "https" and host.hostname not in {"localhost", "127.0.0.1"}:
        raise ImproperlyConfigured("OIDC_ISSUER must begin with https://.")
    secret = required("OIDC_CLIENT_SECRET", "the secret of this desk at the provider of OIDC_ISSUER")
    client = required("OIDC_CLIENT_ID", "the name of this desk at the provider of OIDC_ISSUER")
    if not (secret and client):
        raise ImproperlyConfigured("OIDC_ISSUER needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET.")
    app = {"provider_id": "sso", "name": name, "client_id": client, "secret": secret}
    return [{**app, "settings": {"server_url": issuer}}]

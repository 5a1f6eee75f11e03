"""Reading the environment for the settings: text, numbers and keys, each with what to do where one is wrong."""

import base64
import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from dsr.lifecycle import STAFF_ROLES

MISSING: list[str] = []  # what is required and not set, each with what it means


def required(name: str, means: str) -> str:
    value = os.environ.get(name, "").strip()
    if not value and (line := f"  {name}: {means}") not in MISSING:  # a command reads the settings twice
        MISSING.append(line)
    return value


def installation(name: str) -> str:
    """Read the name of this installation: 8 to 40 lower letters, digits and hyphens."""
    value = required(name, "a name of this installation alone: manage.py new_key --installation makes one")
    if value and not re.fullmatch(r"[a-z0-9-]{8,40}", value):
        raise ImproperlyConfigured(
            f"{name} must be 8 to 40 lower letters, digits and hyphens (manage.py new_key --installation makes one); "
            f"it is {value!r}."
        )
    return value


def optional(name: str, default: str) -> str:
    return os.environ.get(name, "").strip() or default


def number(name: str, default: int) -> int:
    value = optional(name, str(default))
    if not value.isdigit():
        raise ImproperlyConfigured(f"{name} must be a whole number; it is {value!r}.")
    return int(value)


def database(url: str) -> dict[str, Any]:
    """The settings of the database at this address.

    SQLite, the zero-setup default, is in WAL mode with immediate transactions, so that writers queue.
    """
    found: dict[str, Any] = {**dj_database_url.parse(url, conn_max_age=60)}
    if found["ENGINE"] == "django.db.backends.sqlite3":
        found["OPTIONS"] = {
            **{"transaction_mode": "IMMEDIATE", "timeout": 20},
            # A destroyed key is overwritten, and a row that is replaced counts as deleted, which the triggers refuse.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
            "PRAGMA secure_delete=ON; PRAGMA recursive_triggers=ON;",
        }
    elif "postgresql" in found["ENGINE"]:  # where to compile a query of ours takes longer than to run it
        # A server that takes the connection and never answers must hold nobody for long.
        limits = {"connect_timeout": number("DATABASE_CONNECT_SECONDS", 5), "options": "-c jit=off"}
        found["OPTIONS"] = {**found.get("OPTIONS", {}), **limits}
    return found


def statement_limits() -> tuple[int, int]:
    """How many seconds a statement of a page, and of a worker, may take on PostgreSQL; 0: as long as it wants."""
    return number("PAGE_STATEMENT_SECONDS", 30), number("WORK_STATEMENT_SECONDS", 600)


def scanner(name: str) -> str:
    """Read `host:port` or `unix:/path` of a virus scanner; empty: nobody is asked."""
    value = optional(name, "")
    host, _colon, port = value.rpartition(":")
    is_port = port.isascii() and port.isdigit() and 0 < int(port) < 65536
    if value and not (value.removeprefix("unix:").startswith("/") if value.startswith("unix:") else host and is_port):
        raise ImproperlyConfigured(f"{name} must be host:port, or unix: and the path of a socket; it is {value!r}.")
    return value


def readable(name: str) -> Path | None:
    """A file that is there; None where none is named. Raises ImproperlyConfigured."""
    place = optional(name, "")
    if place and not (Path(place).is_file() and os.access(place, os.R_OK)):
        raise ImproperlyConfigured(f"{name} must name a file that can be read.")
    return Path(place) if place else None


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


# Of a sign-in that the provider remembers: it must be told, and the provider then says when it asked (auth_time).
_AGE = {"max_age": "43200"}  # as long as a session
_ROLES_EXAMPLE = "Such as: OIDC_ROLES=privacy=reviewer,privacy-leads=administrator"


def roles(name: str) -> dict[str, str]:
    """Read `group=role,group=role`: which group of the provider has which role here."""
    pairs = [pair.strip().partition("=") for pair in optional(name, "").split(",") if pair.strip()]
    if not all(group.strip() and role.strip() for group, _is, role in pairs):
        raise ImproperlyConfigured(f"{name} must be group=role,group=role. {_ROLES_EXAMPLE}")
    found = {group.strip(): role.strip() for group, _is, role in pairs}
    if wrong := set(found.values()) - {role.value for role in STAFF_ROLES}:
        raise ImproperlyConfigured(f"{name} names roles that there are not: {', '.join(sorted(wrong))}.")
    return found


def single_sign_on(issuer: str, name: str, given_roles: dict[str, str]) -> list[dict[str, object]]:
    """The one provider of the sign-in library; none without an issuer."""
    if not issuer:
        return []
    if not given_roles:
        raise ImproperlyConfigured(f"OIDC_ISSUER needs OIDC_ROLES, or nobody gets in by it. {_ROLES_EXAMPLE}")
    host = urlsplit(issuer)
    if host.scheme != "https" and host.hostname not in {"localhost", "127.0.0.1"}:
        raise ImproperlyConfigured("OIDC_ISSUER must begin with https://.")
    secret = required("OIDC_CLIENT_SECRET", "the secret of this desk at the provider of OIDC_ISSUER")
    client = required("OIDC_CLIENT_ID", "the name of this desk at the provider of OIDC_ISSUER")
    if not (secret and client):
        raise ImproperlyConfigured("OIDC_ISSUER needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET.")
    app = {"provider_id": "sso", "name": name, "client_id": client, "secret": secret}
    return [{**app, "settings": {"server_url": issuer, "auth_params": _AGE}}]

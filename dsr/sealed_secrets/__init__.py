"""Secrets that belong to no request: where each stands, under which key, and all of them under the newest."""

from dsr.sealed_secrets.columns import SecretColumn, columns, register_columns, values_under
from dsr.sealed_secrets.rewrap import Rewrapped, bind_fresh, owed_secrets, rewrap_bundles, rewrap_secrets

__all__ = [
    "Rewrapped",
    "SecretColumn",
    "bind_fresh",
    "columns",
    "owed_secrets",
    "register_columns",
    "rewrap_bundles",
    "rewrap_secrets",
    "values_under",
]

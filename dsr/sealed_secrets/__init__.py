"""Secrets that belong to no request: where each stands, under which key, and all of them under the newest."""

from dsr.sealed_secrets.columns import KEY_COLUMNS, KeyColumn, SecretColumn, columns, register_columns, values_under
from dsr.sealed_secrets.rewrap import Rewrapped, bind_fresh, owed_secrets, rewrap_row_keys, rewrap_secrets

__all__ = [
    "KEY_COLUMNS",
    "KeyColumn",
    "Rewrapped",
    "SecretColumn",
    "bind_fresh",
    "columns",
    "owed_secrets",
    "register_columns",
    "rewrap_row_keys",
    "rewrap_secrets",
    "values_under",
]

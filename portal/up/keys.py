"""The demo's keys: made once, kept in a file that only its owner can read."""

import base64
import fcntl
import os
import secrets
import tempfile
from pathlib import Path

from portal.up.errors import CannotStart

NAMES = (
    *("SECRET_KEY", "SEALING_KEYS", "INDEX_KEY", "NAME_KEY", "SUPPRESSION_KEY", "LINK_KEYS", "JOURNAL_KEYS"),
    "INSTALLATION_ID",
)


def _key() -> str:
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


# Keys that came with a later version: a folder that is older gets them added.
_LATER = ("NAME_KEY", "SUPPRESSION_KEY", "LINK_KEYS", "JOURNAL_KEYS", "INSTALLATION_ID")


def _fresh() -> dict[str, str]:
    return {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "SEALING_KEYS": f"demo:{_key()}",
        "INDEX_KEY": _key(),
        "NAME_KEY": _key(),
        "SUPPRESSION_KEY": _key(),
        "LINK_KEYS": f"demo:{_key()}",
        "JOURNAL_KEYS": f"demo:{_key()}",
        "INSTALLATION_ID": f"demo-{secrets.token_hex(8)}",
    }


def _new() -> str:
    head = "# Keys of the demo in this folder. Without them its sealed data cannot be opened.\n"
    return head + "".join(f"{name}={value}\n" for name, value in _fresh().items())


def make_keys(path: Path) -> None:
    """Write fresh keys with mode 0600, whole or not at all; a file that is there already is left as it is."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".keys-")  # mkstemp gives mode 0600.
    try:
        with os.fdopen(handle, "w") as file:
            file.write(_new())
        # A link appears at once and never replaces: two first starts at once agree on one set of keys.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        Path(draft).unlink()


def read_keys(path: Path) -> dict[str, str]:
    """The keys by name. Raises CannotStart when others can read the file or a key is not in it."""
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        raise CannotStart(
            f"Other people on this machine can read the keys in {path} (mode {mode:04o}, should be 0600).\n"
            f"Close it: chmod 600 {path}\n"
            f"If somebody may have read it, start afresh instead: remove {path.parent}"
        )
    keys = _parse(path.read_text())
    if keys and any(name not in keys for name in _LATER):
        keys = _add_later(path)
    lost = [name for name in NAMES if name not in keys]
    if lost:
        raise CannotStart(f"{path} lacks {', '.join(lost)}. Put it back, or start afresh: remove {path.parent}")
    return {name: keys[name] for name in NAMES}


def _parse(text: str) -> dict[str, str]:
    lines = (line.partition("=") for line in text.splitlines() if not line.startswith("#"))
    return {name.strip(): value.strip() for name, _equals, value in lines if value.strip()}


def _add_later(path: Path) -> dict[str, str]:
    """Add the keys that an older version did not make; a key that is there is never replaced.

    The file is locked, so that two starts at once agree. Where the database knows another key, its mark says so.
    """
    with path.open("r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        text = file.read()
        known = _parse(text)
        fresh = {name: value for name, value in _fresh().items() if name in _LATER and name not in known}
        gap = "" if text.endswith("\n") else "\n"
        file.write(gap + "".join(f"{name}={value}\n" for name, value in fresh.items()))
        return {**known, **fresh}

"""The demo's keys: made once, kept in a file that only its owner can read."""

import base64
import os
import secrets
import tempfile
from pathlib import Path

from portal.up import CannotStart

NAMES = ("SECRET_KEY", "SEALING_KEYS", "INDEX_KEY")


def _key() -> str:
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


def _new() -> str:
    lines = {"SECRET_KEY": secrets.token_urlsafe(48), "SEALING_KEYS": f"demo:{_key()}", "INDEX_KEY": _key()}
    head = "# Keys of the demo in this folder. Without them its sealed data cannot be opened.\n"
    return head + "".join(f"{name}={value}\n" for name, value in lines.items())


def make(path: Path) -> None:
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


def read(path: Path) -> dict[str, str]:
    """The keys by name. Raises CannotStart when others can read the file or a key is not in it."""
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        raise CannotStart(
            f"Other people on this machine can read the keys in {path} (mode {mode:04o}, should be 0600).\n"
            f"Close it: chmod 600 {path}\n"
            f"If somebody may have read it, start afresh instead: remove {path.parent}"
        )
    lines = (line.partition("=") for line in path.read_text().splitlines() if not line.startswith("#"))
    keys = {name.strip(): value.strip() for name, _equals, value in lines if value.strip()}
    lost = [name for name in NAMES if name not in keys]
    if lost:
        raise CannotStart(f"{path} lacks {', '.join(lost)}. Put it back, or start afresh: remove {path.parent}")
    return {name: keys[name] for name in NAMES}

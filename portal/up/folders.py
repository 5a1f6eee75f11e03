"""The two folders of a run: var/ for what is kept, and a short private folder for sockets."""

import hashlib
import os
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path

from portal.up.errors import CannotStart

REPOSITORY = Path(__file__).resolve().parents[2]
# A socket's path has at most 107 bytes on Linux and 103 on macOS.
LONGEST_SOCKET = 103
SOCKET_NAME = "broker.sock"


def var_folder(environ: Mapping[str, str]) -> Path:
    """The folder named by DAYLIGHT_VAR, by default var/ in the repository; made if it is not there."""
    folder = Path(environ.get("DAYLIGHT_VAR", "").strip() or REPOSITORY / "var").absolute()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise CannotStart(
            f"Cannot write in {folder}: {error.strerror}.\n"
            f"Make it writable for you (chmod u+rwx), or choose another folder: DAYLIGHT_VAR=/path make up"
        ) from error
    return folder


def socket_path(var: Path) -> Path:
    """Where the broker of this var/ listens: the same path at every start. Makes nothing."""
    name = f"daylight-{os.getuid()}-{hashlib.sha256(os.fsencode(var)).hexdigest()[:8]}"
    paths = [base / name / SOCKET_NAME for base in _bases()]
    for path in paths:
        if len(os.fsencode(path)) <= LONGEST_SOCKET:
            return path
    raise CannotStart(
        f"The path of the broker's socket is too long for the system: {paths[-1]}\n"
        f"Name a shorter folder for sockets: XDG_RUNTIME_DIR=/short/folder make up"
    )


def _bases() -> list[Path]:
    runtime = os.environ.get("XDG_RUNTIME_DIR", "").strip()
    bases = [Path(runtime)] if runtime and os.access(runtime, os.W_OK | os.X_OK) else []
    return [*bases, Path(tempfile.gettempdir())]


def private_folder(folder: Path) -> Path:
    """Make the folder with mode 0700. Raises CannotStart when someone else made it or can enter it."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError as error:
        raise CannotStart(f"Cannot make the folder {folder} for sockets: {error.strerror}.") from error
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise CannotStart(
            f"{folder} should be a folder of yours that nobody else can enter, and is not.\n"
            f"Remove it, or make it private: chmod 700 {folder}"
        )
    return folder

"""A backup is a folder: the database, the anchors, and a list of both with counts and digests. It holds no key."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from dsr import installation
from dsr.backups import database_file
from dsr.clock import now
from dsr.errors import Blocked
from dsr.models import KeyMark
from dsr.models.installation import Misfit

FORMAT = "daylight-backup-1"
LIST = "backup.json"


@dataclass(frozen=True)
class Backup:
    """What a backup holds: `files` by name with their SHA-256, `rows` by table, `keys` by what they left as marks."""

    format: str
    made_at: str
    vendor: str
    files: dict[str, str]
    rows: dict[str, int]
    keys: dict[str, str]


def make_backup(folder: Path) -> Backup:
    """Write a backup into a folder that is not there yet: whole, or nothing. Raises Blocked, OSError."""
    if folder.exists():
        raise Blocked(
            _("There is something at %(folder)s already. Name a folder that is not there.") % {"folder": folder}
        )
    with _draft(folder) as draft:
        rows = database_file.save(draft / database_file.file_name())
        for one in sorted(settings.ANCHOR_DIR.glob("anchor-*.json")):
            shutil.copyfile(one, draft / one.name)
        made = Backup(FORMAT, now().isoformat(), connection.vendor, _digests(draft), rows, _marks())
        (draft / LIST).write_text(json.dumps(asdict(made), indent=2) + "\n")
        for one in draft.iterdir():
            one.chmod(0o600)
            _sync(one)
    return made


@contextmanager
def _draft(folder: Path) -> Iterator[Path]:
    draft = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700, parents=True)
    try:
        yield draft
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _digests(folder: Path) -> dict[str, str]:
    return {one.name: _digest(one) for one in sorted(folder.iterdir()) if one.name != LIST}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _marks() -> dict[str, str]:
    return {f"{mark.purpose}:{mark.name}": mark.check_value for mark in KeyMark.objects.order_by("purpose", "name")}


def check_backup(folder: Path) -> Backup:
    """What the folder holds; each file is as it was written. Raises Blocked with what is wrong."""
    try:
        found = Backup(**json.loads((folder / LIST).read_text()))
    except (OSError, ValueError, TypeError) as error:
        raise Blocked(_("%(folder)s holds no whole backup.") % {"folder": folder}) from error
    if found.format != FORMAT:
        raise Blocked(_("This backup was made by another version: %(format)s.") % {"format": found.format})
    lacking = [name for name in found.files if not (folder / name).is_file()]
    changed = [
        name for name, digest in found.files.items() if name not in lacking and _digest(folder / name) != digest
    ]
    if lacking or changed:
        names = ", ".join([*lacking, *changed])
        raise Blocked(_("Of the backup these are gone or were changed: %(names)s.") % {"names": names})
    return found


def restore_backup(folder: Path) -> Backup:
    """Put a backup into the empty database of DATABASE_URL, and hold it as a copy. Raises Blocked, OSError."""
    found = check_backup(folder)
    if found.vendor != connection.vendor:
        words = _("This backup is of %(vendor)s, and DATABASE_URL names another kind of database.")
        raise Blocked(words % {"vendor": found.vendor})
    database_file.load(folder / database_file.file_name())
    if not installation.hold(Misfit.RESTORED):  # the desk had not been started yet
        installation.look_at_place()
        installation.hold(Misfit.RESTORED)
    settings.ANCHOR_DIR.mkdir(parents=True, exist_ok=True)
    for name in found.files:
        if name.startswith("anchor-") and not (settings.ANCHOR_DIR / name).exists():
            shutil.copyfile(folder / name, settings.ANCHOR_DIR / name)
    return found

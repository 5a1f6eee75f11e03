"""Check every case's journal: what was touched, cut off or removed is named."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from dsr import anchors
from dsr.journal import verify_chain


class Command(BaseCommand):
    help = (
        "Checks the hash chain of every case, the mac of every entry, and the daily anchors in the database and in "
        "files; names every entry that was tampered with."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reference", help="check this case only, and no anchors")
        parser.add_argument(
            "--anchors",
            metavar="FOLDER",
            type=Path,
            help="compare with the anchor files kept here; in ANCHOR_DIR when not named",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        cases, entries, without_mac = 0, 0, 0
        faults: list[str] = []
        for checked in verify_chain(options["reference"]):
            cases += 1
            entries += checked.entries
            without_mac += checked.without_mac
            faults += [f"Case {fault.reference}, entry {fault.number}: {fault.words}" for fault in checked.faults]
        if options["reference"] and not cases:
            raise CommandError("There is no case with this reference.")
        held = None if options["reference"] else anchors.check_anchors(_folder(options["anchors"]))
        faults += held.faults if held else ()
        if faults:
            raise CommandError("\n".join([*faults, f"{cases} cases, {entries} entries: {len(faults)} faults."]))
        self.stdout.write(f"{cases} cases, {entries} entries: every chain holds.")
        if without_mac:
            owed = "so that only their digests speak for them: manage.py add_entry_macs"
            self.stdout.write(f"{without_mac} entries have no mac yet, {owed}")
        if held and held.newest is None:
            self.stdout.write("There is no anchor yet: the day's work makes one.")
        elif held and held.newest:
            newest = f"the newest, {held.newest.number}, of {held.newest.at:%Y-%m-%d %H:%M} UTC"
            self.stdout.write(f"{held.anchors} anchors hold; {newest}. Compared with {held.files} files.")


def _folder(named: Path | None) -> Path:
    if named is not None and not named.is_dir():
        raise CommandError(f"There is no folder {named}.")
    folder: Path = named or settings.ANCHOR_DIR
    return folder

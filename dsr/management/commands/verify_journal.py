"""Check every case's journal: what was touched, cut off or removed is named."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Max

from dsr import anchors
from dsr.journal import verify_chain
from dsr.management.suppression import bar
from dsr.models import Case

_MOST = 1_000  # faults that are named one by one


class Command(BaseCommand):
    help = (
        "Checks the hash chain of every case, the mac of every entry, and the daily anchors in the database and in "
        "files; names every entry that was tampered with. It reads in small batches and holds nobody up; broken off "
        "with Ctrl+C, it says how to go on."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reference", help="check this case only, and no anchors")
        parser.add_argument("--after", type=int, default=0, help="go on behind the case with this number")
        parser.add_argument(
            "--anchors",
            metavar="FOLDER",
            type=Path,
            help="compare with the anchor files kept here; in ANCHOR_DIR when not named",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.cases, self.entries, self.without_mac = 0, 0, 0
        self.last, self.faults, self.found = int(options["after"]), list[str](), 0
        held = None
        try:
            self._chains(options["reference"], self.last)
            if not options["reference"]:
                held = self._anchors(_folder(options["anchors"]))
        except KeyboardInterrupt as stop:
            go_on = f"Broken off. Go on with: manage.py verify_journal --after {self.last}"
            raise CommandError("\n".join([*self._named(), go_on])) from stop
        if options["reference"] and not self.cases:
            raise CommandError("There is no case with this reference.")
        self._note(held.faults if held else ())
        if self.found:
            said = f"{self.cases} cases, {self.entries} entries: {self.found} faults."
            raise CommandError("\n".join([*self._named(), said]))
        self._say_all_holds(held)

    def _chains(self, reference: str | None, after: int) -> None:
        with bar(" cases", _above(after)) as progress:
            for checked in verify_chain(reference, after=after):
                self.cases, self.entries = self.cases + 1, self.entries + checked.entries
                self.without_mac += checked.without_mac
                self._note(f"Case {one.reference}, entry {one.number}: {one.words}" for one in checked.faults)
                self.last = checked.number
                progress.update(1)

    def _anchors(self, folder: Path) -> anchors.Held:
        with bar(" case numbers of the newest anchor", _newest()) as progress:
            return anchors.check_anchors(folder, lambda case: progress.update(case - progress.n))

    def _note(self, faults: Any) -> None:
        """Count each, and keep the first ones: a journal that is wrong throughout fills no memory."""
        for fault in faults:
            self.found += 1
            if len(self.faults) < _MOST:
                self.faults.append(fault)

    def _named(self) -> Iterator[str]:
        yield from self.faults
        if self.found > len(self.faults):
            yield f"{self.found - len(self.faults)} more faults are not named here."

    def _say_all_holds(self, held: "anchors.Held | None") -> None:
        self.stdout.write(f"{self.cases} cases, {self.entries} entries: every chain holds.")
        if self.without_mac:
            owed = "so that only their digests speak for them: manage.py add_entry_macs"
            self.stdout.write(f"{self.without_mac} entries have no mac yet, {owed}")
        if held and held.newest is None:
            self.stdout.write("There is no anchor yet: the day's work makes one.")
        elif held and held.newest:
            newest = f"the newest, {held.newest.number}, of {held.newest.at:%Y-%m-%d %H:%M} UTC"
            self.stdout.write(f"{held.anchors} anchors hold; {newest}. Compared with {held.files} files.")


def _above(number: int) -> int:
    return Case.objects.filter(pk__gt=number).count()


def _newest() -> int:
    newest: int | None = Case.objects.aggregate(newest=Max("pk"))["newest"]
    return newest or 0


def _folder(named: Path | None) -> Path:
    if named is not None and not named.is_dir():
        raise CommandError(f"There is no folder {named}.")
    folder: Path = named or settings.ANCHOR_DIR
    return folder

"""Check every case's journal: what was touched, cut off or removed is named."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dsr.journal import Fault, verify_chain


class Command(BaseCommand):
    help = "Checks the hash chain of every case and names every entry that was tampered with."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reference", help="check this case only")

    def handle(self, *args: Any, **options: Any) -> None:
        cases, entries, without_mac = 0, 0, 0
        faults: list[Fault] = []
        for checked in verify_chain(options["reference"]):
            cases += 1
            entries += checked.entries
            without_mac += checked.without_mac
            faults += checked.faults
        if options["reference"] and not cases:
            raise CommandError("There is no case with this reference.")
        if faults:
            lines = [f"Case {fault.reference}, entry {fault.number}: {fault.words}" for fault in faults]
            raise CommandError("\n".join([*lines, f"{cases} cases, {entries} entries: {len(faults)} faults."]))
        self.stdout.write(f"{cases} cases, {entries} entries: every chain holds.")
        if without_mac:
            owed = "so that only their digests speak for them: manage.py add_entry_macs"
            self.stdout.write(f"{without_mac} entries have no mac yet, {owed}")

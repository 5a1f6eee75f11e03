"""Give the entries of a release before the mac that they lack."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dsr import journal
from dsr.management.suppression import bar


class Command(BaseCommand):
    help = (
        "Run it once after an upgrade from 0.1.0: each entry of the journal that lacks it gets a mac under the newest "
        "of JOURNAL_KEYS. A request whose chain has a fault is left as it is and named. It may be broken off and run "
        "again: what is done stays done."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--after", type=int, default=0, help="only requests with a higher number")

    def handle(self, *args: Any, **options: Any) -> None:
        cases, entries, last = 0, 0, options["after"]
        faults: list[journal.Fault] = []
        try:
            with bar(" entries") as progress:
                for given in journal.add_macs(last):
                    cases, entries, last = cases + 1, entries + given.entries, given.case_id
                    faults += given.faults
                    progress.update(given.entries)
        except KeyboardInterrupt as stop:
            raise CommandError(f"Broken off. Go on with: manage.py add_entry_macs --after {last}") from stop
        self.stdout.write(f"{entries:,} entries of {cases:,} requests have a mac now.")
        if faults:
            lines = [f"Case {fault.reference}, entry {fault.number}: {fault.words}" for fault in faults]
            raise CommandError("\n".join([*lines, "These were left as they are."]))

"""Index the words of names in requests that an earlier release, or another key, left without."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dsr import journal
from dsr.errors import DeskError
from dsr.management.suppression import bar


class Command(BaseCommand):
    help = (
        "Run it once after an upgrade from a release without NAME_KEY, and after another NAME_KEY was taken: requests "
        "are found by any word of a name then. The newest come first. It may be broken off and run again: it goes on "
        "where it was."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--anew", action="store_true", help="make the words of every request anew")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["anew"]:
            journal.owe_names()
        looked = shut = 0
        try:
            with bar(" requests") as progress:
                while (done := journal.index_names()).looked:
                    looked, shut = looked + done.looked, shut + done.shut
                    progress.update(done.looked)
        except DeskError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt as stop:
            raise CommandError("Broken off. Go on with: manage.py index_names") from stop
        self.stdout.write(
            f"{looked:,} requests were looked at: those whose names are kept are found by each word of them."
        )
        if shut:
            self.stdout.write(
                f"{shut:,} of them have a name that does not open, as it is damaged or its sealing key was given up: "
                "no word of it finds them."
            )

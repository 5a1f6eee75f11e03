"""Export the suppression list with the opt-outs, as hashes."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dsr import suppression
from dsr.errors import DeskError
from dsr.management.businesses import add_business, the_business


class Command(BaseCommand):
    help = (
        "Writes every active row as CSV: unsubscribed, opted out, locked. The hashes mean something only together "
        "with SUPPRESSION_KEY: a successor must honor them (Cal. Civ. Code § 1798.120(a)(2)) and gets both, by two "
        "ways."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", default="-", help="where to write; - or nothing is standard output")
        add_business(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        business = the_business(options["business"])
        try:
            if options["file"] == "-":
                count = suppression.export_list(business, self.stdout)
            else:
                with Path(options["file"]).open("w", encoding="utf-8", newline="") as out:
                    count = suppression.export_list(business, out)
        except (DeskError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stderr.write(f"{count:,} rows.")

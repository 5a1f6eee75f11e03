"""Check a file of addresses, one a line, against the suppression list."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dsr import lines, suppression
from dsr.errors import DeskError
from dsr.management.businesses import add_business, the_business
from dsr.management.suppression import add_file, bar, opened, the_list


class Command(BaseCommand):
    help = (
        "Reads addresses, one a line, and prints those that may be mailed (with --suppressed: those that may not), in "
        "their order. A million take constant memory."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_file(parser, "addresses, one a line, UTF-8")
        add_business(parser)  # type: ignore[arg-type]
        parser.add_argument(
            "--list", default="", help="the short name of a mail list; without it: all commercial mail"
        )
        parser.add_argument("--suppressed", action="store_true", help="print those that must not be mailed")

    def handle(self, *args: Any, **options: Any) -> None:
        business = the_business(options["business"])
        scope = the_list(business, options["list"])
        count = found = 0
        try:
            with opened(options["file"]) as file, bar(" addresses") as progress:
                for email, is_suppressed in suppression.check(business.pk, lines.read(file.read), scope):
                    count, found = count + 1, found + is_suppressed
                    if email and is_suppressed is options["suppressed"]:
                        self.stdout.write(email)
                    if count % 1_000 == 0:
                        progress.update(1_000)
        except DeskError as error:
            raise CommandError(str(error)) from error
        self.stderr.write(f"{count:,} lines, {found:,} suppressed.")

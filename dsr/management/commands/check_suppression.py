"""Check a file of addresses, one a line, against the suppression list: for mail, or for sharing."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dsr import suppression
from dsr.errors import DeskError
from dsr.formats import address_lines
from dsr.management.businesses import add_business, the_business
from dsr.management.suppression import add_file, bar, empty_words, opened, the_list


class Command(BaseCommand):
    help = (
        "Reads addresses, one a line or as a mailer exports them, and prints those that may be mailed, or with "
        "--sharing those that may be shared (with --suppressed: those that may not), in their order. A line that is "
        "not understood is refused by its number. A million take constant memory."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_file(parser, "addresses, one a line, UTF-8")
        add_business(parser)
        parser.add_argument(
            "--list", default="", help="the short name of a mail list; without it: all commercial mail"
        )
        parser.add_argument("--sharing", action="store_true", help="check for sharing, not for mail")
        parser.add_argument(
            "--field",
            default="email",
            choices=suppression.FIELDS,
            help="what the lines are; phone numbers and mailing addresses, each on one line, need --sharing",
        )
        parser.add_argument("--suppressed", action="store_true", help="print those that are stopped")

    def handle(self, *args: Any, **options: Any) -> None:
        business = the_business(options["business"])
        field, is_sharing = options["field"], options["sharing"]
        if not is_sharing and field != "email":
            raise CommandError("Mail is checked by email address. Add --sharing to check who may be shared.")
        if is_sharing and options["list"]:
            raise CommandError("A mail list says nothing of sharing. Leave out --list or --sharing.")
        scope = the_list(business, options["list"])
        count, found, lines_read = 0, 0, suppression.Count()
        try:
            with opened(options["file"]) as file, bar(" addresses") as progress:
                lines = address_lines.read_lines(file.read)
                read = _addresses(lines, lines_read) if field == "email" else lines
                checked = (
                    suppression.check_sharing(business.pk, field, read)
                    if is_sharing
                    else suppression.check_addresses(business.pk, read, scope)
                )
                for value, is_suppressed in checked:
                    count, found = count + 1, found + is_suppressed
                    if is_suppressed is options["suppressed"]:
                        self.stdout.write(value)
                    if count % 1_000 == 0:
                        progress.update(1_000)
        except DeskError as error:
            raise CommandError(str(error)) from error
        self.stderr.write(f"{count:,} checked, {found:,} suppressed.{empty_words(lines_read.empty)}")


def _addresses(lines: Iterator[str], count: suppression.Count) -> Iterator[str]:
    """Every address of a list; an empty line is none, and counted."""
    return suppression.count_empty(address_lines.read_addresses(lines, keeps_hidden=True), count)

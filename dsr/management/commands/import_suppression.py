"""Import a suppression list: hashes of another Daylight with the same key, or addresses of an old mailer."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dsr import suppression
from dsr.clock import PACIFIC
from dsr.errors import DeskError
from dsr.formats import address_lines
from dsr.management.businesses import add_business, the_business
from dsr.management.suppression import add_file, bar, empty_words, opened, the_list


class Command(BaseCommand):
    help = (
        "Reads addresses as a mailer exports them (one a line, or a table with or without its header, also as "
        "Name <a@b>), or with --hashes a file of export_suppression made under the same SUPPRESSION_KEY. A line that "
        "is not understood is refused by its number. What is known already stays as it is: importing again changes "
        "nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_file(parser, "addresses, or an exported list; UTF-8")
        add_business(parser)
        parser.add_argument("--hashes", action="store_true", help="the file is an exported list")
        parser.add_argument(
            "--list", default="", help="the short name of a mail list; without it: all commercial mail"
        )
        parser.add_argument("--since", default="", help="the day they unsubscribed, such as 2025-06-30; default: now")

    def handle(self, *args: Any, **options: Any) -> None:
        business = the_business(options["business"])
        scope, since = the_list(business, options["list"]), _day(options["since"])
        try:
            with opened(options["file"]) as file, bar(" rows") as progress:
                read = address_lines.read_lines(file.read)

                def tell(done: int) -> None:
                    progress.update(done - progress.n)

                if options["hashes"]:
                    count = suppression.import_hashes(business, read, tell)
                else:
                    count = suppression.import_addresses(business, read, scope, since, tell)
        except DeskError as error:
            raise CommandError(str(error)) from error
        said = f"{count.lines:,} rows: {count.new:,} new, {count.known:,} known already."
        self.stdout.write(said + empty_words(count.empty))


def _day(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=PACIFIC) if text else None
    except ValueError as error:
        raise CommandError("Write the day as 2025-06-30.") from error

"""Print the two unsubscribe headers for each address."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dsr import suppression
from dsr.errors import DeskError
from dsr.formats import address_lines
from dsr.management.businesses import add_business, the_business
from dsr.management.suppression import empty_words, opened, the_list


class Command(BaseCommand):
    help = (
        "Prints, for each address, a line of JSON with the headers List-Unsubscribe and List-Unsubscribe-Post. Put "
        "both into the message, and let its DKIM signature cover both. Without addresses it reads them, one a line."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", nargs="*", help="email addresses; none: standard input")
        add_business(parser)
        parser.add_argument(
            "--list", default="", help="the short name of a mail list; without it: all commercial mail"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        business = the_business(options["business"])
        slug = the_list(business, options["list"])
        count = suppression.Count()
        try:
            with opened("-") as file:
                read = options["address"] or address_lines.read_addresses(address_lines.read_lines(file.read))
                for email in suppression.count_empty(read, count):
                    made = {"email": email, **suppression.unsubscribe_headers(business, email, slug)}
                    self.stdout.write(json.dumps(made, ensure_ascii=False))
        except DeskError as error:
            raise CommandError(str(error)) from error
        if count.empty:
            self.stderr.write(empty_words(count.empty).strip())

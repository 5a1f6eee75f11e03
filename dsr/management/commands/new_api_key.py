"""Make a key for another program, and show it once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dsr import suppression
from dsr.errors import DeskError
from dsr.management.businesses import add_business, the_business
from dsr.models.suppression import Scope


class Command(BaseCommand):
    help = "Makes an API key for a program of yours and prints it once. docs/api.md says what each scope may."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="which program uses it, such as 'newsletter mailer'")
        add_business(parser)
        parser.add_argument("--scope", action="append", choices=Scope.values, required=True, help="repeat it for each")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            _key, text = suppression.make_api_key(the_business(options["business"]), options["name"], options["scope"])
        except DeskError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(text)
        self.stderr.write("Keep it now: it is not shown again. Revoke it in the set-up of the desk.")

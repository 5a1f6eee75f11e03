"""Make a key with which the business's own site hands over a signed-in person; docs/hand-off.md."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_slug

from dsr import verification
from dsr.management.businesses import add_business, the_business
from dsr.models import HandOffKey


class Command(BaseCommand):
    help = "Makes a key for the business's own site, which signs with it that a person is signed in; prints it once."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="a short name for the key, such as website-2026; the site sends it along")
        add_business(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        business = the_business(options["business"])
        name = options["name"]
        try:
            validate_slug(name)
        except ValidationError as error:
            raise CommandError("A name has letters, digits, - and _ only.") from error
        if HandOffKey.objects.filter(business=business, name=name).exists():
            raise CommandError(f"There is a key named {name} already. Choose another name.")
        self.stdout.write(verification.make_handoff_key(business, name))
        self.stderr.write("Keep it in the settings of the website: it is not shown again.")

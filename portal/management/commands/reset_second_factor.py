"""Let a member of staff who lost the phone sign in with the password again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dsr.models import Account
from portal.staff.people import reset_factors


class Command(BaseCommand):
    help = "Removes the second factor of a staff account, recovery codes included. Make sure who asks for it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address that the person signs in with")

    def handle(self, *args: Any, **options: Any) -> None:
        account = Account.objects.filter(email__iexact=options["email"].strip()).first()
        if account is None:
            raise CommandError("There is no staff account with this address.")
        if not reset_factors(account, None):
            raise CommandError("This account has no second factor.")
        self.stdout.write(
            f"{account.email} is signed out, and signs in with the password alone until a new one is set up."
        )

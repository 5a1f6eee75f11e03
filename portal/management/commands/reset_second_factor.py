"""Let a member of staff who lost the phone sign in with the password again."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError, CommandParser

from dsr.models import Account


class Command(BaseCommand):
    help = "Removes the second factor of a staff account, recovery codes included. Make sure who asks for it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address that the person signs in with")

    def handle(self, *args: Any, **options: Any) -> None:
        account = Account.objects.filter(email__iexact=options["email"].strip()).first()
        if account is None:
            raise CommandError("There is no staff account with this address.")
        removed, _by_model = Authenticator.objects.filter(user=account).delete()
        if not removed:
            raise CommandError("This account has no second factor.")
        self.stdout.write(f"{account.email} signs in with the password alone, and should set up a new second factor.")

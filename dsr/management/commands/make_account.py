"""Make a staff account from the terminal: the first administrator, or one whose invitation went astray."""

import getpass
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from dsr.lifecycle import STAFF_ROLES, Who
from dsr.models import Account


class Command(BaseCommand):
    help = "Makes a staff account. The password is asked for, or read from the standard input; never an argument."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address to sign in with")
        parser.add_argument("--role", choices=[role.value for role in STAFF_ROLES], default=Who.ADMINISTRATOR.value)
        parser.add_argument("--name", default="", help="as others see it on the desk")
        parser.add_argument("--password-stdin", action="store_true", help="read the password from the standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].strip().lower()
        _check_email(email)
        account = Account(email=email, role=options["role"], name=options["name"].strip())
        password = sys.stdin.readline().rstrip("\n") if options["password_stdin"] else _ask()
        try:
            validate_password(password, account)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        Account.objects.create_user(email, password, role=account.role, name=account.name)
        self.stdout.write(f"{email} may sign in as {account.role}.")


def _check_email(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError as error:
        raise CommandError(f"{email} is not an email address.") from error
    if Account.objects.filter(email__iexact=email).exists():
        raise CommandError(f"{email} has an account already.")


def _ask() -> str:
    """Ask twice on the terminal, without showing it."""
    try:
        password, again = getpass.getpass("Password: "), getpass.getpass("The same again: ")
    except (EOFError, getpass.GetPassWarning) as error:
        raise CommandError("There is no terminal to ask on. Pipe the password in with --password-stdin.") from error
    if again != password:
        raise CommandError("The two passwords differ.")
    return password

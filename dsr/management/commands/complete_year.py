"""A person states from the terminal that the disclosure ledger is complete for a year."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from dsr import disclosures
from dsr.errors import DeskError
from dsr.management.businesses import add_business, the_business
from dsr.models import Account


class Command(BaseCommand):
    help = (
        "Records that the published disclosure ledger is complete for a calendar year that is over, as the person "
        "whose account is given states it: what they checked, to which day, and that they know of no other disclosure "
        "to a third party for its direct marketing. Without it no response says “none” or “all”."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_business(parser)
        parser.add_argument("--year", type=int, required=True, help="the calendar year")
        parser.add_argument("--sources", required=True, help="what was checked, such as contracts and exports")
        parser.add_argument(
            "--checked-through", type=date.fromisoformat, required=True, help="to which day: YYYY-MM-DD"
        )
        parser.add_argument("--account", required=True, help="the email address of the person who states it")

    def handle(self, *args: Any, **options: Any) -> None:
        business = the_business(options["business"])
        account = Account.objects.filter(email__iexact=options["account"].strip()).first()
        if account is None:
            raise CommandError(_("There is no account %(email)s.") % {"email": options["account"]})
        check = disclosures.YearCheck(
            options["year"], options["sources"], options["checked_through"], business.ledger_version
        )
        try:
            made = disclosures.complete_year(business, account, check)
        except DeskError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("Recorded for %(account)s:") % {"account": account.email})
        self.stdout.write(f"  {made.words}")

"""A person states from the terminal that the disclosure ledger is complete for a year."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from dsr import disclosures
from dsr.errors import DeskError
from dsr.management.businesses import add_business, the_business
from dsr.models import Account

_NEEDED = ("year", "sources", "checked_through", "account")


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")


class Command(BaseCommand):
    help = (
        "Records that the published disclosure ledger is complete for a calendar year that is over, as the person "
        "whose account is given states it: what they checked, to which day, and that they know of no other disclosure "
        "to a third party for its direct marketing. Without it no response says “none” or “all”."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_business(parser)
        parser.add_argument("--list", action="store_true", help="only list the years of which nobody says it")
        parser.add_argument("--year", type=int, help="the calendar year")
        parser.add_argument("--sources", help="what was checked, such as contracts and exports")
        parser.add_argument("--checked-through", type=date.fromisoformat, help="to which day: YYYY-MM-DD")
        parser.add_argument("--account", help="the email address of the person who states it")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            self._list()
            return
        missing = [name for name in _NEEDED if not options[name]]
        if missing:
            named = {"names": ", ".join(map(_option, missing))}
            words = _("Give %(names)s. With --list alone it names the years that wait.")
            raise CommandError(words % named, returncode=2)  # as where the parser itself misses something
        self._complete(options)

    def _list(self) -> None:
        found = disclosures.open_years()
        for one in found:
            said = _(
                "%(year)d, %(business)s: nobody says that the disclosures are complete. Requests that wait: "
                "%(count)d. Responses that went out all the same: %(out)d."
            )
            named = {"year": one.year, "business": one.business.name, "count": one.waiting, "out": one.unstated}
            self.stdout.write(said % named)
        if not found:
            self.stdout.write(_("No year waits for somebody to say that its disclosures are complete."))

    def _complete(self, options: dict[str, Any]) -> None:
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

"""Publish the draft of the ledger, look at its gaps, or throw it away."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from dsr import disclosures
from dsr.clock import today
from dsr.errors import DeskError
from dsr.formats import references
from dsr.management.businesses import add_business, the_business
from dsr.models import Business, YearStatement


class Command(BaseCommand):
    help = "Publishes the draft of the disclosures as its next version, and shows what is missing in it."

    def add_arguments(self, parser: CommandParser) -> None:
        add_business(parser)
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--discard", action="store_true", help="throw the draft away instead")
        what.add_argument("--dry-run", action="store_true", help="only show the gaps")
        parser.add_argument("--note", default="", help="what changed, kept with the version")
        parser.add_argument("--year", type=int, help="the year whose gaps are shown; the last one if left out")

    def handle(self, *args: Any, **options: Any) -> None:
        business = the_business(options["business"])
        try:
            if options["discard"]:
                self._discard(business)
            else:
                self._publish(business, options)
        except DeskError as error:
            raise CommandError(str(error)) from error

    def _discard(self, business: Business) -> None:
        version = disclosures.open_draft(business)
        if version is None:
            raise CommandError(_("There is no draft."))
        disclosures.discard_draft(version)
        self.stdout.write(_("The draft of version %(number)d is discarded.") % {"number": version.number})

    def _publish(self, business: Business, options: dict[str, Any]) -> None:
        version = disclosures.open_draft(business)
        if options["dry_run"]:
            self._show(business, version.number if version else business.ledger_version, options["year"])
            return
        if version is None and business.ledger_version == 0:
            # A business that discloses nothing says so with an empty first version.
            version = disclosures.begin_draft(business)
        if version is None:
            raise CommandError(_("Nothing changed since version %(number)d.") % {"number": business.ledger_version})
        disclosures.publish_draft(version, None, options["note"])
        self.stdout.write(_("Version %(number)d is published.") % {"number": version.number})
        for ended in disclosures.ended_by_version(version):
            self._tell_ended(ended)
        self._show(business, version.number, options["year"])

    def _tell_ended(self, ended: YearStatement) -> None:
        told = {"year": ended.year, "who": ended.stated_by}
        self.stdout.write(_("%(year)d changed: what %(who)s stated of it holds no longer. Say it again:") % told)
        self.stdout.write(f"  manage.py complete_year --year {ended.year} …")
        out = disclosures.responses_on(ended)
        if out:
            self.stdout.write(_("  Responses that went out on the earlier state:"))
        for letter in out:
            self.stdout.write(f"    {references.spell(letter.own_case.reference)}")

    def _show(self, business: Business, number: int, year: int | None) -> None:
        year = year or today().year - 1
        found = disclosures.ledger_gaps(business, year, number)
        self.stdout.write(f"{year}: {disclosures.gap_summary(found)}")
        for gap in found:
            mark = _("blocks") if gap.is_blocking else _("note")
            self.stdout.write(f"  {mark}: {gap.where}: {gap.words}")

"""Give what earlier releases hashed its hashes under today's spelling, where somebody still knows whom it is of."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dsr import journal, retention, suppression
from dsr.errors import DeskError
from dsr.formats.references import spell
from dsr.management.suppression import bar
from dsr.models import Business, Case, OwedRenewal

_BATCH = 500


class Command(BaseCommand):
    help = (
        "Run it once after an upgrade from 0.1.0. The suppression list gets the hashes under today's spelling of "
        "addresses and phones, and requests are found by them. Whose address is not known any more stays as it is: "
        "checks find it under the earlier spelling. It may be broken off and run again: what is done stays done."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--after", type=int, default=0, help="of the requests only those with a higher number")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            for business in Business.objects.order_by("pk"):
                self._renew_list(business)
            suppression.note_renewal(OwedRenewal.What.LIST)
            for hold in retention.renew_digests():
                self.stderr.write(f"Litigation hold {spell(hold.reference)} does not open: set it anew, and end it.")
            self._renew_indexes(options["after"])
        except DeskError as error:
            raise CommandError(str(error)) from error

    def _renew_list(self, business: Business) -> None:
        with bar(" rows") as progress:
            found = suppression.renew_list(business, lambda done: progress.update(done - progress.n))
        self.stdout.write(
            f"{business.name}: {found.looked_at:,} rows, {found.made:,} hashes added, {found.unknown:,} whose person "
            "is not known any more and that stay as they are."
        )

    def _renew_indexes(self, after: int) -> None:
        looked, renewed, last = 0, 0, after
        try:
            with bar(" requests") as progress:
                for case_id in _cases(after):
                    renewed += journal.renew_indexes(case_id)
                    looked, last = looked + 1, case_id
                    progress.update(1)
        except KeyboardInterrupt as stop:
            raise CommandError(f"Broken off. Go on with: manage.py renew_digests --after {last}") from stop
        suppression.note_renewal(OwedRenewal.What.REQUESTS)
        self.stdout.write(f"{looked:,} requests, {renewed:,} indexes renewed.")


def _cases(after: int) -> Iterator[int]:
    """Every request that something is sealed for, in batches by number."""
    while True:
        rows = Case.objects.filter(pk__gt=after).exclude(data_key=None).order_by("pk")
        batch = list(rows.values_list("pk", flat=True)[:_BATCH])
        yield from batch
        if not batch:
            return
        after = batch[-1]

"""Django's own, of which two at once on one database wait for each other: where both make the tables, one fails."""

from typing import Any

from django.core.management.commands import migrate

from dsr import installation


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with installation.table_turn(
            lambda: self.stderr.write("Another migrate makes the tables; waiting for it ...")
        ):
            super().handle(*args, **options)

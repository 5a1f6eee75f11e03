"""Put a backup into an empty database. The desk is then a restored copy, which waits for its release."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from dsr import backups
from dsr.errors import DeskError
from dsr.management.suppression import bar


class Command(BaseCommand):
    help = (
        "Puts a backup into the empty database of DATABASE_URL, and checks it: every row counted, every key known, "
        "every journal followed. PostgreSQL needs pg_restore on PATH. No mail leaves and no work is done until an "
        "administrator releases the desk: docs/operations.md."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="a backup that manage.py backup made")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            backup = backups.restore_backup(options["folder"])
        except DeskError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"The backup could not be restored: {error.strerror}.") from error
        self.stdout.write("Restored. This desk is a copy now: mail and work wait for its release.")
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("The backup is of an earlier version: run manage.py migrate, then verify_journal.")
            return
        with bar(" entries") as progress:
            checked = backups.check_restored(backup, progress.update)
        if checked.faults:
            raise CommandError("\n".join([*checked.faults, "It stays held. Mend this before it is released."]))
        told = f"{checked.rows:,} rows; {checked.cases:,} requests, {checked.entries:,} entries"
        self.stdout.write(f"{told}: as in the backup, every key is known, every chain and anchor holds.")
        self.stdout.write("Next: manage.py restored_copy")

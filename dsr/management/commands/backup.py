"""Make a backup: the database with all documents, and the anchors. Also: is a backup still whole?"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dsr import backups
from dsr.errors import DeskError


class Command(BaseCommand):
    help = (
        "Writes the database with all documents, the anchors and a list of both into a new folder, while the desk "
        "goes on. The keys are not in it: keep them apart. PostgreSQL needs pg_dump on PATH. With --check nothing is "
        "written: it says whether the files of a backup are as they were written."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="a folder that is not there yet; with --check, a backup")
        parser.add_argument("--check", action="store_true", help="look at a backup instead of making one")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = (backups.check_backup if options["check"] else backups.make_backup)(options["folder"])
        except DeskError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"The backup could not be written: {error.strerror}. Nothing of it is left.") from error
        rows = sum(made.rows.values())
        self.stdout.write(f"{options['folder']}: {rows:,} rows of {len(made.rows)} tables, {len(made.files)} files.")

"""Put every data key and secret under the newest of SEALING_KEYS, and bind each secret to its row."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dsr import journal, sealed_secrets
from dsr.management.suppression import bar


class Command(BaseCommand):
    help = (
        "Run it after a new key was put in front of SEALING_KEYS, and once after an upgrade: the data key of every "
        "request, bundle and evidence pack and every secret is then sealed by the newest key, and each secret opens "
        "in its own row alone. When it is done the old key is needed no more, but for backups. It may be broken off "
        "and run again: what is done stays done."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--after", type=int, default=0, help="only requests with a higher number")

    def handle(self, *args: Any, **options: Any) -> None:
        last, done = options["after"], 0
        closed: list[str] = []
        try:
            with bar(" values") as progress:
                for batch in (sealed_secrets.rewrap_secrets, sealed_secrets.rewrap_row_keys):
                    for came in batch():
                        done, closed = done + came.done, closed + came.closed
                        progress.update(came.done)
                for number, renewed, shut in journal.rewrap_data_keys(last):
                    last, done, closed = number, done + renewed, closed + shut
                    progress.update(renewed)
        except KeyboardInterrupt as stop:
            raise CommandError(f"Broken off. Go on with: manage.py rewrap_keys --after {last}") from stop
        self.stdout.write(f"{done:,} values are sealed by the newest key now.")
        if closed:
            raise CommandError("\n".join([*closed, f"{len(closed)} do not open, and were left as they are."]))

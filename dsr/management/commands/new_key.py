"""Make a key for SEALING_KEYS, INDEX_KEY, NAME_KEY, SUPPRESSION_KEY, LINK_KEYS or JOURNAL_KEYS."""

from typing import Any

from django.core.management.base import BaseCommand

from dsr.sealing import new_key


class Command(BaseCommand):
    help = (
        "Prints a fresh 32-byte key in URL-safe base64: for SEALING_KEYS, LINK_KEYS and JOURNAL_KEYS (behind a name "
        "and a colon), INDEX_KEY, NAME_KEY and SUPPRESSION_KEY."
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(new_key())

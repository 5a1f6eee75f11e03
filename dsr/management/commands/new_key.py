"""Make a key for SEALING_KEYS or INDEX_KEY."""

from typing import Any

from django.core.management.base import BaseCommand

from dsr.sealing import new_key


class Command(BaseCommand):
    help = "Prints a fresh 32-byte key in URL-safe base64, for SEALING_KEYS (behind a name and a colon) or INDEX_KEY."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(new_key())

"""Make a key of the environment, or with --installation a name for INSTALLATION_ID."""

import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from dsr.sealing import new_key


def made(*, is_installation: bool) -> str:
    return f"desk-{secrets.token_hex(8)}" if is_installation else new_key()


class Command(BaseCommand):
    help = (
        "Prints a fresh 32-byte key in URL-safe base64: for SEALING_KEYS, LINK_KEYS and JOURNAL_KEYS (behind a name "
        "and a colon), INDEX_KEY, NAME_KEY and SUPPRESSION_KEY. With --installation: a name for INSTALLATION_ID."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--installation", action="store_true", help="print a name for INSTALLATION_ID instead")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(made(is_installation=options["installation"]))

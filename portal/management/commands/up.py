"""`manage.py up` in Django's own list of commands; manage.py goes to portal/up/command.py without loading Django."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from portal import up


class Command(BaseCommand):
    help = up.HELP
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        up.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        up.run(options["verbose"])

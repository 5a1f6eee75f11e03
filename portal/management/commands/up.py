"""`manage.py up` in Django's own list of commands; manage.py goes to portal/up/command.py without loading Django."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from portal.up import command


class Command(BaseCommand):
    help = command.HELP
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        command.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        command.run(options["verbose"])

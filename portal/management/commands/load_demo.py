"""Load the demo business, once. Only in the demo."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from dsr.models import Business
from portal import demo


class Command(BaseCommand):
    help = "Loads the invented demo business with its disclosures and cases. Loading again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo is only loaded into the demo's own database. Start it with: make up")
        if Business.objects.exists():
            return
        demo.load()

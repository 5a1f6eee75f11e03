"""Django's check, and what the law says of the set-up: told here alone, so that it stops no other command."""

from typing import Any

from django.core import checks
from django.core.management.commands import check

from portal.checks import unlawful_rules


class Command(check.Command):
    def handle(self, *app_labels: Any, **options: Any) -> None:
        checks.register(unlawful_rules, "daylight")
        try:
            super().handle(*app_labels, **options)
        finally:
            checks.registry.registry.registered_checks.discard(unlawful_rules)

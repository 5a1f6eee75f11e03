"""Django's check, and what the law says of the set-up: told here alone, so that it stops no other command."""

from typing import Any

from django.core import checks
from django.core.management.commands import check

from portal.web.checks import impassable_rules, owed_renewals, sale_conflicts, unlawful_agent_rules, unlawful_rules


class Command(check.Command):
    def handle(self, *app_labels: Any, **options: Any) -> None:
        ours = (unlawful_rules, unlawful_agent_rules, impassable_rules, sale_conflicts, owed_renewals)
        for one in ours:
            checks.register(one, "daylight")
        try:
            super().handle(*app_labels, **options)
        finally:
            checks.registry.registry.registered_checks.difference_update(ours)

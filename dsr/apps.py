"""The app: when it is ready, every kind and every way is registered and the demo's clock is connected."""

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate

from dsr import triggers


def _lift_notes(using: str, **_told: Any) -> None:
    triggers.remove_notes(connections[using])


def _put_back_triggers(using: str, **_told: Any) -> None:
    triggers.install(connections[using])


class DsrConfig(AppConfig):
    name = "dsr"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # These read models or words, which exist only now.
        from dsr import (  # noqa: PLC0415
            clock,
            demo_clock,
            installation,
            kinds,
        )
        from dsr.fulfilment import ways  # noqa: PLC0415

        pre_migrate.connect(_lift_notes, sender=self)
        post_migrate.connect(_put_back_triggers, sender=self)
        kinds.register_all()
        ways.register_all()
        clock.difference = installation.clock_difference
        if settings.DEMO:
            clock.offset = demo_clock.offset

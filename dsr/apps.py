"""The app: when it is ready, every kind and every way is registered and the demo's clock is connected."""

from django.apps import AppConfig
from django.conf import settings


class DsrConfig(AppConfig):
    name = "dsr"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # These read models or words, which exist only now.
        from dsr import (  # noqa: PLC0415
            clock,
            demo_clock,
            kinds,
        )
        from dsr.fulfilment import ways  # noqa: PLC0415

        kinds.register_all()
        ways.register_all()
        if settings.DEMO:
            clock.offset = demo_clock.offset

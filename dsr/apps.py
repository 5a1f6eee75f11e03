"""The app: when it is ready, every kind is registered and the demo's clock is connected."""

from django.apps import AppConfig
from django.conf import settings


class DsrConfig(AppConfig):
    name = "dsr"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # These read models or words, which exist only now.
        from dsr import clock, demo_clock  # noqa: PLC0415
        from dsr.kinds import register_all  # noqa: PLC0415

        register_all()
        if settings.DEMO:
            clock.offset = demo_clock.offset

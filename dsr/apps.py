"""The app: when it is ready, every kind is registered and the demo's clock is connected."""

from django.apps import AppConfig


class DsrConfig(AppConfig):
    name = "dsr"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.conf import settings

        from dsr import clock, demo_clock
        from dsr.kinds import register_all

        register_all()
        if settings.DEMO:
            clock.offset = demo_clock.offset

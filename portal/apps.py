"""The portal as an app, so that its static files and commands are found."""

from django.apps import AppConfig
from django.core import checks

from portal.web import log_filters


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        log_filters.mask_tokens()
        # It reads models, which exist only now.
        from portal.web.checks import lost_keys, missing_phones  # noqa: PLC0415

        checks.register(lost_keys)
        checks.register(missing_phones, "daylight")

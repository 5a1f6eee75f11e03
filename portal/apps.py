"""The portal as an app, so that its static files and commands are found."""

from django.apps import AppConfig
from django.core import checks

from portal.celery import app as celery
from portal.web import log_filters

__all__ = ["PortalConfig", "celery"]  # tasks are rung for by the portal's Celery app: it must be there from the start


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        log_filters.mask_tokens()
        # These read models, which exist only now.
        from portal import ways  # noqa: PLC0415
        from portal.staff import account  # noqa: PLC0415
        from portal.web.checks import lost_keys, missing_phones  # noqa: PLC0415

        ways.register_all()
        account.listen()
        checks.register(lost_keys)
        checks.register(missing_phones, "daylight")

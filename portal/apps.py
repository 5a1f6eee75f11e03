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
        from dsr import sealed_secrets  # noqa: PLC0415
        from portal import ways  # noqa: PLC0415
        from portal.staff import account  # noqa: PLC0415
        from portal.web.checks import lost_keys, missing_phones, restored_copy, wrong_clock  # noqa: PLC0415

        ways.register_all()
        account.listen()
        sealed_secrets.register_columns(*account.factor_columns())
        checks.register(lost_keys)
        checks.register(restored_copy)
        checks.register(wrong_clock)
        checks.register(missing_phones, "daylight")

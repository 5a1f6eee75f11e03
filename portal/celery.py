"""The Celery app: the doorbell. Work is found in the database; a lost or doubled ring is harmless."""

import os
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import beat_init, setup_logging, worker_init, worker_process_shutdown, worker_ready
from django.conf import settings
from kombu import Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")


def _configuration() -> dict[str, Any]:
    """Celery's settings. Read when first needed, so that importing this module needs no environment."""
    lease = settings.WORK_LEASE.total_seconds()
    bulk, urgent = settings.QUEUES
    return {
        "broker_url": settings.BROKER_URL,
        "broker_connection_retry_on_startup": True,
        # A broker that stays away is waited for; the supervisor need not restart the worker for it.
        "broker_connection_max_retries": None,
        # A broker that is down must never hold a web request: the sweep finds what could not be rung for.
        "task_publish_retry": False,
        "broker_transport_options": {
            # Longer than the longest task, or a running task would be handed out a second time.
            "visibility_timeout": 3600,
            **{"unacked_restore_interval": 2, "unacked_restore_throttle": 1, "max_retries": 0},
            "socket_connect_timeout": 1,
            "socket_timeout": 3,
            # What kombu keeps beside the queues, by the installation, too: two on one broker never meet.
            **{key: f"{bulk}-{key}" for key in ("unacked_key", "unacked_index_key", "unacked_mutex_key")},
            "fanout_prefix": f"/{{db}}.{bulk}.",
        },
        "task_default_queue": bulk,
        "task_queues": [Queue(name, routing_key=name) for name in (urgent, bulk)],
        # The sweep must not wait behind what it looks after.
        "task_routes": {name: {"queue": urgent} for name in ("dsr.sweep", "dsr.daily")},
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_ignore_result": True,
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        # A task ends before its lease does, so that no second worker does the same work beside it.
        "task_soft_time_limit": max(10, int(0.8 * lease)),
        "task_time_limit": max(15, int(0.9 * lease)),
        "worker_prefetch_multiplier": 1,
        "worker_hijack_root_logger": False,
        "worker_redirect_stdouts": False,
        "beat_schedule": settings.BEAT_SCHEDULE,
        "timezone": "UTC",
    }


app = Celery("daylight")
app.add_defaults(_configuration)
app.autodiscover_tasks(["dsr"])


@setup_logging.connect
def keep_logging(**_facts: Any) -> None:
    """Logs are set up by portal.settings; Celery adds no handler where this signal has a receiver."""


@worker_init.connect
def look_at_keys(**_facts: Any) -> None:
    """A worker with a wrong key would write letters that nobody opens again."""
    # They need Django, which is set up by now.
    from portal.web import database_limits  # noqa: PLC0415
    from portal.web.key_start import refuse_wrong_keys  # noqa: PLC0415

    database_limits.limit_statements(database_limits.of_work())
    refuse_wrong_keys()


@worker_init.connect
def keep_mail_connections(**_facts: Any) -> None:
    """The processes of a worker, which are its children, send letter after letter."""
    from dsr import letters  # noqa: PLC0415  (as above)

    letters.keep_connections()


@worker_process_shutdown.connect
def end_mail_connections(**_facts: Any) -> None:
    """The mail server is told goodbye."""
    from dsr import letters  # noqa: PLC0415  (as above)

    letters.end_connections()


@worker_ready.connect
@beat_init.connect
def tell_ready(**_facts: Any) -> None:
    """Tell `manage.py up`, which waits for this file, that the process is at work."""
    path = os.environ.get("DAYLIGHT_READY_FILE")
    if path:
        Path(path).touch()

"""When what staff decide now leaves: a while later, so that it can be taken back until then."""

from datetime import date, datetime

from django.conf import settings

from dsr.clock import now, today


def wait_from_now(send_by: date) -> dict[str, datetime | None]:
    """What is written into the case. On the day to send by, and after it, nothing waits."""
    waits = settings.DECISION_WAIT and today() < send_by
    return {"leaves_at": now() + settings.DECISION_WAIT if waits else None}

"""The demo's offset row, read by dsr/clock.py: it lets a newcomer move the desk's time forward."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F

from dsr.models import ClockOffset


def offset() -> timedelta:
    """How far the demo's time runs ahead of the real time."""
    return timedelta(seconds=ClockOffset.objects.filter(pk=1).values_list("seconds", flat=True).first() or 0)


def move_forward(by: timedelta) -> None:
    """Move the demo's time forward; it never goes back, because the journal's does not."""
    if by <= timedelta(0):
        raise ValueError("The demo's time only moves forward.")
    with transaction.atomic():
        ClockOffset.objects.get_or_create(pk=1)
        ClockOffset.objects.filter(pk=1).update(seconds=F("seconds") + int(by.total_seconds()))

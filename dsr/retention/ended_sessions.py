"""What is over by the machine's clock: sessions of browsers, and counts of limits."""

from dsr.clock import machine
from dsr.models import LimitCount, Session


def forget_sessions() -> int:
    """How many rows went."""
    LimitCount.objects.filter(expires_at__lt=machine()).delete()
    return Session.objects.filter(expires_at__lt=machine()).delete()[0]

"""Sessions of browsers that are over."""

from dsr.clock import machine
from dsr.models import Session


def forget_sessions() -> int:
    """How many rows went."""
    return Session.objects.filter(expires_at__lt=machine()).delete()[0]

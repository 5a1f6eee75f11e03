"""What is over by the machine's clock: sessions of browsers, files of forms not sent, and counts of limits."""

from dsr.clock import machine
from dsr.models import DraftFile, LimitCount, Session


def forget_sessions() -> int:
    """How many rows went."""
    DraftFile.objects.filter(expires_at__lt=machine()).delete()
    LimitCount.objects.filter(expires_at__lt=machine()).delete()
    return Session.objects.filter(expires_at__lt=machine()).delete()[0]

"""What is over by the machine's clock: sessions and visits, files of forms not sent, codes, and counts of limits."""

from datetime import timedelta

from dsr.clock import machine
from dsr.models import AddressWish, DraftFile, LimitCount, PageCode, PageVisit, ReferencesWish, Session

# A visit is over sooner (dsr/request_page/visits.py). How many codes were tried in vain counts for a week.
_VISIT, _WISH, _CODE = timedelta(hours=4), timedelta(days=1), timedelta(days=30)


def forget_short_lived_rows() -> int:
    """How many rows went."""
    DraftFile.objects.filter(expires_at__lt=machine()).delete()
    LimitCount.objects.filter(expires_at__lt=machine()).delete()
    PageVisit.objects.filter(began_at__lt=machine() - _VISIT).delete()
    PageCode.objects.filter(issued_at__lt=machine() - _CODE).delete()
    ReferencesWish.objects.filter(at__lt=machine() - _WISH).delete()
    AddressWish.objects.filter(at__lt=machine() - _WISH).delete()
    return Session.objects.filter(expires_at__lt=machine()).delete()[0]

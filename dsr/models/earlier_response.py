"""The earlier response of the same person that a request repeats, as staff chose it."""

from django.conf import settings
from django.db import models

from dsr.models.case import Case


class EarlierResponse(models.Model):
    """One a case; another choice replaces it, and the journal has both. The note is sealed with its entry there."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="earlier_response")
    earlier = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="repeated_by")
    is_permission_seen = models.BooleanField(default=False)  # who asks for another showed the permission to staff
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField()

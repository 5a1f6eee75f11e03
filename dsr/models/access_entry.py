"""A line of the access record: who came in or failed to, whose access was changed and by whom, who saw what."""

from django.db import models

from dsr.clock import now
from dsr.models.account import Account


class AccessEntry(models.Model):
    at = models.DateTimeField(default=now, db_index=True)
    name = models.CharField(max_length=30)
    # Whose access it is; none for an address without an account. `by` is somebody else who did it.
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="access_entries")
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="access_entries_made")
    # The page that was seen and whose: a reference or number, nothing personal.
    page = models.CharField(max_length=40, blank=True)
    reference = models.CharField(max_length=40, blank=True)
    # A keyed hash of the client's network: the same one is known again, and no address stands here.
    client = models.CharField(max_length=16, blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["account", "-at"], name="access_of_account")]

"""How long the record of a kind of request is kept after it ended, where that is longer than of others; and why."""

from django.conf import settings
from django.db import models


class RecordPeriod(models.Model):
    """One setting of one kind; the newest counts. Never changed: who set what, when and why stays."""

    kind = models.CharField(max_length=40)
    months = models.PositiveSmallIntegerField()
    reason = models.TextField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kind", "-id"], name="record_period_of_kind")]

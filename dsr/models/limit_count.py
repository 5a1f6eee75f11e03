"""What a limit of sign-in or of codes counts while the cache is away: under a keyed hash, for as long as it counts."""

from django.db import models


class LimitCount(models.Model):
    digest = models.CharField(max_length=160, primary_key=True)
    value = models.TextField()
    expires_at = models.DateTimeField(db_index=True)

"""A session of a browser: known by a hash of its key, so that who reads the database can go on with none."""

from datetime import datetime

from django.db import models

from dsr.clock import machine
from dsr.models.account import Account


class SessionRows(models.QuerySet["Session"]):
    def of(self, account: Account, seen_since: datetime) -> "SessionRows":
        """Where this account is signed in: what is over, or was not used since, is none."""
        return self.filter(account=account, expires_at__gt=machine(), seen_at__gt=seen_since)


class Session(models.Model):
    digest = models.CharField(max_length=64, unique=True)
    data = models.TextField()
    expires_at = models.DateTimeField(db_index=True)
    # Who signed in, from which program, and when: for the list of one's own sessions. Nothing of a visitor.
    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="sessions")
    browser = models.CharField(max_length=60, blank=True)
    started_at = models.DateTimeField(default=machine)
    seen_at = models.DateTimeField(default=machine)

    objects = SessionRows.as_manager()

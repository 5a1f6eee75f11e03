"""One line of a case's journal: append-only by triggers, chained by hashes."""

from django.conf import settings
from django.db import models

from dsr.models.case import Case

# What dsr/oversight counts by month and by who pressed: few of all entries, so that the index of them stays small.
COUNTED = ("receipt-corrected", "close", "join", "one-pair-of-eyes", "ask-proof", "documents-deleted")


class Entry(models.Model):
    """`facts` is canonical JSON without personal information; words that may be personal are sealed beside it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    who = models.CharField(max_length=20)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT)
    name = models.CharField(max_length=40)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20)
    facts = models.TextField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    # Who can write to the database can make digests, but not this: `name:hex` under a key of JOURNAL_KEYS. Empty in
    # entries of a release before, until add_entry_macs.
    mac = models.CharField(max_length=120, blank=True, default="", db_default="")

    class Meta:
        ordering = ["case_id", "number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="entry_number_once")]
        indexes = [
            models.Index(
                fields=["name", "at", "account", "case"],
                condition=models.Q(name__in=COUNTED),
                name="entry_counted",
            )
        ]

"""Work that is due: the database is the queue, Celery only rings the bell."""

from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.db import models

from dsr.models.case import Case
from dsr.models.installation import CopiedCase
from dsr.reasons import MAIL


class WorkName(StrEnum):
    """What a worker may have to do. Rows outlive a version of the desk: a name never changes."""

    ADDRESS = "address"
    ADVANCE = "advance"
    ANCHOR = "anchor"
    ASK_OWNER = "ask-owner"
    BULK = "bulk"
    BULK_LOOK = "bulk-look"
    BUNDLE_END = "bundle-end"
    COMPILE = "compile"
    CONFIRMED = "confirmed"
    CORRESPONDENCE = "correspondence"
    DIGEST = "digest"
    EVENT = "event"
    EVIDENCE = "evidence"
    HOLD = "hold"
    LET_GO = "let-go"
    LOST_ADDRESS = "lost-address"
    MORE_TIME = "more-time"
    PAGE_CODE = "page-code"
    PAGE_TRIED = "page-tried"
    PREVIEW = "preview"
    PROVE = "prove"
    RECEIPT = "receipt"
    REFERENCES = "references"
    RENEW_LINK = "renew-link"
    SEND = "send"
    STEP = "step"
    TELL = "tell"
    TELL_STATEMENT = "tell-statement"
    WITHDRAWAL = "withdrawal"


# What leaves the house, or changes something outside: of a restored copy it may have been done before.
OUTWARD = frozenset({WorkName.SEND, WorkName.TELL, WorkName.ASK_OWNER, WorkName.STEP, WorkName.EVENT})

# In an entry, in place of the name of a work: what is done by the calendar.
DAILY = "daily"


def _is_copied() -> models.Exists:
    return models.Exists(CopiedCase.objects.filter(case=models.OuterRef("case_id")))


class DueWorkRows(models.QuerySet["DueWork"]):
    def unfinished(self) -> "DueWorkRows":
        return self.filter(done_at=None)

    def due(self, at: datetime) -> "DueWorkRows":
        """Not done, given up, or before its time, not held under a living lease, and nothing that waits as copied."""
        return self.due_of_copies(at).filter(~models.Q(name__in=OUTWARD) | ~_is_copied())

    def due_of_copies(self, at: datetime) -> "DueWorkRows":
        """The same, with what leaves the house of requests that a restored copy brought along."""
        free = models.Q(leased_until=None) | models.Q(leased_until__lt=at)
        return self.unfinished().filter(free, not_before__lte=at, given_up_at=None)

    def waiting_as_copied(self) -> "DueWorkRows":
        """What leaves the house, of requests that a restored copy brought along and nobody let go on yet."""
        return self.unfinished().filter(_is_copied(), name__in=OUTWARD, given_up_at=None)

    def stuck(self) -> "DueWorkRows":
        return self.unfinished().exclude(given_up_at=None)

    def shown(self) -> "DueWorkRows":
        """What a person was told of: given up, or a letter that the mail server does not take, and still tried."""
        in_vain = models.Q(name=WorkName.SEND, attempts__gte=settings.WORK_ATTEMPTS, reason__in=MAIL)
        return self.unfinished().filter(models.Q(given_up_at__isnull=False) | in_vain)


class DueWork(models.Model):
    """`name` is a WorkName; `target` is the id it works on; `key` makes it once.

    `is_urgent`: its bell goes to the queue that bulk work cannot fill. `rung_at`: since when its bell is on its way;
    empty when none is.
    """

    name = models.CharField(max_length=40)
    target = models.BigIntegerField()
    key = models.CharField(max_length=120, unique=True)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="due_work")
    not_before = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    lease = models.CharField(max_length=32, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=60, blank=True)  # a code, never a mail server's own words
    added_at = models.DateTimeField()
    is_urgent = models.BooleanField(default=False)
    rung_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)

    objects = DueWorkRows.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["not_before"], condition=models.Q(done_at=None), name="due_work_open"),
            models.Index(fields=["given_up_at"], condition=models.Q(done_at=None), name="due_work_stuck"),
        ]

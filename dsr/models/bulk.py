"""Bulk work: one action on many cases, first looked at, then carried out case by case."""

from enum import StrEnum

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dsr.models.case import Case
from dsr.models.compilation import Compilation
from dsr.models.second_approval import SecondApproval


class BulkAction(StrEnum):
    """What is done with each case. Rows outlive a version of the desk: a name never changes."""

    APPROVE = "approve"
    DECLINE = "decline"
    EXTEND = "extend"
    ASSIGN = "assign"
    UNASSIGN = "unassign"
    JOIN = "join"
    MAILED = "mailed"
    NOTE = "note"
    TAKE_BACK = "take-back"  # of other bulk work, while it waits to leave
    SEND_NOW = "send-now"
    RECEIPT = "receipt"  # of one bundle: how its letter came is corrected, or what becomes of such a correction


class BulkState(models.TextChoices):
    LOOK = "look", _("Not begun")  # its cases are fixed and looked at one by one; nothing is done
    WAITS = "waits", _("Waits for a second person")  # before its first case is touched
    WORK = "work", _("At work")
    STOPPED = "stopped", _("Stopped")
    DONE = "done", _("Done")


class BulkResult(models.TextChoices):
    NEW = "new", _("Not looked at yet")
    READY = "ready", _("Waits for its turn")
    CANNOT = "cannot", _("Cannot")  # the look says why
    DONE = "done", _("Done")
    LEFT_OUT = "left-out", _("Left out")  # it changed since the look, or would be refused now; nothing was done
    FAILED = "failed", _("Failed")  # what nobody foresaw; nothing was done


class BulkRows(models.QuerySet["BulkRow"]):
    def waiting(self) -> "BulkRows":
        """What can be done and was not yet, in order."""
        return self.filter(result=BulkResult.READY).order_by("number")


class Bulk(models.Model):
    """`choice` is what was chosen, as codes, ids and days; what was typed is sealed in `words`, or in each case.

    `looks` counts how often its cases were looked at: what is pressed names the look that it saw.
    """

    reference = models.CharField(max_length=11, unique=True)
    action = models.CharField(max_length=20)  # a BulkAction
    state = models.CharField(max_length=10, choices=BulkState.choices, default=BulkState.LOOK)
    choice = models.JSONField(default=dict)
    words = models.TextField(blank=True)  # sealed, and emptied when the work ends
    looks = models.PositiveSmallIntegerField(default=1)
    back = models.CharField(max_length=300, blank=True)  # the list that it was chosen from: filters, nothing personal
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="bulks")
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    approval = models.ForeignKey(SecondApproval, null=True, on_delete=models.PROTECT, related_name="bulks")
    stopped_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    stop_asked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "-asked_at"], name="bulk_by_state")]

    def __str__(self) -> str:
        return self.reference


class BulkRow(models.Model):
    """One case. `seen`: its entry count at the look; `open_to`: the outcomes that were open to it then.

    `act` is what two people do where two may, if it comes to that (a TwoPersonAct). `sort` tells letters of one sort
    from others, `mark` is a keyed hash of this one as it was composed, `letters` are the ids of what is to be mailed.
    `reason` is a code, `why` the words of a refusal, which never hold anything personal.
    """

    bulk = models.ForeignKey(Bulk, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="bulk_rows")
    seen = models.PositiveIntegerField(default=0)
    open_to = models.JSONField(null=True)
    sort = models.CharField(max_length=120, blank=True)
    act = models.CharField(max_length=20, blank=True)
    mark = models.CharField(max_length=64, blank=True)
    compilation = models.ForeignKey(Compilation, null=True, on_delete=models.PROTECT, related_name="+")
    letters = models.JSONField(default=list)
    result = models.CharField(max_length=10, choices=BulkResult.choices, default=BulkResult.NEW)
    reason = models.CharField(max_length=60, blank=True)
    why = models.CharField(max_length=600, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    objects = BulkRows.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bulk", "case"], name="bulk_row_once"),
            models.UniqueConstraint(fields=["bulk", "number"], name="bulk_row_number"),
        ]
        indexes = [models.Index(fields=["bulk", "result", "number"], name="bulk_row_result")]

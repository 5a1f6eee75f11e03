"""One thing that a person says is wrong, and what was decided about it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dsr.models.case import Case


class Decision(models.TextChoices):
    CORRECT = "correct", _("correct it")
    DELETE = "delete", _("delete it instead")
    DENY = "deny", _("leave it as it is")


class Item(models.Model):
    """Sealed in the case: `item:<number>` (says, should, why), `decision:<number>` (weighed, reason, source), and
    `statement:<number>`. Nothing here tells what was wrong, only which field.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField()
    field = models.CharField(max_length=20)
    is_health = models.BooleanField(default=False)
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    code = models.CharField(max_length=40, blank=True)  # why it is denied
    is_source_told = models.BooleanField(default=False)
    statement_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)  # values that the person compared with ours

    class Meta:
        ordering = ["case_id", "number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="item_once")]

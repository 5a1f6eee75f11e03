"""A litigation hold: while it stands, nothing of the cases that it covers is erased here."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dsr.models.business import Business
from dsr.models.case import Case


class HoldScope(models.TextChoices):
    PERSON = "person", _("A person: every request of theirs")
    CASE = "case", _("One request")
    PERIOD = "period", _("A period: every request received in it")
    RECIPIENT = "recipient", _("A recipient: every request whose answer names it")


class LegalHoldRows(models.QuerySet["LegalHold"]):
    def standing(self) -> "LegalHoldRows":
        """Whatever its day: past it, a hold still stands until a person ends it."""
        return self.filter(ended_at=None)


class LegalHold(models.Model):
    """Of the scope's own fields only its own are set. `sealed`: whom it is about, as typed, and why.

    A person's digests are HoldDigest rows. `until`: the day on which a person looks at it again.
    """

    reference = models.CharField(max_length=11, unique=True)
    scope = models.CharField(max_length=10, choices=HoldScope.choices)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="holds_of_it")
    begins_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)  # of what was received before this instant
    business = models.ForeignKey(Business, null=True, on_delete=models.PROTECT, related_name="+")
    recipient_key = models.CharField(max_length=120, blank=True)
    until = models.DateField()
    sealed = models.TextField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # Its cases are listed up to this one, in a walk that began on this day.
    listed_to = models.BigIntegerField(default=0)
    walked_on = models.DateField(null=True)

    objects = LegalHoldRows.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(scope="person")
                | models.Q(scope="case", case__isnull=False)
                | models.Q(scope="period", begins_at__isnull=False, ends_at__gt=models.F("begins_at"))
                | (models.Q(scope="recipient", business__isnull=False) & ~models.Q(recipient_key="")),
                name="legal_hold_of_scope",
            ),
        ]
        indexes = [
            models.Index(fields=["scope", "until"], condition=models.Q(ended_at=None), name="legal_hold_standing")
        ]

    def __str__(self) -> str:
        return self.reference


class HoldDigest(models.Model):
    """What finds the requests of a person on hold: a keyed hash as BlindIndex has it."""

    hold = models.ForeignKey(LegalHold, on_delete=models.PROTECT, related_name="digests")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest", "hold"], name="hold_digest_once")]


class HoldAct(models.TextChoices):
    SET = "set", _("Set the hold")
    CHANGED = "changed", _("Gave it another day")
    ENDED = "ended", _("Ended the hold")


class HoldChange(models.Model):
    """What was done with a hold, by whom and until when it stands then; why is sealed."""

    hold = models.ForeignKey(LegalHold, on_delete=models.PROTECT, related_name="changes")
    act = models.CharField(max_length=8, choices=HoldAct.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    until = models.DateField()
    sealed = models.TextField()

    class Meta:
        ordering = ["hold_id", "pk"]


class CaseOnHold(models.Model):
    """A case that a hold covers, or covered. `noted`: the newest change of the hold that its journal tells of."""

    hold = models.ForeignKey(LegalHold, on_delete=models.PROTECT, related_name="cases")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="holds")
    noted = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "hold"], name="case_on_hold_once")]
        indexes = [models.Index(fields=["hold", "noted", "case"], name="case_on_hold_noted")]

"""An evidence pack: what the record holds of a request, a bundle or a period, for somebody who may have it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dsr.models.bundle import Bundle, BundleKey
from dsr.models.business import Business
from dsr.models.case import Case
from dsr.models.second_approval import SecondApproval


class PackState(models.TextChoices):
    WAITS = "waits", _("Waits for a second person")
    WORK = "work", _("Being made")
    READY = "ready", _("Ready")
    STOPPED = "stopped", _("Stopped before it was made")
    REFUSED = "refused", _("Not approved")
    GONE = "gone", _("Deleted")  # its time is over; the row says that it was, and to whom it went


class EvidencePack(models.Model):
    """Of one case, one bundle, or a business's requests of some days. Its bytes are sealed in parts, under its key.

    `details`, sealed by themselves so that they outlive the parts: who gets it, and what the ground rests on.
    """

    reference = models.CharField(max_length=11, unique=True)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="evidence_packs")
    bundle = models.ForeignKey(Bundle, null=True, on_delete=models.PROTECT, related_name="evidence_packs")
    business = models.ForeignKey(Business, null=True, on_delete=models.PROTECT, related_name="evidence_packs")
    from_day = models.DateField(null=True)
    to_day = models.DateField(null=True)
    is_redacted = models.BooleanField()
    receiver = models.CharField(max_length=20)  # of dsr/law/evidence_grounds.py
    ground = models.CharField(max_length=20)
    details = models.TextField(blank=True)
    data_key = models.BinaryField(null=True)
    state = models.CharField(max_length=10, choices=PackState.choices)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="evidence_packs")
    asked_at = models.DateTimeField()
    approval = models.ForeignKey(SecondApproval, null=True, on_delete=models.PROTECT, related_name="evidence_packs")
    begun_at = models.DateTimeField(null=True)
    total = models.PositiveIntegerField(default=0)  # cases
    done = models.PositiveIntegerField(default=0)
    stop_asked_at = models.DateTimeField(null=True)
    stopped_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(null=True)
    size = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)  # SHA-256 of the whole file
    fingerprint = models.CharField(max_length=64, blank=True)  # of the key that signed it
    keep_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("evidence pack")
        verbose_name_plural = _("evidence packs")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(case__isnull=False, bundle=None, business=None)
                | models.Q(case=None, bundle__isnull=False, business=None)
                | models.Q(case=None, bundle=None, business__isnull=False, from_day__lte=models.F("to_day")),
                name="evidence_of_one_thing",
            )
        ]
        indexes = [models.Index(fields=["state", "keep_until"], name="evidence_by_state")]

    def __str__(self) -> str:
        return self.reference

    @property
    def holder(self) -> BundleKey:
        """As dsr/sealing/ wants it: told apart from a case of the same number."""
        return BundleKey(f"pack-{self.pk}", self.data_key)


class EvidencePart(models.Model):
    """A piece of a pack, sealed under its key and bound to its number. Gone when the pack's time is over."""

    pack = models.ForeignKey(EvidencePack, on_delete=models.PROTECT, related_name="parts")
    number = models.PositiveIntegerField()
    value = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "number"], name="evidence_part_once")]

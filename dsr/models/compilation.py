"""A compiled report: one for a business, year, ledger version, language and format; it serves every case."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dsr.models.business import Business


class CompilationState(models.TextChoices):
    WANTED = "wanted", _("being compiled")
    BLOCKED = "blocked", _("blocked by gaps in the ledger")
    DONE = "done", _("compiled")
    FAILED = "failed", _("could not be compiled")


class Compilation(models.Model):
    """Nothing here is about an individual. `facts` is canonical JSON, `checksum` its SHA-256."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="compilations")
    report = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    ledger_version = models.PositiveIntegerField()
    letterhead = models.CharField(max_length=64, default="")
    mode = models.CharField(max_length=20)
    language = models.CharField(max_length=10)
    format_version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=CompilationState.choices, default=CompilationState.WANTED)
    outcome = models.CharField(max_length=60, blank=True)
    gaps = models.JSONField(default=list)
    facts = models.TextField(blank=True)
    checksum = models.CharField(max_length=64, blank=True)
    row_count = models.PositiveIntegerField(default=0)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    pdf = models.BinaryField(null=True)
    csv = models.BinaryField(null=True)
    wanted_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    *("business", "report", "year", "ledger_version", "letterhead"),
                    *("mode", "language", "format_version"),
                ],
                name="compilation_once",
            )
        ]

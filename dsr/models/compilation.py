"""A compiled report: one for a business, year, ledger version, statement and language; it serves every case."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dsr.models.business import Business
from dsr.models.case import Case
from dsr.models.year_statement import YearStatement

# What one is compiled from, beside the statement or the day.
_KEY = ("business", "report", "year", "ledger_version", "letterhead", "mode", "language", "format_version")


class CompilationState(models.TextChoices):
    WANTED = "wanted", _("being compiled")
    BLOCKED = "blocked", _("blocked by gaps in the disclosures")
    DONE = "done", _("compiled")
    FAILED = "failed", _("could not be compiled")
    STOPPED = "stopped", _("stopped by a person")


# What is made of it one after the other: the facts, then each file. Between two of them it can be stopped.
PARTS = ("facts", "text", "html", "pdf", "csv")


class Compilation(models.Model):
    """Nothing here is about an individual. `facts` is canonical JSON, `checksum` its SHA-256.

    It rests on what a person stated of the whole year, or it says what is known as of a day; with neither, nothing is
    known of the whole year.
    """

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="compilations")
    report = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    ledger_version = models.PositiveIntegerField()
    statement = models.ForeignKey(YearStatement, null=True, on_delete=models.PROTECT, related_name="compilations")
    as_of = models.DateField(null=True)
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
    parts_done = models.PositiveSmallIntegerField(default=0)  # of PARTS, while it is being compiled
    stop_asked_at = models.DateTimeField(null=True)
    stopped_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)

    class Meta:
        # A database takes one NULL for different from another: hence a constraint of its own without either.
        constraints = [
            models.UniqueConstraint(fields=[*_KEY, "statement"], name="compilation_once_a_statement"),
            models.UniqueConstraint(fields=[*_KEY, "as_of"], name="compilation_once_a_day"),
            models.UniqueConstraint(
                fields=_KEY,
                condition=models.Q(statement=None, as_of=None),
                name="compilation_once_unstated",
            ),
        ]

    @property
    def part_count(self) -> int:
        return len(PARTS)

    def serves(self, case: Case) -> bool:
        """True when this is the report of the case's own business, year and language."""
        own = (case.business_id, case.year or 0, case.language)
        return (self.business_id, self.year, self.language) == own

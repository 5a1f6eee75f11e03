"""What a person said of one calendar year of a business's ledger: that it is complete, on what they checked."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dsr.models.business import Business
from dsr.models.recipient import VersionedRows


class YearStatements(VersionedRows["YearStatement"]):
    def of_business(self, business: Business, year: int) -> "YearStatement | None":
        """The same for the published version, of a business whose statements may have been read ahead."""
        if "year_statements" not in getattr(business, "_prefetched_objects_cache", {}):
            return self.holding(business.pk, year, business.ledger_version)
        version = business.ledger_version
        rows = [row for row in business.year_statements.all() if row.year == year and row.holds_in(version)]
        return max(rows, key=lambda row: row.pk, default=None)

    def holding(self, business_id: int, year: int, version: int) -> "YearStatement | None":
        """The statement that holds for this year in this version of the ledger; None when nobody made one."""
        return self.in_version(version).filter(business_id=business_id, year=year).order_by("-pk").first()


class YearStatement(models.Model):
    """Cal. Civ. Code § 1798.83(a) speaks of a whole calendar year, and no row of the ledger says that none is missing.

    It holds like a row of the ledger: from the version it was made on until the first one that says something else of
    the year, or until somebody withdrew it, with the reason in `ended_why`. What it says is never changed; `ended_at`
    is the instant at which the change was known.
    """

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="year_statements")
    year = models.PositiveSmallIntegerField(_("reporting year"))
    words = models.TextField(_("what was stated"))
    sources = models.TextField(_("what was checked"))
    checked_through = models.DateField(_("checked through"))
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("stated by")
    )
    stated_at = models.DateTimeField(_("stated at"))
    from_version = models.PositiveIntegerField(_("from version"))
    until_version = models.PositiveIntegerField(_("until version"), null=True)
    ended_at = models.DateTimeField(_("known to hold no longer at"), null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_why = models.TextField(_("why it was withdrawn"), blank=True)

    objects: Any = YearStatements.as_manager()

    class Meta:
        verbose_name = _("statement of a year")
        verbose_name_plural = _("statements of years")
        constraints = [
            models.UniqueConstraint(
                fields=["business", "year"],
                condition=models.Q(until_version=None),
                name="year_statement_one_current",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.business} {self.year}"

    def holds_in(self, version: int) -> bool:
        """Whether it holds for this version of the ledger."""
        return self.from_version <= version and (self.until_version is None or version < self.until_version)

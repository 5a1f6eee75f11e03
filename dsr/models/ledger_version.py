"""Versions of a business's disclosure ledger. A draft is invisible until it is published."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dsr.models.business import Business


class LedgerVersion(models.Model):
    """At most one draft a business. Published when Business.ledger_version reaches `number`."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="ledger_versions")
    number = models.PositiveIntegerField(_("number"))
    note = models.CharField(_("what changed"), max_length=200, blank=True)
    # Set while a file is being put in, so that half of one can never be published.
    unfinished = models.CharField(max_length=80, blank=True, editable=False)
    started_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT)

    class Meta:
        verbose_name = _("version of the disclosures")
        verbose_name_plural = _("versions of the disclosures")
        constraints = [
            models.UniqueConstraint(fields=["business", "number"], name="ledger_version_once"),
            models.UniqueConstraint(
                fields=["business"], condition=models.Q(published_at=None), name="ledger_version_one_draft"
            ),
        ]

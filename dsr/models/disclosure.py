"""A fact: these categories went to this recipient, in this period, for this purpose."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dsr.models.business import Business
from dsr.models.recipient import VersionedRows


class DisclosureRows(VersionedRows["Disclosure"]):
    def of_year(self, year: int) -> "DisclosureRows":
        """What touches a calendar year. A row whose dates cannot be trusted may belong to any."""
        touches = Q(period_start__lte=date(year, 12, 31), period_end__gte=date(year, 1, 1))
        doubtful = Q(period_start=None) | Q(period_end=None) | Q(period_end__lt=F("period_start"))
        return self.filter(touches | doubtful)


class PassesOn(models.TextChoices):
    """Whether the recipient sells, rents or exchanges on what it got, § 1798.83(e)(2). Silence is no answer."""

    OPEN = "", _("not recorded")
    YES = "yes", _("yes")
    NO = "no", _("no")


class _Said(models.Model):
    """What a disclosure says, whoever received it and whenever. `exclusion` empty: for direct marketing, so it counts.

    `categories` and `derived_from` hold letters of (e)(6)(A), such as ["i", "xviii"]; `derived_from` names the
    categories by which a name and address list was chosen, (e)(6)(B).
    """

    categories = models.JSONField(_("categories"), default=list, blank=True)
    derived_from = models.JSONField(_("list derived from categories"), default=list, blank=True)
    purpose = models.CharField(_("marketing purpose"), max_length=200, blank=True)
    exclusion = models.CharField(_("exclusion"), max_length=20, blank=True)
    exclusion_note = models.TextField(_("why it is excluded"), blank=True)
    passes_on = models.CharField(
        _("the recipient sells, rents or exchanges it on"),
        max_length=3,
        blank=True,
        choices=PassesOn.choices,
        default=PassesOn.OPEN,
    )
    channel = models.CharField(_("channel"), max_length=60, blank=True)

    class Meta:
        abstract = True


SAID = tuple(field.name for field in _Said._meta.local_fields)


class DisclosureContent(_Said):
    """Each different thing that a business's disclosures say, once, told apart by `digest`.

    A report weighs it once, however many rows say it, and the database groups rows by one number.
    """

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "digest"], name="disclosure_content_once")]


class Disclosure(_Said):
    """Cal. Civ. Code § 1798.83(a)(1)."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="disclosures")
    key = models.CharField(_("key"), max_length=120)
    recipient_key = models.CharField(_("recipient"), max_length=120)
    period_start = models.DateField(_("from"), null=True, blank=True)
    period_end = models.DateField(_("to"), null=True, blank=True)
    ccpa_sold_or_shared = models.BooleanField(_("sold or shared under the CCPA"), default=False)
    source = models.CharField(_("source"), max_length=200, blank=True)
    # The same as its own columns say; empty in a row of a release before, until dsr/disclosures/contents.py notes it.
    content = models.ForeignKey(
        DisclosureContent, null=True, editable=False, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    from_version = models.PositiveIntegerField()
    until_version = models.PositiveIntegerField(null=True, blank=True)

    objects: Any = DisclosureRows.as_manager()

    class Meta:
        verbose_name = _("disclosure")
        verbose_name_plural = _("disclosures")
        constraints = [
            models.UniqueConstraint(fields=["business", "key", "from_version"], name="disclosure_once_a_version"),
            models.UniqueConstraint(
                fields=["business", "key"],
                condition=models.Q(until_version=None),
                name="disclosure_one_current",
            ),
        ]
        indexes = [
            models.Index(fields=["business", "from_version", "until_version"], name="disclosure_version"),
            models.Index(fields=["business", "recipient_key"], name="disclosure_recipient"),
            models.Index(
                fields=["business", "period_end"],
                condition=models.Q(ccpa_sold_or_shared=True),
                name="disclosure_sold",
            ),
            models.Index(fields=["business", "id"], condition=models.Q(content=None), name="disclosure_no_content"),
        ]

    def __str__(self) -> str:
        return self.key

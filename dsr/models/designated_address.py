"""The addresses at which the law's 30 days begin: every one that was ever published, with its dates."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from dsr.models.business import Business


class Medium(models.TextChoices):
    FORM = "form", _("our own form")
    EMAIL = "email", _("email")
    MAIL = "mail", _("paper mail")
    PHONE = "phone", _("toll-free phone")


def _plain(value: str) -> str:
    return " ".join(value.split()).casefold()


class AddressRows(models.QuerySet["DesignatedAddress"]):
    def in_force(self, day: date) -> "AddressRows":
        """Those that are published on this day."""
        return self.filter(published_on__lte=day).exclude(withdrawn_on__lte=day)


class DesignatedAddress(models.Model):
    """Cal. Civ. Code § 1798.83(b)(1). A withdrawn address keeps its row: people still write to it.

    One that no request relies on may be mended. One that was relied on is ended and replaced: it still receives.
    """

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="designated_addresses")
    medium = models.CharField(_("medium"), max_length=10, choices=Medium.choices)
    value = models.TextField(_("address"))
    published_on = models.DateField(_("published on"))
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)

    objects = AddressRows.as_manager()

    class Meta:
        verbose_name = _("designated address")
        verbose_name_plural = _("designated addresses")
        ordering = ["medium", "published_on"]

    def __str__(self) -> str:
        return " ".join(self.value.split())

    @property
    def is_relied_on(self) -> bool:
        """A request came to it, in whatever row and spelling it stands: it is withdrawn and replaced, never mended."""
        rows = DesignatedAddress.objects.filter(business_id=self.business_id, medium=self.medium)
        alike = [row.pk for row in rows if _plain(row.value) == _plain(self.value)]
        return self.pk is not None and rows.filter(pk__in=alike, cases__isnull=False).exists()

    def clean(self) -> None:
        if self.withdrawn_on and self.published_on and self.withdrawn_on < self.published_on:
            raise ValidationError({"withdrawn_on": _("An address is withdrawn after it was published.")})

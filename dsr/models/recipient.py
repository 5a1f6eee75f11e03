"""A third party that received information, as one or more ledger versions know it."""

from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from dsr.models.business import Business

Row = TypeVar("Row", bound=models.Model)


class VersionedRows(models.QuerySet[Row]):
    """Rows are immutable: they hold from one ledger version until (not including) another."""

    def in_version(self, number: int | models.OuterRef) -> "VersionedRows[Row]":
        return self.filter(models.Q(until_version=None) | models.Q(until_version__gt=number), from_version__lte=number)


class CcpaRole(models.TextChoices):
    """Apart from § 1798.83: what the recipient is under Cal. Civ. Code § 1798.140(j), (ag), (ai)."""

    UNKNOWN = "", _("not recorded")
    SERVICE_PROVIDER = "service-provider", _("service provider")
    CONTRACTOR = "contractor", _("contractor")
    THIRD_PARTY = "third-party", _("third party")


class Recipient(models.Model):
    """Cal. Civ. Code § 1798.83(a)(2). `key` is the same through all versions."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="recipients")
    key = models.CharField(_("key"), max_length=120)
    name = models.CharField(_("name"), max_length=300)
    postal_address = models.TextField(_("postal address"), blank=True)
    name_reveals_business = models.BooleanField(_("the name reveals the nature of the business"), default=False)
    examples = models.TextField(_("examples of products or services marketed"), blank=True)
    examples_unknown = models.BooleanField(_("no examples are known"), default=False)
    is_affiliate = models.BooleanField(_("affiliate under common ownership or control"), default=False)
    is_same_brand = models.BooleanField(_("affiliate that shares our brand name"), default=False)
    ccpa_role = models.CharField(
        _("role under the CCPA"),
        max_length=20,
        blank=True,
        choices=CcpaRole.choices,
        default=CcpaRole.UNKNOWN,
    )
    source = models.CharField(_("source"), max_length=200, blank=True)
    from_version = models.PositiveIntegerField()
    until_version = models.PositiveIntegerField(null=True, blank=True)

    objects: Any = VersionedRows["Recipient"].as_manager()

    class Meta:
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")
        constraints = [
            models.UniqueConstraint(fields=["business", "key", "from_version"], name="recipient_once_a_version"),
            models.UniqueConstraint(
                fields=["business", "key"],
                condition=models.Q(until_version=None),
                name="recipient_one_current",
            ),
            models.CheckConstraint(
                condition=~models.Q(is_same_brand=True, is_affiliate=False),
                name="recipient_same_brand_is_affiliate",
            ),
        ]
        indexes = [models.Index(fields=["business", "from_version", "until_version"], name="recipient_version")]

    def __str__(self) -> str:
        return self.name

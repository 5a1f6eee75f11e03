"""The published privacy policy by version, and choice mode, which stands on it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from dsr.clock import today
from dsr.models.business import Business


class PolicyChoice(models.TextChoices):
    NONE = "none", _("No choice is offered")
    OPT_IN = "opt-in", _("Opt-in: no disclosure unless the customer first agrees")
    OPT_OUT = "opt-out", _("Opt-out: no disclosure once the customer says no")


class PolicyVersion(models.Model):
    """One text of the privacy policy, from the day it was published until the next."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="policy_versions")
    label = models.CharField(_("label"), max_length=60)
    published_on = models.DateField(_("published on"))
    address = models.URLField(_("where it is published"), blank=True)
    choice = models.CharField(
        _("choice it adopts and discloses"),
        max_length=10,
        choices=PolicyChoice.choices,
        default=PolicyChoice.NONE,
        help_text=_("Cal. Civ. Code § 1798.83(c)(2)."),
    )

    class Meta:
        verbose_name = _("policy version")
        verbose_name_plural = _("policy versions")
        ordering = ["-published_on"]
        constraints = [models.UniqueConstraint(fields=["business", "published_on"], name="policy_version_one_a_day")]

    def __str__(self) -> str:
        return f"{self.label} ({self.published_on})"


class ChoiceMode(models.Model):
    """From `since` to `until`, requests may be answered with a cost-free means to say no, § 1798.83(c)(2)."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="choice_modes")
    policy_version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT)
    means = models.TextField(
        _("cost-free means"),
        help_text=_("How a customer says no at no cost, such as a web page or a toll-free number."),
    )
    since = models.DateField(_("holds for requests received from"))
    until = models.DateField(_("up to and including"), null=True, blank=True)

    class Meta:
        verbose_name = _("choice mode")
        verbose_name_plural = _("choice modes")
        ordering = ["-since"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(means=""), name="choice_mode_has_means"),
        ]

    def clean(self) -> None:
        problems: dict[str, Any] = {}
        policy = PolicyVersion.objects.filter(pk=self.policy_version_id).first()
        if policy is not None:
            if policy.business_id != self.business_id:
                problems["policy_version"] = _("This policy version belongs to another business.")
            elif policy.choice == PolicyChoice.NONE:
                problems["policy_version"] = _(
                    "This policy version offers no choice. Publish one that adopts and discloses an opt-in or "
                    "opt-out rule first (Cal. Civ. Code § 1798.83(c)(2))."
                )
            elif policy.published_on > today():
                problems["policy_version"] = _("This policy version is not published yet.")
            elif self.since and self.since < policy.published_on:
                problems["since"] = _("Choice mode cannot hold before the policy version was published.")
        if self.since and self._overlaps():
            problems["since"] = _("Another choice mode of this business holds in that time. End it first.")
        if not self.means.strip():
            problems["means"] = _("Record a cost-free means to say no first (Cal. Civ. Code § 1798.83(c)(2)).")
        if problems:
            raise ValidationError(problems)

    def _overlaps(self) -> bool:
        others = ChoiceMode.objects.filter(business_id=self.business_id).exclude(pk=self.pk)
        others = others.exclude(until__lt=self.since)
        return (others.filter(since__lte=self.until) if self.until else others).exists()

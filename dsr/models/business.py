"""Who runs the desk: the business as a legal entity, the brands the public knows, and its extra closed days."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from dsr.formats import canonical_json
from dsr.formats.law_numbers import law_text


class Business(models.Model):
    """A legal entity. `ledger_version` is the published version of its disclosure ledger; 0 means none yet.

    `sells` and `shares` are what the set-up says; whether it does is asked of disclosures.sells_or_shares alone.
    """

    name = models.CharField(_("legal name"), max_length=200, unique=True)
    postal_address = models.TextField(_("postal address"), help_text=_("As on an envelope, one line a line."))
    contact_email = models.EmailField(_("contact email"))
    toll_free_phone = models.CharField(_("toll-free phone"), max_length=40, blank=True)
    employees = models.PositiveIntegerField(
        _("employees, full-time and part-time"),
        default=20,
        help_text=law_text(
            gettext_noop("Under %(below_employees)s, Cal. Civ. Code § 1798.83(c)(1) exempts the business.")
        ),
    )
    is_calfipa_institution = models.BooleanField(
        _("financial institution that complies with the California Financial Information Privacy Act"),
        default=False,
        help_text=_("Cal. Civ. Code § 1798.83(h)."),
    )
    safe_harbor_link_since = models.DateField(
        _("“Your California Privacy Rights” link live since"),
        null=True,
        blank=True,
        help_text=_("Cal. Civ. Code § 1798.83(b)(1)(B). Empty while the link has other words."),
    )
    # Scope gates of the CCPA, Cal. Civ. Code § 1798.140; each switches duties on.
    is_ccpa_business = models.BooleanField(
        _("business under the CCPA"),
        default=False,
        help_text=_("For profit, in California, and over a threshold of Cal. Civ. Code § 1798.140(d)."),
    )
    sells = models.BooleanField(
        _("sells personal information"), default=False, help_text=_("Cal. Civ. Code § 1798.140(ad).")
    )
    shares = models.BooleanField(
        _("shares personal information for ads across other sites"),
        default=False,
        help_text=_("Cal. Civ. Code § 1798.140(ah)."),
    )
    exclusively_online = models.BooleanField(
        _("operates only online, with a direct relationship to its customers"),
        default=False,
        help_text=_("Only then does an email address suffice, Cal. Civ. Code § 1798.130(a)(1)(A)."),
    )
    phone_offered = models.BooleanField(
        _("takes requests by its toll-free phone"),
        default=False,
        help_text=_("Must be on unless the business is exclusively online, Cal. Civ. Code § 1798.130(a)(1)(A)."),
    )
    late_words = models.TextField(
        _("words of your own in a letter about a late response"),
        blank=True,
        help_text=_(
            "Such a letter states the dates and nothing else. What stands here is added, such as why, or that you are "
            "sorry. Empty: nothing is added."
        ),
    )
    ledger_version = models.PositiveIntegerField(
        _("published version of the disclosures"), default=0, editable=False, validators=[MinValueValidator(0)]
    )

    class Meta:
        verbose_name = _("business")
        verbose_name_plural = _("businesses")

    def __str__(self) -> str:
        return self.name

    @property
    def needs_toll_free_phone(self) -> bool:
        """Cal. Civ. Code § 1798.130(a)(1)(A): every CCPA business that is not exclusively online."""
        return self.is_ccpa_business and not self.exclusively_online

    def clean(self) -> None:
        problems = {}
        if self.needs_toll_free_phone and not (self.toll_free_phone.strip() and self.phone_offered):
            problems["toll_free_phone"] = _(
                "A business that is not exclusively online must take requests by a toll-free phone number: "
                "enter it and switch the phone on (Cal. Civ. Code § 1798.130(a)(1)(A))."
            )
        if self.phone_offered and not self.toll_free_phone.strip():
            problems["toll_free_phone"] = _("Enter the toll-free number that takes requests.")
        if problems:
            raise ValidationError(problems)

    @property
    def letterhead(self) -> str:
        """A digest of what a report says of the business itself; another letterhead is another report."""
        return canonical_json.digest([self.name, self.postal_address, self.contact_email])


class Brand(models.Model):
    """The name, color and address under which the public meets a business. One brand is the front page."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="brands")
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("short name in addresses"), unique=True)
    color = models.CharField(
        _("accent color"),
        max_length=7,
        default="#1f5f5b",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write the color as #rrggbb."))],
    )
    website = models.URLField(_("website"), blank=True)
    contact_email = models.EmailField(
        _("email for replies"),
        blank=True,
        help_text=_("Where people write about letters of this brand. Empty: the contact email of the business."),
    )
    is_front = models.BooleanField(_("shown on the front page"), default=False)

    class Meta:
        verbose_name = _("brand")
        verbose_name_plural = _("brands")
        constraints = [
            models.UniqueConstraint(fields=["is_front"], condition=models.Q(is_front=True), name="brand_one_front")
        ]

    def __str__(self) -> str:
        return self.name


class ClosedDay(models.Model):
    """A day on which the business is closed beyond the court's holidays: what is due then is sent before."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="closed_days")
    day = models.DateField(_("day"))
    why = models.CharField(_("why"), max_length=120)

    class Meta:
        verbose_name = _("closed day")
        verbose_name_plural = _("closed days")
        constraints = [models.UniqueConstraint(fields=["business", "day"], name="closed_day_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.why}"

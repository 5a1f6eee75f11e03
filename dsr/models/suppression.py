"""Who is not to be mailed or shared: keyed hashes without end, the mail lists, and the keys of other programs."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dsr.models.business import Business
from dsr.models.case import Case


class MailList(models.Model):
    """A kind of commercial mail that a person can stop. The empty scope of a suppression means all of them."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="mail_lists")
    slug = models.SlugField(_("short name"), max_length=40)
    name = models.CharField(_("name people know"), max_length=80)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("mail list")
        verbose_name_plural = _("mail lists")
        constraints = [models.UniqueConstraint(fields=["business", "slug"], name="mail_list_once")]

    def __str__(self) -> str:
        return self.name


class Purpose(models.TextChoices):
    MAIL = "mail", _("commercial email")
    DIRECT_MARKETING = "direct-marketing", _("sharing with third parties for their direct marketing")
    SALE_SHARING = "sale-sharing", _("sale, and sharing for ads across other sites")
    LOCKED = "locked", _("any use but the exception it is kept under")


# What `Suppression.sealed_address` is sealed as.
SEALED_ADDRESS = "suppression"


class Suppression(models.Model):
    """One person, one purpose, one scope, by keyed hash. Only an affirmative consent sets `lifted_at`.

    `scope` is the mail list's short name (empty: all), or the exception of a lock. `sealed_address` is there only
    until every system that must be told has confirmed. `sealed_evidence` tells of the consent that lifted it.
    """

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="suppressions")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    scope = models.CharField(max_length=40, blank=True)
    field = models.CharField(max_length=10, default="email")  # email, phone, postal or lookalike
    digest = models.CharField(max_length=64)
    since = models.DateTimeField()
    made_at = models.DateTimeField(null=True)  # when it came on the list: of a letter or a call, later than `since`
    source = models.CharField(max_length=20)  # page, one-click, staff, import, signal, deletion
    case = models.ForeignKey(Case, null=True, on_delete=models.SET_NULL, related_name="suppressions")
    sealed_address = models.TextField(blank=True)
    lifted_at = models.DateTimeField(null=True)
    sealed_evidence = models.TextField(blank=True)
    # Counts up within the business: when the row is made, and again when it is lifted. The feed goes by it.
    change = models.BigIntegerField(default=0)
    # When the last program that reads the feed had taken it; empty while one has not, or where none has to.
    taken_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business", "purpose", "scope", "field", "digest"],
                condition=models.Q(lifted_at=None),
                name="suppression_once",
            )
        ]
        indexes = [
            models.Index(fields=["digest", "business"], name="suppression_digest"),
            models.Index(fields=["business", "change"], name="suppression_change"),
            models.Index(
                fields=["made_at", "since"], condition=models.Q(case__isnull=False), name="suppression_of_cases"
            ),
        ]


class Consent(models.Model):
    """A person whose kept data is locked agreed again to a use. It opens the lock for that use and nothing else.

    The lock itself stays: what was kept under the exception is still used for nothing else. A later deletion that
    keeps something closes it again. `scope` is a mail list's short name; empty means all.
    """

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    scope = models.CharField(max_length=40, blank=True)
    field = models.CharField(max_length=10)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    sealed_evidence = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest", "business", "purpose", "scope", "at"], name="consent_once")
        ]


class Scope(models.TextChoices):
    CHECK = "check", _("may this person be mailed or shared?")
    FEED = "feed", _("the feed of opt-outs, and confirming it")
    HEADERS = "headers", _("unsubscribe headers for mail")
    CONSENT = "consent", _("record a later consent")


class ApiKey(models.Model):
    """A key of another program, kept as a keyed hash; the key itself is shown once."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="api_keys")
    name = models.CharField(_("what uses it"), max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(_("may"), default=list)
    made_at = models.DateTimeField(editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    used_on = models.DateField(null=True, editable=False)
    # The feed of opt-outs was taken up to this change; addresses that every reader has taken are erased.
    confirmed_up_to = models.BigIntegerField(default=0, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")

    def __str__(self) -> str:
        return self.name


class OwedRenewal(models.Model):
    """What an earlier release hashed, and nobody has looked at since the upgrade: the rows up to this number.

    It is made by the migration and goes when `manage.py renew_digests`, and `index_names` for names, is done.
    """

    class What(models.TextChoices):
        LIST = "list"  # rows of the suppression list
        REQUESTS = "requests"  # cases, by their blind indexes
        NAMES = "names"  # cases, by the words of their names; also where another key is taken for these

    what = models.CharField(max_length=20, choices=What.choices, unique=True)
    up_to = models.BigIntegerField()


class KeyMark(models.Model):
    """A mark that a configured key leaves in the database, so that its loss is seen at the next start.

    `purpose` is sealing, index, names, suppression, links or journal; `check_value` is an HMAC of a fixed text under
    the key.
    `is_proved`: when it left the mark there was nothing to fit, or the key fitted it, or a person took it as it is.
    """

    purpose = models.CharField(max_length=20)
    name = models.CharField(max_length=40)
    check_value = models.CharField(max_length=64)
    first_seen_at = models.DateTimeField()
    last_used_on = models.DateField()
    is_proved = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["purpose", "name"], name="key_mark_once")]

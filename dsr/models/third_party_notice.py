"""Who is told of a deletion, a correction, an opt-out or a statement, how each is reached, and what came of it."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from dsr.models.business import Business
from dsr.models.case import Case
from dsr.models.letter import Letter
from dsr.models.system import System


class How(models.TextChoices):
    EMAIL = "email", _("by email, with a link")
    MAIL = "mail", _("by paper letter")
    WEBHOOK = "webhook", _("by webhook")


class Door(models.Model):
    """Where a company is told. `points` are what a webhook tells of a person; a letter and a link tell who it is."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(_("is told"), max_length=10, choices=How.choices)
    email = models.EmailField(_("email address"), blank=True)
    postal_address = models.TextField(_("postal address"), blank=True)
    address = models.CharField(_("webhook address"), max_length=500, blank=True)
    points = models.JSONField(_("a webhook tells of a person"), default=list, blank=True)
    sealed_secret = models.TextField(editable=False, blank=True)

    class Meta:
        abstract = True


class Provider(Door):
    """A company that processes personal information for the business: told of every deed that it takes part in."""

    name = models.CharField(_("name"), max_length=120)
    actions = models.JSONField(_("is told of"), default=list, db_column="deeds")
    systems: Any = models.ManyToManyField(
        System, verbose_name=_("processes for"), blank=True, related_name="providers"
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("service provider")
        verbose_name_plural = _("service providers")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["business", "name"], name="provider_name_once")]

    def __str__(self) -> str:
        return self.name


class Contact(Door):
    """How a recipient of the ledger is told, where it is not by paper to the address that the ledger has."""

    recipient_key = models.CharField(_("key of the recipient in the disclosures"), max_length=120)

    class Meta:
        verbose_name = _("contact of a recipient")
        verbose_name_plural = _("contacts of recipients")
        ordering = ["recipient_key", "pk"]
        constraints = [models.UniqueConstraint(fields=["business", "recipient_key"], name="contact_once")]

    def __str__(self) -> str:
        return self.recipient_key


class What(models.TextChoices):
    DELETION = "delete", _("delete it")
    KEEPING = "keeping", _("use what is kept for nothing else")
    CORRECTION = "correct", _("correct it")
    OPT_OUT = "stop-sharing", _("stop using and passing it on")
    STATEMENT = "statement", _("keep the statement with the record")

    @property
    def letter(self) -> str:
        """The name of the paper letter that tells it."""
        return f"telling/{self.value}"


# The letters of a case that go to companies, not to the person or who acts for them.
LETTERS = frozenset(what.letter for what in What)


class ThirdPartyNoticeState(models.TextChoices):
    WANTED = "wanted", _("to be told")
    SENT = "sent", _("told, not answered yet")
    ACKNOWLEDGED = "acknowledged", _("answered: done, or nothing held")
    CANNOT = "cannot", _("answers that it cannot")
    NOT_TOLD = "not-told", _("not told, with the reason")
    GIVEN_UP = "given-up", _("given up")


class ThirdPartyNoticeRows(models.QuerySet["ThirdPartyNotice"]):
    def open(self) -> "ThirdPartyNoticeRows":
        """What somebody must still do or answer. What is chosen before the decision has no day yet."""
        return self.filter(state__in=OPEN, due_on__isnull=False)

    def most_urgent_first(self) -> "ThirdPartyNoticeRows":
        return self.order_by("due_on", "pk")


OPEN = (ThirdPartyNoticeState.WANTED.value, ThirdPartyNoticeState.SENT.value, ThirdPartyNoticeState.CANNOT.value)
# In these they were told, or will be; the response may say so.
COUNTS = (*OPEN, ThirdPartyNoticeState.ACKNOWLEDGED.value)


class ThirdPartyNotice(models.Model):
    """One company is told one thing about one case. Nothing of the person is in the row.

    Sealed in the case: `not-told:<id>`, the facts why not; `telling-note:<id>`, what was answered. `occasion` is the
    entry of the journal that gave something new to tell; 0 where the same is told however often it is decided.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="third_party_notices")
    what = models.CharField(max_length=12, choices=What.choices)
    occasion = models.PositiveIntegerField(default=0)
    provider = models.ForeignKey(Provider, null=True, on_delete=models.PROTECT, related_name="third_party_notices")
    recipient_key = models.CharField(max_length=120, blank=True)
    name = models.CharField(max_length=300)
    is_confirmed = models.BooleanField(default=False)  # a system says that this person's information went there
    how = models.CharField(max_length=10, choices=How.choices)
    state = models.CharField(
        max_length=14, choices=ThirdPartyNoticeState.choices, default=ThirdPartyNoticeState.WANTED
    )
    answer = models.CharField(max_length=10, blank=True)  # done, not-held or cannot
    reason = models.CharField(max_length=60, blank=True)  # a code: why it waits for a person, or is not told
    made_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    sent_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    # One sending: its number makes its Message-ID; since when it is under way; how often nobody heard how it went.
    sendings = models.PositiveSmallIntegerField(default=0)
    sending_since = models.DateTimeField(null=True)
    unheard = models.PositiveSmallIntegerField(default=0)
    message_id = models.CharField(max_length=40, unique=True)  # of the webhook: the same over retries and reminders
    letter = models.ForeignKey(Letter, null=True, on_delete=models.PROTECT, related_name="+")

    objects = ThirdPartyNoticeRows.as_manager()

    class Meta:
        ordering = ["case_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "what", "occasion", "provider"],
                condition=models.Q(provider__isnull=False),
                name="telling_provider_once",
            ),
            models.UniqueConstraint(
                fields=["case", "what", "occasion", "recipient_key"],
                condition=models.Q(provider__isnull=True),
                name="telling_recipient_once",
            ),
            models.CheckConstraint(
                condition=models.Q(provider__isnull=False, recipient_key="")
                | (models.Q(provider__isnull=True) & ~models.Q(recipient_key="")),
                name="telling_one_addressee",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on", "id"],
                condition=models.Q(state__in=["wanted", "sent", "cannot"], due_on__isnull=False),
                name="telling_open",
            )
        ]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

"""Many requests that one agent made in one letter: a case each, held together here."""

from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from dsr.models.attachment import Purpose
from dsr.models.business import Business
from dsr.models.case import Case
from dsr.models.letter import Letter


class BundlePurpose(models.TextChoices):
    """What a file that came once for all is for."""

    PERMISSION = Purpose.PERMISSION.value, Purpose.PERMISSION.label
    LATE_PERMISSION = "for-chosen", _("permission that came later, for those of whom it is recorded")
    LETTER = Purpose.LETTER.value, Purpose.LETTER.label
    LIST = "list", _("the list of the people")
    ENVELOPE = Purpose.ENVELOPE.value, Purpose.ENVELOPE.label


@dataclass
class BundleKey:
    """A bundle as the holder of a key, as dsr/sealing/ wants it: its number is told apart from that of a case."""

    pk: str
    data_key: bytes | memoryview | None


class Bundle(models.Model):
    """Its own data key seals the agent's name, firm and address; destroyed when the last of its cases is forgotten."""

    reference = models.CharField(max_length=11, unique=True)
    submission = models.CharField(max_length=64, unique=True)  # pressing twice makes one bundle
    header = models.CharField(max_length=64)  # digest of what holds for all: another press must say the same
    people = models.CharField(max_length=64, blank=True)  # digest of who was entered, once it is complete
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="bundles")
    kind = models.CharField(max_length=40)
    received_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    completed_at = models.DateTimeField(null=True)  # every case is made and the covering letter is written
    letter = models.ForeignKey("dsr.Letter", null=True, on_delete=models.PROTECT, related_name="+")
    tells_end = models.BooleanField(default=False)  # the agent is told once all are answered; not of earlier releases
    answered_at = models.DateTimeField(null=True)  # the letter that says so is written
    key = models.BinaryField(null=True)
    sealed = models.BinaryField(null=True)

    class Meta:
        verbose_name = _("bundle")
        verbose_name_plural = _("bundles")

    def __str__(self) -> str:
        return self.reference

    @property
    def holder(self) -> BundleKey:
        return BundleKey(f"bundle-{self.pk}", self.key)

    @property
    def first_case(self) -> Case:
        """The first of its list: brand and language of what is written about the whole bundle are those of it."""
        return self.lines.select_related("case__business", "case__brand", "case__choice_mode")[0].case


class BundleSealed(models.Model):
    """One sealed value of a bundle, under its own key: the words of a letter about all of it. Gone with the key."""

    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, related_name="sealed_values")
    name = models.CharField(max_length=60)  # as of a case, dsr/models/sealed_value.py
    value = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bundle", "name"], name="bundle_sealed_once")]


class Bundled(models.Model):
    """One case of a bundle. A request that another one opened with it has the same number."""

    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, related_name="lines")
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="bundled")
    number = models.PositiveSmallIntegerField()  # its place in the agent's list
    # The letter that acknowledged it: that of the bundle, or of those that were added later; empty until then.
    letter = models.ForeignKey("dsr.Letter", null=True, on_delete=models.PROTECT, related_name="+")
    # Staff decided that what we say of the person goes to the agent, as no address of the person came in time.
    through_agent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["bundle_id", "number", "pk"]


def covering_of(case: Case) -> "models.QuerySet[Letter]":
    """The letter of its bundle which acknowledges a case with the others."""
    found = Bundled.objects.filter(case=case).values(found=Coalesce("letter", "bundle__letter"))
    return Letter.objects.filter(pk__in=found)


def letters_about(case: Case) -> "models.QuerySet[Letter]":
    """The letters that told of a case: its own, and the covering letter of its bundle."""
    return Letter.objects.filter(models.Q(case=case) | models.Q(pk__in=covering_of(case).values("pk")))


class BundleDocumentRows(models.QuerySet["BundleDocument"]):
    def permissions(self) -> "BundleDocumentRows":
        """The permissions that lie with a bundle, once for all of its people."""
        return self.filter(purpose=BundlePurpose.PERMISSION, purged_at=None)


class BundleDocument(models.Model):
    """A file that came once for all of a bundle. Bytes and name are sealed under the bundle's key, and go with it."""

    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, related_name="documents")
    purpose = models.CharField(max_length=12, choices=BundlePurpose.choices)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()  # bytes of the document itself
    digest = models.CharField(max_length=64)  # SHA-256 of what is sealed, never of the document
    acts = models.JSONField(null=True)  # as of an Attachment
    sealed = models.BinaryField(null=True)
    sealed_name = models.BinaryField(null=True)
    added_at = models.DateTimeField()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    purged_at = models.DateTimeField(null=True)

    objects = BundleDocumentRows.as_manager()

    class Meta:
        ordering = ["bundle_id", "pk"]

    @property
    def sealed_as(self) -> str:
        return f"document:{self.pk}"

    @property
    def name_sealed_as(self) -> str:
        return f"document-name:{self.pk}"

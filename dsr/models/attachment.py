"""A document that came with a case. Its bytes and its name are sealed beside it; this row tells nothing personal."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dsr.formats.file_types import ENDINGS
from dsr.lifecycle import Who
from dsr.models.case import Case


class Purpose(models.TextChoices):
    EVIDENCE = "evidence", _("supports what the request says")
    PERMISSION = "permission", _("permission to act for another")
    IDENTITY = "identity", _("proof of identity or parenthood")
    LETTER = "letter", _("the request as it came on paper")
    ENVELOPE = "envelope", _("when and how it came: the envelope, or the header of the email")


class AttachmentRows(models.QuerySet["Attachment"]):
    def kept(self) -> "AttachmentRows":
        return self.filter(purged_at=None)


class Attachment(models.Model):
    """Sealed as `document:<id>` (the bytes) and `document-name:<id>` (as the person called it)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attachments")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    media_type = models.CharField(max_length=20)
    size = models.PositiveIntegerField()  # bytes of the document itself
    digest = models.CharField(max_length=64)  # SHA-256 of what is sealed, never of the document
    acts = models.JSONField(
        null=True
    )  # what in a PDF may act by itself, dsr/formats/pdf_parts.py; null: not looked at
    added_at = models.DateTimeField()
    who = models.CharField(max_length=20)  # requester, or the role of the member of staff
    account = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    purged_at = models.DateTimeField(null=True)

    objects = AttachmentRows.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(purpose__in=[purpose.value for purpose in Purpose]), name="attachment_purpose_known"
            ),
            models.CheckConstraint(
                condition=models.Q(media_type__in=sorted(ENDINGS)), name="attachment_media_type_known"
            ),
            models.CheckConstraint(
                condition=models.Q(who__in=[who.value for who in Who]), name="attachment_who_known"
            ),
        ]
        indexes = [
            models.Index(fields=["purpose", "id"], condition=models.Q(purged_at=None), name="attachment_kept"),
        ]

    @property
    def sealed_as(self) -> str:
        return f"document:{self.pk}"

    @property
    def name_sealed_as(self) -> str:
        return f"document-name:{self.pk}"

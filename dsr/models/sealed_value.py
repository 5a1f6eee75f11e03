"""One sealed value of a case: a party, a note, the body of a letter, a file."""

from django.db import models

from dsr.models.case import Case

RECEIPT_WAITS = "receipt-correction"  # its name while a correction of how the request came waits


class Sealed(models.Model):
    """`name` says what it is, such as `subject`, `note:7` or `letter:12`. dsr/sealing.py seals and opens."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="sealed")
    name = models.CharField(max_length=60)
    value = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "name"], name="sealed_once")]

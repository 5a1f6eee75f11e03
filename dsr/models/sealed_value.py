"""One sealed value of a case: a party, a note, the body of a letter, a file."""

from django.db import models

from dsr.models.case import Case

SAVED = "saved-decision:"  # before the id of who has half written it
WORDS = "words:"  # before the number of the entry that they belong to
COUNSEL = "counsel:"  # the same, of a note that is for the business's lawyers
# Before the name of what was to be erased and a hold keeps: nothing reads it, until no hold keeps the case.
SET_ASIDE = "held:"
RECEIPT_WAITS = "receipt-correction"  # its name while a correction of how the request came waits


class SealedRows(models.QuerySet["Sealed"]):
    def of_the_case(self) -> "SealedRows":
        """Parties, answers, notes and the like: without letters, documents and what is for counsel, opened apart.

        What is set aside for a hold is no part of it either.
        """
        apart = models.Q(name__startswith="letter") | models.Q(name__startswith="document:")
        return self.exclude(apart | models.Q(name__startswith=COUNSEL) | models.Q(name__startswith=SET_ASIDE))


class Sealed(models.Model):
    """`name` says what it is, such as `subject`, `note:7` or `letter:12`. dsr/sealing/ seals and opens."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="sealed")
    name = models.CharField(max_length=60)
    value = models.BinaryField()

    objects = SealedRows.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "name"], name="sealed_once")]

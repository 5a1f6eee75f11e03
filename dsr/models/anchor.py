"""What the journal was on a day, signed, so that what is changed or removed later is found."""

from django.db import models


class Anchor(models.Model):
    """The root of a Merkle tree over every case, what the anchor before said, and a signature of both."""

    number = models.PositiveIntegerField(unique=True)
    at = models.DateTimeField()
    cases = models.PositiveBigIntegerField()
    root = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    key = models.CharField(max_length=40)  # the name, in JOURNAL_KEYS, of the key that signed
    signature = models.CharField(max_length=128)

    class Meta:
        ordering = ["number"]


class AnchorLeaf(models.Model):
    """How far the journal of one case went: it is a leaf of anchor `number` and of those after it, up to `until`.

    No reference to the case: a case that was removed must still be missed.
    """

    case_number = models.BigIntegerField()
    reference = models.CharField(max_length=40)
    entries = models.PositiveIntegerField()
    head = models.CharField(max_length=64)
    number = models.PositiveIntegerField()
    until = models.PositiveIntegerField(null=True)  # the first anchor that has another leaf of this case

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case_number"], condition=models.Q(until=None), name="anchor_leaf_newest"),
            models.UniqueConstraint(fields=["case_number", "number"], name="anchor_leaf_once"),
        ]

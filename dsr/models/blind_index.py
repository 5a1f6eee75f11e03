"""Keyed hashes by which a case is found again by exact email, name, phone or user name."""

from django.db import models

from dsr.models.case import Case


class BlindIndex(models.Model):
    """`party` is subject, requester or agent; `field` is email, name, phone or account."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="blind_indexes")
    party = models.CharField(max_length=10)
    field = models.CharField(max_length=10)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "party", "field", "digest"], name="blind_index_once")]
        indexes = [models.Index(fields=["digest", "party"], name="blind_index_digest")]
